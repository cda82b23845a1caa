"""Message catalogues without gettext's binaries: finds the English message ids, keeps the Dutch, compiles both.

A message belongs to the catalogue of the room or app in which it is first said; said elsewhere too, it is found
there all the same, because Django merges the catalogues.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import template as django_template

APPS = ("keurmerk", "members", "inspections", "reviews", "disputes", "billing")
ROOMS = ("public", "consumer", "account", "dashboard", "desk", "widgets", "sandbox")
LAYOUT = "layout"
LANGUAGE = "nl"
_KEYWORDS: dict[str, Any] = {  # Babel types this as a puzzle
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}


@dataclass(frozen=True)
class Room:
    """One catalogue and the files whose messages it holds."""

    folder: Path
    sources: tuple[Path, ...]

    @property
    def po(self) -> Path:
        return self.folder / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")


def rooms(base: Path) -> Iterator[Room]:
    for app in APPS:
        yield Room(base / app, (base / app,))
    frontend = base / "frontend"
    for room in ROOMS:
        yield Room(frontend / room, (frontend / room, frontend / "templates" / room))
    rest = [each for each in sorted(frontend.iterdir()) if each.name not in (*ROOMS, LAYOUT, "templates", "static")]
    templates = [each for each in sorted((frontend / "templates").iterdir()) if each.name not in ROOMS]
    yield Room(frontend / LAYOUT, (*rest, *templates))


def found_in(room: Room, base: Path) -> Catalog:
    """All messages said in this room, in the order of its files."""
    catalog = Catalog(locale=LANGUAGE, fuzzy=False)
    for file in _files(room.sources):
        source = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            source = django_template.templatize(source, origin=file.name)
        for line, message, _comments, context in extract(
            "python", io.BytesIO(source.encode()), keywords=_KEYWORDS, comment_tags=()
        ):
            del line  # places move with every edit; the file is enough to find a message
            if message and message != "":
                catalog.add(message, locations=[(str(file.relative_to(base)), 0)], context=context)
    return catalog


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        candidates = [source] if source.is_file() else sorted(source.rglob("*"))
        for file in candidates:
            parts = set(file.parts)
            if file.suffix in {".py", ".html", ".txt", ".svg"} and not parts & {
                "migrations",
                "mail",
                "locale",
                "sandbox_pages",
            }:
                yield file


def current(room: Room) -> Catalog:
    if not room.po.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with room.po.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def updated(room: Room, base: Path) -> Catalog:
    """The catalogue as it should be: every message said today, with the Dutch that is known for it."""
    known, fresh = current(room), found_in(room, base)
    for message in fresh:
        old = known.get(message.id, context=message.context) if message.id else None
        if old is not None and old.string:
            message.string = old.string
    return fresh


def write(room: Room, catalog: Catalog) -> None:
    if not len(catalog):
        return
    room.po.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, omit_header=False, include_lineno=False, sort_output=False)
    lines = buffer.getvalue().decode().splitlines()
    kept = [
        line
        for line in lines
        if not line.startswith(
            (
                '"POT-Creation',
                '"PO-Revision',
                '"Last-Translator',
                '"Generated-By',
                '"Report-Msgid',
                "# FIRST",
                '"Language-Team',
                '"Project-Id',
                "# Translations",
                "# Copyright",
                "# This file",
            )
        )
    ]
    room.po.write_text("\n".join(line for line in kept if line != "#") + "\n", encoding="utf-8")


def compile_room(room: Room) -> None:
    """Writes the .mo beside the .po, when the .po is newer."""
    if room.po.exists() and (not room.mo.exists() or room.mo.stat().st_mtime < room.po.stat().st_mtime):
        temporary = room.mo.with_suffix(".mo.new")
        with temporary.open("wb") as file:
            write_mo(file, current(room))
        temporary.replace(room.mo)


def untranslated(catalog: Catalog) -> list[str]:
    def is_empty(string: object) -> bool:
        return not string or (isinstance(string, (tuple, list)) and not all(string))

    return [str(message.id) for message in catalog if message.id and is_empty(message.string)]
