"""What the world may know of a shop, of which all published files are made. No e-mail, no order, no full name."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum

WINDOW_MONTHS = 12  # the score counts the verified reviews of this many months
SHOWN_REVIEWS = 6

_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff\ufffe\uffff]")
_ADDRESS = re.compile(r"\S+@\S+")


class Status(StrEnum):
    """The shop's standing, as the published files name it."""

    FULL = "full"
    ASPIRANT = "aspirant"
    SUSPENDED = "suspended"
    ENDED = "ended"
    NONE = "none"

    @property
    def shows_mark(self) -> bool:
        return self in {Status.FULL, Status.ASPIRANT}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProduct:
    """What a product review is about."""

    name: str
    url: str = ""
    gtin: str = ""
    mpn: str = ""
    sku: str = ""
    brand: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReview:
    """One review as anyone may read it. `name` is a first name and an initial."""

    id: int
    stars: int
    text: str
    name: str
    published_at: datetime
    title: str = ""
    language: str = "nl"
    verified: bool = True
    reply: str = ""
    product: PublicProduct | None = None
    page: str = ""  # where it stands under its own address


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """The inspection the shop passed last."""

    on: date
    criteria: int
    met: int
    edition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFigures:
    """Disputes of the last twelve months, in numbers."""

    filed: int = 0
    settled: int = 0
    running: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFigures:
    """Orders of the last twelve whole months, from the first day of `since` up to `until`, and their buyers asked."""

    since: date
    until: date
    reported: int = 0
    invited: int = 0
    not_invited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCard:
    """Everything public about a shop. Scores are means on a scale of 1 to 5; links are absolute."""

    id: int
    name: str
    host: str
    url: str
    status: Status
    certificate: str
    page: str
    legal_name: str = ""
    kvk_number: str = ""
    city: str = ""
    since: date | None = None
    until: date | None = None
    mean: Decimal | None = None
    count: int = 0
    total: int = 0
    distribution: tuple[int, ...] = (0, 0, 0, 0, 0)
    reviews: tuple[PublicReview, ...] = ()
    inspected: Inspected | None = None
    disputes: DisputeFigures = DisputeFigures()
    invitations: InvitationFigures | None = None
    updated_at: datetime | None = None

    @property
    def shows_mark(self) -> bool:
        return self.status.shows_mark

    @property
    def score(self) -> Decimal | None:
        """The mean with one decimal, cut off and never rounded up; none without a review or a mark."""
        if self.mean is None or not self.count or not self.shows_mark:
            return None
        return self.mean.quantize(Decimal("0.1"), ROUND_FLOOR)


def plain(text: str) -> str:
    """`text` on one line without what could disguise it: direction marks, control characters, addresses."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    text = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter for letter in text)
    return _ADDRESS.sub("[…]", " ".join(text.split()))


def clipped(text: str, most: int) -> str:
    """At most `most` characters, ended at a word with an ellipsis when there is more."""
    if len(text) <= most:
        return text
    words, space, _ = text[:most].rpartition(" ")
    return (words if space else text[: most - 1]).rstrip(",.;:-") + "…"


def public_name(name: str) -> str:
    """First name and initial: "Sanne de Vries" is "Sanne V."; a single name stays; an address is nobody."""
    first, *others = plain(name).replace("[…]", "").split() or [""]
    return f"{first} {others[-1][0].upper()}." if others else first
