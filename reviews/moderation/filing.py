"""May this notice be brought to us? Pure questions, asked when one is filed (rulebook 2.7, filed; DSA 16)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews import terms
from reviews.content import cleaned, one_line
from reviews.grounds import Grounds

if TYPE_CHECKING:
    from reviews.models.product_review import ProductReview
    from reviews.models.review import Review

    About: TypeAlias = Review | ProductReview

FEWEST_CHARACTERS = 20


class Subject(models.TextChoices):
    """What a notice is about."""

    REVIEW = "REVIEW", _("A review")
    REPLY = "REPLY", _("A reply of the webshop")
    PRODUCT = "PRODUCT", _("A product review")


class Source(models.TextChoices):
    """Who brought it."""

    SHOP = "SHOP", _("The webshop")
    ANYONE = "ANYONE", _("A visitor")
    FLAGGER = "FLAGGER", _("A trusted flagger")
    OWN = "OWN", _("We ourselves")


class NotAdmissible(Exception):
    """We do not take this; `reason` is one of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASONS = (
    "not_public",
    "not_answered_yet",
    "own_reply",
    "no_explanation",
    "not_in_good_faith",
    "nameless",
    "too_many",
    "already",
    "suspended",
)


@dataclass(frozen=True)
class Report:
    """What somebody says is wrong, cleaned on the way in. Without name and address only for abuse of a child."""

    grounds: str
    explanation: str
    quote: str = ""
    name: str = ""
    email: str = ""
    language: str = "nl"
    good_faith: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "explanation", cleaned(self.explanation)[:5000])
        object.__setattr__(self, "quote", cleaned(self.quote)[:1000])
        object.__setattr__(self, "name", one_line(self.name, 120))
        object.__setattr__(self, "email", self.email.strip())

    def check(self) -> None:
        """Raises NotAdmissible unless it explains itself and is meant well (DSA 16, second paragraph, a and d)."""
        if len(self.explanation) < FEWEST_CHARACTERS:
            raise NotAdmissible("no_explanation")
        if not self.good_faith:
            raise NotAdmissible("not_in_good_faith")


def shop_has_spoken(about: "About") -> bool:
    """Did the shop reply in public, or write to the reviewer? First that, then a request (rulebook 2.7).

    A product review is answered under the shop review of the same order; where there is none, nobody can answer.
    """
    review = about.shop_review
    if review is None:
        return True
    return getattr(review, "reply", None) is not None or review.messages.by("SHOP").exists()


def check(report: Report, about: "About", *, subject: str, source: str, is_suspended: bool, open_requests: int) -> None:
    """Raises NotAdmissible unless this may be filed (rulebook 2.7; DSA 16, 23)."""
    target = getattr(about, "reply", None) if subject == Subject.REPLY else about
    if target is None or target.state not in {"PUBLISHED", "EDITED", "HELD"}:
        raise NotAdmissible("not_public")
    if source == Source.OWN:
        return
    report.check()
    if source != Source.SHOP and not (report.name and report.email) and report.grounds != Grounds.CHILD_ABUSE:
        raise NotAdmissible("nameless")
    if is_suspended and report.grounds != Grounds.CHILD_ABUSE:
        raise NotAdmissible("suspended")
    if source == Source.SHOP:
        _check_shop(about, subject=subject, open_requests=open_requests)


def _check_shop(about: "About", *, subject: str, open_requests: int) -> None:
    if subject == Subject.REPLY:
        raise NotAdmissible("own_reply")  # a shop changes its own reply itself
    if not shop_has_spoken(about):
        raise NotAdmissible("not_answered_yet")
    if open_requests >= terms.MOST_OPEN_REQUESTS:
        raise NotAdmissible("too_many")
