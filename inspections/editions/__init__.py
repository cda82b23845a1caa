"""The dated editions of the checklist: each a TOML file of criteria, read as data."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

CURRENT = "1"
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class CriterionText:
    """One criterion of an edition. `auto`: A a machine decides, H it hints, M a person looks."""

    code: str
    severity: str
    auto: str
    pages: tuple[str, ...]
    basis: str
    question: dict[str, str]
    advice: dict[str, str]
    when: str = ""
    since: date | None = None

    @property
    def group(self) -> str:
        return self.code.split("-")[0]

    def advice_in(self, language: str, *, mark: str, committee: str) -> str:
        """What to do about it, with text to paste that names the mark and its disputes committee."""
        text = self.advice.get(language) or self.advice["nl"]
        return text.replace("{mark}", mark).replace("{committee}", committee)


@dataclass(frozen=True)
class Edition:
    """A checklist as it stood from some day: its criteria in order, and the names of their groups."""

    name: str
    title: dict[str, str]
    groups: dict[str, dict[str, str]]
    criteria: tuple[CriterionText, ...]


@cache
def edition(name: str = CURRENT) -> Edition:
    """The edition of this name; KeyError when there is none."""
    file = FOLDER / f"{name}.toml"
    if not file.is_file():
        raise KeyError(name)
    found: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    criteria = tuple(CriterionText(**{**row, "pages": tuple(row["pages"])}) for row in found["criterion"])
    return Edition(found["edition"], found["title"], found["groups"], criteria)
