"""The correspondence desk's standard answers, in the languages of who will read them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("standard_answers.toml")


@dataclass(frozen=True)
class StandardAnswer:
    """One answer; `name` and `text` are by language."""

    key: str
    name: dict[str, str]
    text: dict[str, str]


@cache
def everything() -> tuple[StandardAnswer, ...]:
    return tuple(StandardAnswer(**row) for row in tomllib.loads(_FILE.read_text(encoding="utf-8"))["answer"])


def text_of(key: str, language: str) -> str:
    """Its words; empty for one that does not exist."""
    found = next((each for each in everything() if each.key == key), None)
    return found.text.get(language, found.text["nl"]) if found else ""
