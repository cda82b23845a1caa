"""The desk's standard texts: in the languages of who will read them, for fields that stay editable."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from reviews.grounds import Grounds
from reviews.moderation.reasons import Reasons

ASK = "ASK"
_FILE = Path(__file__).with_name("standard_texts.toml")
Words = dict[str, str]  # by language


@dataclass(frozen=True)
class StandardText:
    """One text; `use` is the decision it is for, or ASK. Without grounds it fits each of them."""

    key: str
    use: str
    name: Words
    grounds: tuple[str, ...] = ()
    evidence: str = ""
    law: str = ""
    facts: Words = field(default_factory=dict)
    reasoning: Words = field(default_factory=dict)
    question: Words = field(default_factory=dict)

    def fits(self, use: str, grounds: str) -> bool:
        return self.use == use and (not self.grounds or grounds in self.grounds)


@cache
def everything() -> tuple[StandardText, ...]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["text"]
    return tuple(
        StandardText(use=row.pop("for"), grounds=tuple(row.pop("grounds")), **row)
        for row in (dict(each) for each in rows)
    )


def find(key: str) -> StandardText | None:
    return next((each for each in everything() if each.key == key), None)


def fitting(grounds: str, *uses: str) -> list[StandardText]:
    """Those for these decisions on these grounds, in the order of the file."""
    return [each for each in everything() if any(each.fits(use, grounds) for use in uses)]


def said(words: Words, languages: Iterable[str]) -> str:
    """In each language that a reader of it needs, the first one on top; once where they read the same."""
    return "\n\n".join(words[language] for language in dict.fromkeys(languages))


def of_hold(grounds: str, languages: Iterable[str]) -> Reasons:
    """What is said when a written rule hides something until a person has looked."""
    return reasons("held-personal" if grounds == Grounds.PERSONAL else "held-threat", grounds, languages)


def reasons(key: str, grounds: str, languages: Iterable[str]) -> Reasons:
    """A text as reasons by themselves, for what is decided by written rule."""
    text, readers = find(key), list(languages)
    if text is None:
        raise KeyError(key)
    facts, reasoning = said(text.facts, readers), said(text.reasoning, readers)
    return Reasons(grounds, facts, reasoning, text.evidence, text.law)
