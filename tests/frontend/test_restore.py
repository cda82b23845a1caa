"""The rehearsal: a backup is put back on a server that knows nothing, and all of it is there, and no more than may be."""

import io
import os
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg2
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections

from keurmerk import clock
from keurmerk.backup import database, restoring, shelf
from keurmerk.backup.vault import Reader, VaultFault, new_key
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from reviews.models import LedgerHead, OptOut, Review
from tests.factories import billing, reviews

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[Any]:
    """Call it and the house looks at a new server: another database, and a folder without files."""
    facts, former = settings_of(), str(connection.settings_dict["NAME"])
    fresh = f"{former}_restored"

    def ask(*statements: str) -> None:
        place = {"host": facts["HOST"], "port": facts["PORT"] or None, "user": facts["USER"], "dbname": "postgres"}
        with closing(psycopg2.connect(**place, password=facts["PASSWORD"] or None)) as own:
            own.autocommit = True
            for statement in statements:
                own.cursor().execute(statement)

    def move(settings: Any, folder: Path) -> None:
        ask(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)", f"CREATE DATABASE {fresh} TEMPLATE template0")
        connections.close_all()
        connection.settings_dict["NAME"] = fresh
        settings.MEDIA_ROOT, settings.PUBLISHED_ROOT = folder / "media", folder / "published"

    yield move
    connections.close_all()
    connection.settings_dict["NAME"] = former
    ask(f"DROP DATABASE IF EXISTS {fresh} WITH (FORCE)")


def settings_of() -> dict[str, Any]:
    return dict(connection.settings_dict)


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> str:
    private, public = new_key()
    settings.BACKUP_KEYS = [new_key()[1], public]  # a former key, or one that lies in a safe, beside it
    settings.ERASURE_LIST.touch()
    (tmp_path / "key").write_text(private + "\n")
    return str(tmp_path / "key")


@pytest.fixture
def shop(settings: Any, transactional_db: None) -> SimpleNamespace:
    """A shop with reviews, one of them with a photo, a letter that waits, and a signed head of its ledger."""
    now = clock.now()
    billing.plan()
    kept, taken = reviews.review(at=now), reviews.review(at=now)
    photo = reviews.photo(of=taken, at=now)
    taken.edit(reviews.opinion(), actor="visitor", at=now)
    assert LedgerHead.make(actor="clock", at=now)
    drain()
    waiting = SentLetter.objects.create(
        letter="reviews/ask", about="reviews.invitation:1", to="anna@example.nl", language="nl", subject="?",
        next_attempt_at=now, queued_at=now,
    )  # fmt: skip
    return SimpleNamespace(kept=kept, taken=taken, photo=photo, waiting=waiting)


class TestRehearsal:
    @pytest.mark.rule("PA backups")
    def test_everything_is_there_again_and_what_was_erased_since_is_not(
        self, settings, elsewhere, key, shop, tmp_path, capsys
    ):
        made = shelf.make(at=AT)
        shop.taken.remove_by_author(actor="visitor", at=clock.now())
        shop.kept.invitation.opt_out(everywhere=True, at=clock.now())
        drain()

        elsewhere(settings, tmp_path / "new")
        call_command("restore", str(made), "--key", key)

        kept, taken = Review.objects.get(pk=shop.kept.pk), Review.objects.get(pk=shop.taken.pk)
        assert (kept.text, kept.email) == (shop.kept.text, shop.kept.email)
        assert (taken.state, taken.text, taken.email) == (Review.State.REMOVED_BY_AUTHOR, "", "")
        assert OptOut.objects.covers(kept.shop_id, kept.invitation.email_hash)
        assert SentLetter.objects.get(pk=shop.waiting.pk).state == SentLetter.State.UNKNOWN
        assert (settings.PUBLISHED_ROOT / "w" / "v1" / f"{kept.shop_id}.json").exists()
        told = capsys.readouterr().out
        assert "2 things of the erasure list were erased again" in told
        assert "0 differences" in told
        assert "The books hold." in told
        assert told.endswith("Restored.\n")
        drain()
        assert not default_storage.exists(shop.photo.path("large"))

    def test_files_come_back_as_they_were(self, settings, elsewhere, key, shop, tmp_path):
        before = Path(default_storage.path(shop.photo.path("large"))).read_bytes()
        made = shelf.make(at=AT)
        elsewhere(settings, tmp_path / "new")
        call_command("restore", str(made), "--key", key)
        assert Path(default_storage.path(shop.photo.path("large"))).read_bytes() == before


