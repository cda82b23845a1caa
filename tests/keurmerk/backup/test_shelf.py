"""Backups are made whole or not at all, kept for a year, and never written over."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from keurmerk import clock
from keurmerk.backup import database, manifest, media, shelf
from keurmerk.backup.vault import Reader, new_key
from tests.factories import members

PRIVATE, PUBLIC = new_key()
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def keys(settings, transactional_db) -> None:
    settings.BACKUP_KEYS = [PUBLIC]
    settings.MEDIA_ROOT.mkdir()


def on_the_shelf(root: Path) -> list[str]:
    return sorted(each.name for each in root.iterdir() if each.name != ".lock")


def made_earlier(root: Path, at: datetime) -> str:
    folder = root / f"{at:%Y%m%dT%H%M%SZ}"
    folder.mkdir(parents=True)
    (folder / manifest.FILE).write_text("{}")
    return folder.name


@pytest.mark.usefixtures("keys")
class TestMake:
    @pytest.mark.rule("PA backups")
    def test_holds_database_and_files_and_nothing_that_can_be_read(self, settings):
        person = members.user(email="anna@example.nl")
        (settings.MEDIA_ROOT / "photo.webp").write_bytes(b"a face")
        made = shelf.make(at=AT)
        assert made.name == "20260302T090000Z"
        assert sorted(file.name for file in made.iterdir()) == ["database.vault", "manifest.json", "media.vault"]
        everything = b"".join(file.read_bytes() for file in made.iterdir())
        assert person.email.encode() not in everything
        assert b"a face" not in everything
        with (made / manifest.DATABASE).open("rb") as file:
            assert Reader(file, PRIVATE, name=f"{made.name}/database.vault").read(5) == b"PGDMP"

    def test_counts_what_is_in_it(self):
        members.user()
        said = json.loads((shelf.make(at=AT) / manifest.FILE).read_text())
        assert said["rows"]["members_user"] == 1
        assert not set(said["rows"]) & set(database.PASSING)

    def test_is_never_written_over(self):
        shelf.make(at=AT)
        with pytest.raises(shelf.ShelfFault):
            shelf.make(at=AT)

    def test_leaves_nothing_that_looks_like_a_backup_when_it_fails(self, settings, monkeypatch):
        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(media, "pack", full)
        with pytest.raises(CommandError, match="No space left"):
            call_command("backup")
        assert shelf.all_made() == []
        monkeypatch.undo()
        made = shelf.make(at=AT)
        assert on_the_shelf(settings.BACKUP_ROOT) == [made.name]

    def test_says_so_when_pg_dump_fails(self, monkeypatch):
        monkeypatch.setattr(database, "_environment", lambda: {"PGHOST": "/nowhere"})
        with pytest.raises(database.DatabaseFault, match=r"pg_dump|connection"):
            shelf.make(at=AT)
        assert shelf.all_made() == []

    def test_needs_a_key(self, settings):
        settings.BACKUP_KEYS = []
        with pytest.raises(CommandError, match="no key"):
            call_command("backup")

    def test_waits_for_nobody(self, settings):
        with shelf._alone(), pytest.raises(shelf.ShelfFault):
            shelf.make(at=AT)


@pytest.mark.usefixtures("keys")
class TestRemoveOld:
    @pytest.mark.rule("PA backups")
    def test_takes_away_what_is_older_than_a_year(self, settings):
        root = settings.BACKUP_ROOT
        old = made_earlier(root, AT.replace(year=2025) - timedelta(seconds=1))
        made_earlier(root, AT.replace(year=2025))
        (root / "notes").mkdir()
        assert shelf.remove_old(at=AT) == [old]
        assert on_the_shelf(root) == ["20250302T090000Z", "notes"]

    def test_happens_with_each_new_backup_and_not_without_one(self, settings, capsys):
        old = made_earlier(settings.BACKUP_ROOT, clock.real() - timedelta(days=400))
        settings.BACKUP_KEYS = []
        with pytest.raises(CommandError):
            call_command("backup")
        assert old in on_the_shelf(settings.BACKUP_ROOT)
        settings.BACKUP_KEYS = [PUBLIC]
        call_command("backup")
        assert old not in on_the_shelf(settings.BACKUP_ROOT)
        assert f"{old} is older than a year" in capsys.readouterr().out


@pytest.mark.usefixtures("keys")
class TestCheck:
    def test_finds_nothing_in_what_was_just_made(self, capsys):
        shelf.make(at=AT)
        call_command("backup", "--check")
        assert "1 backups: 0 differences" in capsys.readouterr().out

    def test_finds_a_part_that_was_changed_or_is_gone(self, capsys):
        made = shelf.make(at=AT)
        with (made / manifest.DATABASE).open("ab") as file:
            file.write(b"!")
        (made / manifest.MEDIA).unlink()
        with pytest.raises(CommandError):
            call_command("backup", "--check")
        told = capsys.readouterr().err
        assert "database.vault is not what was written" in told
        assert "media.vault is missing" in told

    def test_finds_a_manifest_that_is_not_ours(self, settings, capsys):
        made = shelf.make(at=AT)
        text = (made / manifest.FILE).read_text()
        (made / manifest.FILE).write_text(text.replace('"files": 0', '"files": 1'))
        made.rename(made.with_name("20260303T090000Z"))
        made_earlier(settings.BACKUP_ROOT, AT)
        with pytest.raises(CommandError):
            call_command("backup", "--check")
        assert capsys.readouterr().err.count("not signed by this installation") == 2


class TestNewKey:
    def test_keeps_the_private_half_to_its_owner(self, tmp_path, capsys):
        call_command("backup_key", str(tmp_path / "key"))
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
        assert len(capsys.readouterr().out.strip()) == 64

    def test_never_goes_over_another(self, tmp_path):
        (tmp_path / "key").write_text("the only one")
        with pytest.raises(CommandError):
            call_command("backup_key", str(tmp_path / "key"))
        assert (tmp_path / "key").read_text() == "the only one"
