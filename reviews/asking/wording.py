"""The words of an invitation: ours, or a shop's own, with gaps between braces for what differs per buyer.

Pure functions. A gap has a name in the language of the letter, `{webwinkel}` or `{shop}`; nothing else is special in
a shop's words: no logic, no markup of web pages, no links. The line about unsubscribing is not part of them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from pathlib import Path

from reviews.content import one_line

_FOLDER = Path(__file__).with_name("words")
_GAP = re.compile(r"\{([^{}\n]*)\}")
_STRANGE = re.compile(r"[\[\]<>{}()\\|=@]")
_WEB = r"nl|be|de|fr|eu|uk|com|net|org|info|biz|shop|store|online|site|app|io|me|co|xyz|top|club|link|click|win|live"
_LINK = re.compile(rf"://|\bwww\.|\w\.(?:{_WEB})(?:\W|$)", re.IGNORECASE)
_NUMBER = re.compile(r"/|\d(?:\W?\d){5}")  # a telephone number, or a date


class Gap(StrEnum):
    """What is filled in per letter."""

    GREETING = auto()
    NAME = auto()
    SHOP = auto()
    ORDER = auto()
    LAST_DAY = auto()
    STARS = auto()
    BUTTON = auto()


NAMES: dict[str, dict[str, Gap]] = {
    "nl": {
        "aanhef": Gap.GREETING,
        "naam": Gap.NAME,
        "webwinkel": Gap.SHOP,
        "bestelnummer": Gap.ORDER,
        "einddatum": Gap.LAST_DAY,
        "sterren": Gap.STARS,
        "knop": Gap.BUTTON,
    },
    "en": {
        "greeting": Gap.GREETING,
        "name": Gap.NAME,
        "shop": Gap.SHOP,
        "order_number": Gap.ORDER,
        "last_day": Gap.LAST_DAY,
        "stars": Gap.STARS,
        "button": Gap.BUTTON,
    },
}
STAR_WORDS = {
    "nl": {
        1: "1 ster, slecht",
        2: "2 sterren, matig",
        3: "3 sterren, gaat wel",
        4: "4 sterren, goed",
        5: "5 sterren, uitstekend",
    },
    "en": {1: "1 star, poor", 2: "2 stars: fair", 3: "3 stars: all right", 4: "4 stars: good", 5: "5 stars: excellent"},
}
_BUTTON_WORDS = {"nl": "Schrijf je review", "en": "Write your review"}
_GREETINGS = {"nl": ("Beste {},", "Hallo,"), "en": ("Dear {},", "Hello,")}


@dataclass(frozen=True)
class Wording:
    """Subject and body of a letter, with their gaps."""

    subject: str
    body: str


@cache
def ours(letter: str, language: str) -> Wording:
    """What a shop says that wrote no words of its own."""
    subject, _, body = (_FOLDER / f"{letter.lower()}.{language}.txt").read_text(encoding="utf-8").partition("\n")
    return Wording(subject, body.strip())


def name_of(gap: Gap, language: str) -> str:
    """The gap as a shop writes it: `{webwinkel}`."""
    return next(f"{{{name}}}" for name, meant in NAMES[language].items() if meant == gap)


def gaps_in(text: str) -> list[str]:
    """Every name between braces, known or not, in the order of the text."""
    return [name.strip().lower() for name in _GAP.findall(text)]


def greeting(name: str, language: str) -> str:
    with_name, without = _GREETINGS[language]
    return with_name.format(name) if name else without


def fit_to_greet(name: str) -> str:
    """A buyer's name as it may stand in a letter of ours; empty when it is no name but a link, an address or code.

    Whoever places an order chooses the name: it must not become a message of its own.
    """
    name = one_line(name, 60)
    plain = name.replace(" ", "").isalpha()  # nearly always
    return name if plain or not (_STRANGE.search(name) or _LINK.search(name) or _NUMBER.search(name)) else ""


def fit_to_quote(order_number: str) -> str:
    """An order's number as it may stand in a letter of ours; empty when it is a link or an address."""
    number = one_line(order_number, 80)
    return "" if _STRANGE.search(number) or _LINK.search(number) else number


def star_lines(addresses: Mapping[int, str], language: str) -> str:
    """One link per star, which the letter shows as a row of stars."""
    return "\n".join(f"[{words}]({addresses[stars]})" for stars, words in STAR_WORDS[language].items())


def button_line(address: str, language: str) -> str:
    return f"[{_BUTTON_WORDS[language]}]({address})"


def fill(text: str, words: Mapping[Gap, str], language: str) -> str:
    """The text with its gaps filled. What is empty goes with the brackets around it: "(order {order_number})"."""
    for name, gap in NAMES[language].items():
        if not words[gap]:
            nothing = rf"\{{\s*{name}\s*\}}"
            text = re.sub(rf"\s*\([^()\n]*{nothing}[^()\n]*\)", "", text, flags=re.IGNORECASE)
            text = re.sub(rf"[ \t]*{nothing}", "", text, flags=re.IGNORECASE)
    known = {name: words[gap] for name, gap in NAMES[language].items()}
    return _GAP.sub(lambda found: known.get(found[1].strip().lower(), found[0]), text)
