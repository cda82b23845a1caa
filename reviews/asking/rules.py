"""What a shop may write to ask for a review, and what it may not. Pure functions.

The rule, in words: the letter asks every customer alike, for an honest review. It holds the stars and the button, it
offers nothing for a review (numbers.md 6.2; terms 9.5), it does not ask for certain stars or for satisfied customers
only, and it does not send the dissatisfied elsewhere first (BW 6:193g; ACM on reviews). It has no links but ours.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from reviews.asking.wording import NAMES, Gap, Wording, gaps_in


@dataclass(frozen=True)
class Objection:
    """`code` names the rule, `words` are those it is about, `field` is "subject" or "body"."""

    code: str
    words: str
    field: str


def objections(wording: Wording, language: str) -> list[Objection]:
    """Everything that keeps these words from being a letter of ours."""
    return [*_about_gaps(wording, language), *_about_words("subject", wording), *_about_words("body", wording)]


def _about_gaps(wording: Wording, language: str) -> Iterator[Objection]:
    names = NAMES[language]
    for field in ("subject", "body"):
        for name in gaps_in(getattr(wording, field)):
            if name not in names:
                yield Objection("unknown", f"{{{name}}}", field)
    for gap in (Gap.STARS, Gap.BUTTON):
        name = next(name for name, meant in names.items() if meant == gap)
        if name in gaps_in(wording.subject):
            yield Objection("only_in_body", f"{{{name}}}", "subject")
        if not _stands_alone_once(name, wording.body):
            yield Objection("missing", f"{{{name}}}", "body")


def _stands_alone_once(name: str, body: str) -> bool:
    alone = [line for line in body.splitlines() if re.fullmatch(rf"\{{\s*{name}\s*\}}", line.strip(), re.IGNORECASE)]
    return len(alone) == 1 and gaps_in(body).count(name) == 1


def _about_words(field: str, wording: Wording) -> Iterator[Objection]:
    text = _plain(getattr(wording, field))
    for code, pattern in (("link", _LINK), ("offer", _OFFER), ("steer", _STEER)):
        found = pattern.search(text)
        if found:
            yield Objection(code, " ".join(found[0].split()), field)


def _plain(text: str) -> str:
    """As a reader sees it: no invisible marks within words, no lookalike letters of full width."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(each for each in text if each == "\n" or unicodedata.category(each) not in {"Cc", "Cf"})


_WEB = r"nl|be|de|fr|eu|uk|com|net|org|info|biz|shop|store|online|site|app|io|co"
_LINK = re.compile(rf"\w+://\S*|\bwww\.\S+|\S+@\S+\.\w+|\]\s*\(|\b[\w-]+\.(?:{_WEB})\b", re.IGNORECASE)

_OFFER = re.compile(
    r"\b(?:\w*kortings?\w*|\w*cadeaus?\w*|\w*vouchers?|waardebon\w*|\w*tegoed\w*|spaarpunt\w*|gratis|aanbieding\w*|"
    r"actie(?:code|prijs)\w*|winactie\w*|prijsvraag|verlot\w+|verloten|loten|maak(?:t)? kans|kans maken|winnen|"
    r"win (?:een|de|deze|dit|nu|je|jij|jouw)|cashback|belon\w+|beloon\w*|vergoeding|promo\w*|"
    r"discounts?|coupons?|gifts?|gift ?cards?|free (?:product|shipping|delivery|item)s?|(?:special )?offers|"
    r"special offer|giveaways?|prizes?|(?:chance|chances) to win|win an?|rewards?|rewarded|store credit|raffle)\b"
    r"|\d\s?(?:%|procent\b|percent\b|per cent\b)|€\s?\d",
    re.IGNORECASE,
)

_GOOD = r"(?:positieve?|goede|mooie|hoge|hoogste|leuke|lovende|top)"
_GREAT = r"(?:positive|good|great|nice|high|higher|highest|excellent|glowing)"
_JUDGED = r"(?:reviews?|beoordeling\w*|waardering\w*|score|cijfer|recensies?|ervaring\w*)"
_RATED = r"(?:reviews?|ratings?|scores?|feedback)"
_UNHAPPY = r"(?:niet|minder|on)\s?(?:helemaal |zo |erg )?tevreden|ontevreden|klacht(?:en)?"
_NOT_HAPPY = r"(?:not|un|dis|less)\s?-?(?:entirely |fully |so )?(?:satisfied|happy)|complaints?"
_STEER = re.compile(
    r"(?<!tot )(?<!t/m )(?<!to )(?<!- )\b(?:vier|vijf|four|five|4|5)[ -]?(?:sterren|sterrenreview|stars?)\b"
    rf"|\b{_GOOD} {_JUDGED}|\b{_GREAT} {_RATED}"
    r"|\b(?:alleen|enkel|slechts) (?:als|wanneer|indien) (?:je|u|jij) (?:\w+ ){0,2}?tevreden"
    r"|\b(?:ben|bent|was) (?:je|u|jij) (?:\w+ ){0,2}?tevreden\b"
    r"|\bonly (?:if|when) (?:you|you're|you are|you were) (?:\w+ ){0,2}?(?:satisfied|happy)"
    r"|\b(?:are|were) you (?:\w+ ){0,2}?(?:satisfied|happy)\b"
    rf"|\b(?:{_UNHAPPY})\b[^\n]{{0,80}}?\b(?:eerst|liever|contact|bel|mail|laat het ons)\b"
    rf"|\b(?:{_NOT_HAPPY})\b[^\n]{{0,80}}?\b(?:first|rather|contact|call|e-?mail|let us know)\b",
    re.IGNORECASE,
)
