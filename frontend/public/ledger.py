"""The ledger for people: the rule with a worked example, and what happened to the reviews of one shop."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from frontend.paging import page_of
from keurmerk.canonical import canonical, digest, moment
from members.models import Shop
from reviews import terms
from reviews.chain import START, commitment, entry_body
from reviews.grounds import Grounds
from reviews.models import LedgerEntry, LedgerHead, Rating
from reviews.models.ledger import By, Kind
from reviews.scoring import RECOMMENDS, SUB_SCORES, mean

STARS = (5, 4, 4)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SALT = "9f2b6c0e" * 8
WORDS = {"name": "Sanne K.", "text": "Snel geleverd.", "title": "Fijne fiets"}


@dataclass(frozen=True)
class Example:
    """Three reviews of an imaginary shop, entered as ours are: every hash on the page is made by this."""

    words: str
    commitment: str
    bodies: tuple[str, ...]
    hashes: tuple[str, ...]
    total: int
    score: Decimal | None

    @property
    def exact(self) -> str:
        """All four decimals, as the page's language writes them."""
        return str(localize(self.score))


def example() -> Example:
    bodies: list[str] = []
    for number, stars in enumerate(STARS, start=1):
        words = commitment(SALT, **WORDS) if number == 1 else digest(f"{number}")
        bodies.append(_body(number, stars, digest(bodies[-1]) if bodies else START, words))
    return Example(
        words=canonical({"salt": SALT, **WORDS}),
        commitment=commitment(SALT, **WORDS),
        bodies=tuple(bodies),
        hashes=tuple(digest(body) for body in bodies),
        total=sum(STARS),
        score=mean(sum(STARS), len(STARS)),
    )


def _body(number: int, stars: int, previous: str, words: str) -> str:
    facts = {
        "counts_until": moment(AT + relativedelta(months=terms.SCORE_MONTHS)),
        "origin": "INVITATION",
        "public": True,
        "published_at": moment(AT),
        "stars": stars,
        "verified": True,
        **dict.fromkeys((*SUB_SCORES, RECOMMENDS)),
    }
    return entry_body(
        shop=1,
        number=number,
        previous=previous,
        at=AT,
        kind="published",
        by="writer",
        review=6 + number,
        reason="",
        words=words,
        facts=facts,
    )


@visitor
@require_safe
def ledger(request: HouseRequest) -> HttpResponse:
    """The whole rule, so that anybody can check us without us."""
    facts = {
        "example": example(),
        "kinds": Kind.choices,
        "last": LedgerHead.objects.only("day").order_by("-day").first(),
        "home": settings.SITE_URL,
    }
    return render(request, f"public/paper/ledger.{get_language()}.html", facts)


@dataclass(frozen=True)
class Line:
    """One entry in words: what, by whom, why, and how many stars the review has since."""

    entry: LedgerEntry
    by: str | Promise
    reason: str | Promise
    stars: int | None

    @classmethod
    def of(cls, entry: LedgerEntry) -> "Line":
        told = entry.told
        reason = Grounds(told["reason"]).label if told["reason"] in Grounds.values else told["reason"]
        return cls(entry, By(told["by"]).label, reason, told["facts"]["stars"] if told["facts"] else None)


@visitor
@require_safe
def shop_ledger(request: HouseRequest, shop_id: int) -> HttpResponse:
    """Everything that ever happened to the reviews of this shop, newest first; never a word of what they say."""
    found = get_object_or_404(Shop.objects.listed(), pk=shop_id)
    page = page_of(LedgerEntry.objects.filter(shop=found), request, by="number", size=50)
    facts: dict[str, Any] = {
        "shop": found,
        "rating": Rating.objects.filter(shop=found).first(),
        "page": page,
        "lines": [Line.of(entry) for entry in page.rows],
    }
    return render(request, "public/shop_ledger.html", facts)


urlpatterns = [
    path("ledger/", ledger, name="ledger"),
    path("shops/<int:shop_id>/ledger/", shop_ledger, name="shop_ledger"),
]
