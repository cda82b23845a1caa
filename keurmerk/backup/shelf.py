"""The folder with the backups: makes one beside and renames it, never over another, and takes old ones away."""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from dateutil.relativedelta import relativedelta
from django.conf import settings

from keurmerk import signing
from keurmerk.backup import database, manifest, media
from keurmerk.backup.vault import Writer
from keurmerk.canonical import moment

KEPT = relativedelta(years=1)  # processing agreement, backups
_NAME = "%Y%m%dT%H%M%SZ"
_NAMED = re.compile(r"\d{8}T\d{6}Z")
_UNFINISHED = ".{}.new"


class ShelfFault(Exception):
    """A backup of this moment is there already, or one is being made."""


def make(*, at: datetime) -> Path:
    """A new one of database and files, locked for every key of BACKUP_KEYS: not directly readable (PA backups)."""
    name = f"{at.astimezone(UTC):{_NAME}}"
    target = settings.BACKUP_ROOT / name
    with _alone():
        if target.exists():
            raise ShelfFault(f"There is a backup {name} already")
        fresh: Path = settings.BACKUP_ROOT / _UNFINISHED.format(name)
        fresh.mkdir(mode=0o700)
        said = _fill(fresh, name)
        signed = signing.sealed({"backup": name, "made_at": moment(at), **said}, at=at)
        with (fresh / manifest.FILE).open("x", encoding="utf-8") as file:
            json.dump(signed, file, indent=1)
            _keep(file)
        _settle(fresh)
        fresh.rename(target)
        _settle(settings.BACKUP_ROOT)
    return target


def _fill(folder: Path, name: str) -> dict[str, Any]:
    """The database first: a file that its rows name is there, or was deleted since."""
    with database.one_moment() as snapshot:
        rows = database.counts()
        dumped, pg_dump = _locked(folder, name, manifest.DATABASE, lambda to: database.dump(to, snapshot=snapshot))
    packed, files = _locked(folder, name, manifest.MEDIA, lambda to: media.pack(settings.MEDIA_ROOT, to))
    return {
        "pg_dump": pg_dump,
        "parts": {manifest.DATABASE: dumped, manifest.MEDIA: packed},
        "rows": rows,
        "files": files,
    }


def _locked(folder: Path, name: str, part: str, write: Callable[[Any], int]) -> tuple[dict[str, Any], int]:
    """Size and hash of the locked part, and what its writer says of it."""
    with (folder / part).open("xb") as file:
        to = Writer(file, settings.BACKUP_KEYS, name=f"{name}/{part}")
        said = write(to)
        to.finish()
        _keep(file)
    return {"bytes": to.size, "sha256": to.digest}, said


def all_made() -> list[Path]:
    """The backups that are whole, oldest first."""
    root: Path = settings.BACKUP_ROOT
    found = root.iterdir() if root.is_dir() else ()
    return sorted(each for each in found if _NAMED.fullmatch(each.name) and (each / manifest.FILE).is_file())


def made_at(backup: Path) -> datetime:
    return datetime.strptime(backup.name, _NAME).replace(tzinfo=UTC)


def remove_old(*, at: datetime) -> list[str]:
    """After one year (PA backups). The names of those that were taken away."""
    with _alone():
        old = [backup for backup in all_made() if made_at(backup) < at - KEPT]
        for backup in old:
            leaving = backup.with_name(_UNFINISHED.format(backup.name))
            backup.rename(leaving)  # half of a backup must not look like a whole one
            shutil.rmtree(leaving)
    return [backup.name for backup in old]


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time; what a killed one left half done goes first."""
    root: Path = settings.BACKUP_ROOT
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ShelfFault("A backup is being made already") from None
        for unfinished in root.glob(_UNFINISHED.format("*")):
            shutil.rmtree(unfinished)
        yield


def _keep(file: IO[Any]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """The names in it are on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
