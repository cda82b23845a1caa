"""From the database to a shop's card: the only file of the widgets that asks the models."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.staticfiles import finders
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import translation
from stdnum import ean

from disputes.models import Dispute
from frontend.widgets.card import (
    SHOWN_REVIEWS,
    WINDOW_MONTHS,
    DisputeFigures,
    Inspected,
    InvitationFigures,
    PublicProduct,
    PublicReview,
    ShopCard,
    Status,
    public_name,
)
from frontend.widgets.mark import Mark
from inspections.models import Finding, Inspection
from keurmerk import links
from keurmerk.calendar import add_months, amsterdam_date
from members.models import Shop
from reviews import coverage
from reviews.models import LedgerEntry, ProductReview, Rating, Review, Tally


def installed_mark() -> Mark:
    """The mark this installation runs: its name, its picture and where its pages are."""
    return Mark(
        name=settings.BRAND["name"],
        site=settings.SITE_URL,
        picture=_picture(),
        register=_address("public:register"),
        method=_address("public:how_reviews_work"),
        report=_address("public:contact"),
    )


@lru_cache(maxsize=1)
def _picture() -> str:
    found = finders.find("images/mark.svg")
    if not isinstance(found, str):
        raise FileNotFoundError("images/mark.svg")
    return Path(found).read_text(encoding="utf-8")


def _address(name: str, *args: object) -> str:
    with translation.override("nl"):
        return links.absolute(reverse(name, args=args))


def card_for(shop: Shop, now: datetime) -> ShopCard:
    """All that is public about a shop at this moment."""
    return next(cards([shop.pk], now))


def cards(numbers: Sequence[int], now: datetime) -> Iterator[ShopCard]:
    """The same for many shops: as many statements for a hundred as for one. What does not exist is left out."""
    shops = list(_with_all_that_is_shown().filter(pk__in=numbers).order_by("pk"))
    reviews = _reviews(each for shop in shops for each in shop.shown)
    inspected = _inspected(shop.passed for shop in shops if shop.passed)
    disputes, invitations = _dispute_figures(numbers, now), _invitation_figures(numbers, now)
    for shop in shops:
        yield brief(
            shop,
            _rating(shop).at(now),
            reviews=tuple(reviews[each] for each in shop.shown if each in reviews),
            inspected=inspected.get(shop.passed),
            disputes=disputes.get(shop.pk, DisputeFigures()),
            invitations=invitations[shop.pk],
            updated_at=_last_change(shop),
        )


def _with_all_that_is_shown() -> "QuerySet[Any]":
    """Shops with the numbers of what is on their card: `shown` reviews, `passed` inspection, `changed_at` by ledger."""
    of_shop: dict[str, Any] = {"shop": OuterRef("pk")}
    shown = Review.objects.public().written_here().filter(**of_shop).newest_first().values("pk")[:SHOWN_REVIEWS]
    passed = Inspection.objects.filter(state=Inspection.State.PASSED, decided_at__isnull=False, **of_shop)
    of_reviews = LedgerEntry.objects.filter(product_review=None, **of_shop)  # the card shows none of products
    last = of_reviews.newest_first().values("at")[:1]
    return (
        Shop.objects.with_standing()
        .select_related("rating")
        .annotate(
            shown=ArraySubquery(shown),
            passed=Subquery(passed.order_by("-decided_at").values("pk")[:1]),
            changed_at=Subquery(last),
        )
    )


def _reviews(numbers: Iterable[int]) -> dict[int, PublicReview]:
    found = Review.objects.public().with_reply().filter(pk__in=list(numbers))
    return {review.pk: public_review(review) for review in found}


def brief(shop: Shop, rating: Rating, **more: Any) -> ShopCard:
    """The card without what asks more queries."""
    membership = shop.membership
    return ShopCard(
        id=shop.pk,
        name=shop.name,
        host=shop.host,
        url=shop.url,
        status=Status(shop.standing),
        certificate=links.absolute(f"/certificate/{shop.pk}"),
        page=_address("public:shop", shop.pk),
        legal_name=shop.member.legal_name,
        kvk_number=shop.member.kvk_number,
        city=shop.member.city,
        since=_day(membership.established_at if membership else None),
        until=_day(shop.ended_at),
        mean=rating.mean,
        count=rating.count,
        total=rating.public_count,
        **more,
    )


def card_without_reviews(shop: Shop, now: datetime) -> ShopCard:
    """Standing and score alone; load the shop with its standing and rating."""
    return brief(shop, _rating(shop).at(now))


def public_review(review: Review) -> PublicReview:
    return PublicReview(
        id=review.pk,
        stars=review.stars,
        title=review.title,
        text=review.text,
        name=public_name(review.display_name),
        language=review.language,
        verified=review.verified,
        published_at=review.published_at,
        reply=review.public_reply.text if review.public_reply else "",
    )


def public_product_review(review: ProductReview) -> PublicReview:
    """A review of a product as a feed tells it, with its own address."""
    product = review.product
    facts = {name: getattr(product, name) for name in ("name", "url", "mpn", "sku", "brand")}
    return PublicReview(
        id=review.pk,
        stars=review.stars,
        title=review.title,
        text=review.text,
        name=public_name(review.display_name),
        language=review.language,
        published_at=review.published_at,
        product=PublicProduct(**facts, gtin=ean.compact(product.gtin) if ean.is_valid(product.gtin) else ""),
        page=_address("public:product_review", review.pk),
    )


def register() -> Iterator[ShopCard]:
    """Every shop that was ever approved, oldest first (terms 8.1)."""
    listed = Shop.objects.listed().with_standing().select_related("rating").order_by("pk")
    for shop in listed.iterator(chunk_size=500):
        yield brief(shop, _rating(shop))


def _rating(shop: Shop) -> Rating:
    found: Rating | None = getattr(shop, "rating", None)
    return found or Rating(shop=shop)


def _inspected(numbers: Iterable[int]) -> dict[int, Inspected]:
    applies = ~Q(findings__verdict=Finding.Verdict.NOT_APPLICABLE)
    found = Inspection.objects.filter(pk__in=list(numbers)).values_list("pk", "decided_at", "checklist__edition")
    counted = found.annotate(
        criteria=Count("findings", filter=applies),
        met=Count("findings", filter=Q(findings__verdict=Finding.Verdict.MET)),
    )
    return {
        number: Inspected(on=amsterdam_date(at), criteria=criteria, met=met, edition=edition)
        for number, at, edition, criteria, met in counted
        if at
    }


def _dispute_figures(numbers: Sequence[int], now: datetime) -> dict[int, DisputeFigures]:
    year = add_months(amsterdam_date(now), -WINDOW_MONTHS)
    settled = Q(state=Dispute.State.SETTLED, closed_at__date__gt=year)
    found = Dispute.objects.filter(shop__in=numbers).order_by("shop").values_list("shop")
    rows = found.annotate(
        filed=Count("pk", filter=Q(filed_at__date__gt=year)),
        settled=Count("pk", filter=settled),
        running=Count("pk", filter=Q(pk__in=Dispute.objects.open().values("pk"))),
    )
    return {number: DisputeFigures(filed=filed, settled=done, running=running) for number, filed, done, running in rows}


def _invitation_figures(numbers: Sequence[int], now: datetime) -> dict[int, InvitationFigures]:
    """Of whole months, so that a file changes once a month and not with each order."""
    until = amsterdam_date(now).replace(day=1)
    since = add_months(until, -WINDOW_MONTHS)
    fates = Tally.objects.filter(shop__in=numbers, month__gte=since, month__lt=until).fates_by_shop()
    found = {number: coverage.summed(fates.get(number, [])) for number in numbers}
    return {
        number: InvitationFigures(
            since=since, until=until, reported=each.reported, invited=each.invited, not_invited=each.not_invited
        )
        for number, each in found.items()
    }


def _last_change(shop: Any) -> datetime | None:
    """When something public last changed, told by the rows themselves: the same rows give the same files."""
    membership, grant = shop.membership, shop.grant
    seen = [shop.changed_at, grant.granted_at if grant else None, shop.ended_at]
    if membership:
        seen += [membership.established_at, membership.promoted_at, membership.ended_at]
    return max((moment for moment in seen if moment), default=None)


def _day(moment: datetime | None) -> date | None:
    return amsterdam_date(moment) if moment else None
