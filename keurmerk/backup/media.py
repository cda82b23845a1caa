"""The files that people handed in and that we made, as one tar that is never on the disk unlocked."""

import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_READ = 1024 * 1024


def pack(folder: Path, to: IO[bytes]) -> int:
    """How many files went in. One that is deleted meanwhile is left out: its row says the same."""
    packed = 0
    with tarfile.open(fileobj=to, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for path in _files(folder):
            try:
                file = path.open("rb")
            except FileNotFoundError:
                continue
            with file:
                facts = tarfile.TarInfo(str(path.relative_to(folder)))
                found = os.fstat(file.fileno())
                facts.size, facts.mtime, facts.mode = found.st_size, int(found.st_mtime), 0o640
                tar.addfile(facts, file)
                packed += 1
    return packed


def _files(folder: Path) -> Iterator[Path]:
    for place, inside, names in os.walk(folder):
        inside.sort()
        paths = (Path(place, name) for name in sorted(names))
        yield from (path for path in paths if path.is_file() and not path.is_symlink())


def unpack(tarred: IO[bytes], folder: Path) -> int:
    """How many files came out. Made beside and renamed: the folder is whole or it is not there."""
    fresh = folder.with_name(f".{folder.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o750)
    unpacked = 0
    with tarfile.open(fileobj=tarred, mode="r|") as tar:
        for member in tar:
            if not member.isfile():
                raise tarfile.TarError(f"{member.name} is no file")
            tar.extract(member, fresh, filter="data")
            unpacked += 1
    while tarred.read(_READ):
        pass  # up to the mark at its end
    if folder.exists():
        folder.rmdir()  # an empty one
    fresh.rename(folder)
    return unpacked


def is_empty(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())
