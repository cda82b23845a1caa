"""Which words go with high and with low scores. Pure: a word of enough people is a topic, never somebody's sentence."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import log, sqrt

from reviews.statistics.stop_words import STOP_WORDS

HIGH, LOW = (4, 5), (1, 2)  # stars; three is neither
FEWEST_PEOPLE = 5  # who used a word with such a score before it is shown
MOST_WORDS = 8  # of each kind
SURE = 1.64  # standard errors by which a word must lean to one side: one in twenty would by chance
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MAY_HOLD_ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)  # most reviews hold none, and looking is cheap
_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*", re.IGNORECASE)
_SHORTEST, _LONGEST = 3, 24  # letters


@dataclass(frozen=True)
class Said:
    """A review: its stars, its words, and who wrote it, so that one writer counts once."""

    stars: int
    text: str
    writer: str


@dataclass(frozen=True)
class Word:
    """In how many reviews with a high and with a low score it stands."""

    word: str
    high: int
    low: int


@dataclass
class _Use:
    high: int = 0
    low: int = 0
    people_high: set[str] = field(default_factory=set)
    people_low: set[str] = field(default_factory=set)


def telling(reviews: Iterable[Said]) -> tuple[list[Word], list[Word]]:
    """The words of high scores and those of low ones, the most telling first.

    Each word counts once per review, must be used by at least five people who gave such a score, and must lean to its
    side more than chance would make it. Numbers, addresses, names of one or two letters and stop words are left out.
    """
    uses: dict[str, _Use] = defaultdict(_Use)
    high = low = 0
    for review in reviews:
        if review.stars not in HIGH and review.stars not in LOW:
            continue
        is_high = review.stars in HIGH
        high, low = high + is_high, low + (not is_high)
        for word in words_of(review.text):
            use = uses[word]
            use.high, use.low = use.high + is_high, use.low + (not is_high)
            (use.people_high if is_high else use.people_low).add(review.writer)
    praised = {word: _leaning(use, high, low) for word, use in uses.items() if len(use.people_high) >= FEWEST_PEOPLE}
    blamed = {word: -_leaning(use, high, low) for word, use in uses.items() if len(use.people_low) >= FEWEST_PEOPLE}
    return _most(uses, praised), _most(uses, blamed)


def words_of(text: str) -> set[str]:
    """The words that mean something, in small letters, each once."""
    plain = _ADDRESS.sub(" ", text) if _MAY_HOLD_ADDRESS.search(text) else text
    return {word for word in _WORD.findall(plain.lower()) if _SHORTEST <= len(word) <= _LONGEST} - STOP_WORDS


def _leaning(use: _Use, high: int, low: int) -> float:
    """The log of the odds of a high score with this word to those without, in standard errors; half a review added
    to each side, so that a word that one side never used has finite odds (Haldane and Anscombe).
    """
    cells = (use.high + 0.5, use.low + 0.5, high - use.high + 0.5, low - use.low + 0.5)
    ratio = log(cells[0]) - log(cells[1]) - log(cells[2]) + log(cells[3])
    return ratio / sqrt(sum(1 / cell for cell in cells))


def _most(uses: dict[str, _Use], leaning: dict[str, float]) -> list[Word]:
    sure = [word for word, leans in leaning.items() if leans >= SURE]
    sure.sort(key=lambda word: (-leaning[word], word))
    return [Word(word, uses[word].high, uses[word].low) for word in sure[:MOST_WORDS]]