class CutOff(io.BytesIO):
    """As a locked file reads of which the end is gone."""

    def read(self, size: int | None = -1) -> bytes:
        given = super().read(size)
        if not given:
            raise VaultFault("cut off")
        return given


class TestRefused:
    def test_where_there_are_rows_already(self, key, shop):
        made = shelf.make(at=AT)
        with pytest.raises(CommandError, match="has tables already"):
            call_command("restore", str(made), "--key", key)
        assert Review.objects.count() == 2

    def test_where_there_are_files_already(self, settings, elsewhere, key, shop, tmp_path):
        made = shelf.make(at=AT)
        elsewhere(settings, tmp_path / "new")
        settings.MEDIA_ROOT.mkdir(parents=True)
        (settings.MEDIA_ROOT / "photo.webp").touch()
        with pytest.raises(CommandError, match="There are files in"):
            call_command("restore", str(made), "--key", key)
        restoring.media.shutil.rmtree(settings.MEDIA_ROOT)
        restoring.insist_on_an_empty_place()

    def test_without_the_erasure_list(self, settings, elsewhere, key, shop, tmp_path):
        made = shelf.make(at=AT)
        settings.ERASURE_LIST.unlink()
        elsewhere(settings, tmp_path / "new")
        with pytest.raises(CommandError, match="no erasure list"):
            call_command("restore", str(made), "--key", key)
        restoring.insist_on_an_empty_place()

    @pytest.mark.parametrize("part", ["database.vault", "media.vault", "manifest.json"])
    def test_when_any_part_is_not_what_was_written(self, settings, elsewhere, key, shop, tmp_path, part):
        made = shelf.make(at=AT)
        data = bytearray((made / part).read_bytes())
        data[len(data) // 2] ^= 1
        (made / part).write_bytes(data)
        elsewhere(settings, tmp_path / "new")
        with pytest.raises(CommandError):
            call_command("restore", str(made), "--key", key)
        restoring.insist_on_an_empty_place()

    def test_with_a_key_of_another(self, settings, elsewhere, key, shop, tmp_path):
        made = shelf.make(at=AT)
        elsewhere(settings, tmp_path / "new")
        Path(key).write_text(new_key()[0])
        with pytest.raises(CommandError, match="not locked for this key"):
            call_command("restore", str(made), "--key", key)
        restoring.insist_on_an_empty_place()

    @pytest.mark.parametrize("text", ["", "no key", "0" * 63])
    def test_with_something_that_is_no_key(self, key, text, tmp_path):
        Path(key).write_text(text)
        with pytest.raises(CommandError, match="no key of 64"):
            call_command("restore", str(tmp_path), "--key", key)

    @pytest.mark.parametrize("dump", [b"", b"PGDMP" + bytes(5_000_000), b"no dump" * 500_000])
    def test_when_it_is_no_dump_of_postgresql(self, settings, elsewhere, tmp_path, dump):
        elsewhere(settings, tmp_path / "new")
        with pytest.raises(database.DatabaseFault):
            database.restore(io.BytesIO(dump))
        restoring.insist_on_an_empty_place()

    def test_when_the_dump_breaks_off_it_leaves_nothing(self, settings, elsewhere, key, shop, tmp_path):
        made = shelf.make(at=AT)
        elsewhere(settings, tmp_path / "new")

        with (made / "database.vault").open("rb") as file:
            dump = Reader(file, Path(key).read_text().strip(), name=f"{made.name}/database.vault").read()
        with pytest.raises(VaultFault):
            database.restore(CutOff(dump[: len(dump) // 2]))
        restoring.insist_on_an_empty_place()

    def test_when_a_count_differs(self, settings, elsewhere, key, shop, tmp_path, monkeypatch, capsys):
        made = shelf.make(at=AT)
        elsewhere(settings, tmp_path / "new")
        put_back = database.restore

        def one_short(dumped) -> None:
            put_back(dumped)
            SentLetter.objects.filter(pk=shop.waiting.pk).delete()

        monkeypatch.setattr(database, "restore", one_short)
        with pytest.raises(CommandError, match="The database is not what was written"):
            call_command("restore", str(made), "--key", key)
        assert "keurmerk_sentletter: " in capsys.readouterr().err


def test_the_password_of_the_database_is_on_no_command_line(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "s3cret")
    assert database._environment()["PGPASSWORD"] == "s3cret"
    assert "s3cret" not in os.environ.values()
