"""Where the published files are kept. What every storage promises is written here; the folder is the default one.

Promise: `put` replaces a file whole or not at all, at every moment a reader finds the old file or the new one, and it
writes nothing when the bytes are the same. Paths are relative and made by us, never by a visitor.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Protocol, cast

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages


class PublishedStorage(Protocol):
    """What publish.py asks of a storage. Every method raises OSError when the storage does not answer."""

    def put(self, path: str, data: bytes) -> bool: ...  # whether that changed anything
    def read(self, path: str) -> bytes | None: ...
    def names(self, folder: str) -> Iterator[str]: ...  # paths of all files in it, at any depth
    def delete(self, name: str) -> None: ...


def storage() -> PublishedStorage:
    """That of this installation: settings.STORAGES["published"]."""
    return cast("PublishedStorage", storages["published"])


class PublishedFolder(FileSystemStorage):
    """The folder PUBLISHED_ROOT: a file is written beside and renamed, and on the disk before that, so that a power
    cut leaves no empty one.
    """

    @property
    def location(self) -> str:  # the setting itself, which is all there is to it
        return str(settings.PUBLISHED_ROOT)

    def put(self, path: str, data: bytes) -> bool:
        if self.read(path) == data:
            return False
        target = Path(self.path(path))
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as file:
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                os.fchmod(file.fileno(), 0o644)  # a web server in front reads them too
                Path(file.name).replace(target)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        return True

    def read(self, path: str) -> bytes | None:
        with suppress(FileNotFoundError):
            return Path(self.path(path)).read_bytes()
        return None

    def names(self, folder: str) -> Iterator[str]:
        root = Path(self.location)
        for file in (root / folder).rglob("*"):
            if file.is_file() and not file.name.startswith("."):  # somebody is writing that one
                yield str(file.relative_to(root))
