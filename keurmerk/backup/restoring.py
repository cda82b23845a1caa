"""Puts a backup back into an empty database and an empty folder of files; half of one never stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings

from keurmerk import clock
from keurmerk.backup import database, manifest, media
from keurmerk.backup.manifest import Manifest
from keurmerk.backup.vault import Reader
from keurmerk.models import SentLetter


class NotEmpty(Exception):
    """There is something already where the backup would go."""


def insist_on_an_empty_place() -> None:
    """A restore never goes over what is there: not over rows, not over files."""
    if not database.is_empty():
        raise NotEmpty(f"The database {database.name()} has tables already")
    if not media.is_empty(settings.MEDIA_ROOT):
        raise NotEmpty(f"There are files in {settings.MEDIA_ROOT} already")


def put_back(backup: Path, said: Manifest, private_key: str) -> None:
    """First the database, then the files."""
    with _opened(backup, manifest.DATABASE, private_key) as dumped:
        database.restore(dumped)
    with _opened(backup, manifest.MEDIA, private_key) as tarred:
        found = media.unpack(tarred, settings.MEDIA_ROOT)
    if found != said.files:
        raise manifest.ManifestFault(f"There were {said.files} files, and {found} came out")


@contextmanager
def _opened(backup: Path, part: str, private_key: str) -> Iterator[BinaryIO]:
    with (backup / part).open("rb") as file:
        yield cast("BinaryIO", Reader(file, private_key, name=f"{backup.name}/{part}"))


def differences(said: Manifest) -> list[str]:
    """Tables that have another number of rows than when the backup was made."""
    found = database.counts()
    names = sorted(said.rows.keys() | found.keys())
    pairs = [(name, said.rows.get(name), found.get(name)) for name in names]
    return [f"{name}: {then} rows then, {now} now" for name, then, now in pairs if then != now]


def ask_after_letters() -> int:
    """What waited when the backup was made has most likely gone out since: the vendor is asked before it goes again."""
    waiting = SentLetter.objects.filter(state__in=[SentLetter.State.QUEUED, SentLetter.State.SENDING])
    return waiting.update(state=SentLetter.State.UNKNOWN, claimed_at=clock.real())
