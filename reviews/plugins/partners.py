"""The register for partners: lists of shops, one shop by its address, and a shop that a partner sends (API 2.12)."""

import json
from collections.abc import Callable
from typing import Any

from django.db.models import F, Max, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import localtime

from keurmerk.links import absolute
from members.hosts import NotAHost, host_of
from members.models import MarkGrant, Membership, Shop
from members.models.shop import ShopQuerySet
from reviews import addresses
from reviews.content import one_line
from reviews.models import Announcement, Partner, PartnerRead, Rating
from reviews.plugins.doors import MISSING, WRONG_KEY, Refused, plugin_route
from reviews.plugins.reading import MOST_BYTES
from reviews.scoring import out_of_ten

MOST = 100
DELFT = "#1d3fae"
_LANGUAGES = {"eng": "en", "nld": "nl", "en": "en", "nl": "nl"}
_SORTS = {
    "name": "name",
    "rating": "rating__mean",
    "ratings_count": "rating__count",
    "date": "registered_at",
    "last_approved_date": "approved_at",
}
_STANDING = Q(member__memberships__state__in=[Membership.State.ASPIRANT, Membership.State.FULL])
_GRANTED, _SUSPENDED = Q(grants__state=MarkGrant.State.GRANTED), Q(grants__state=MarkGrant.State.SUSPENDED)
# Shops that apply, or were refused, are nobody's business: those words find nothing.
_STATUSES = {
    "goedgekeurd": Q(ended_at=None) & _STANDING & _GRANTED,
    "keuringonderbroken": Q(ended_at=None) & (_SUSPENDED | Q(member__memberships__state="SUSPENDED")),
    "ingetrokken": Q(ended_at=None) & Q(grants__state__in=[MarkGrant.State.MUST_REMOVE, MarkGrant.State.REMOVED]),
    "stopgezet": Q(ended_at__isnull=False),
    "geannuleerd": Q(ended_at__isnull=False),
}


def _partner(request: HttpRequest) -> Partner:
    token = request.GET.get("token", "")
    if not token:
        raise Refused(MISSING)
    partner = Partner.objects.admitting(token)
    if partner is None:
        raise Refused(WRONG_KEY, 403)
    return partner


@plugin_route("GET")
def fetch(request: HttpRequest) -> HttpResponse:
    """A bare list, best known first unless asked otherwise; how many there are in all stands in a header."""
    partner = _partner(request)
    found = _chosen(request)
    rows = found.order_by(*_order(request.GET.get("sort") or "-ratings_count"), "pk")
    if not request.GET.get("featured"):
        start, most = (_number(request, "page", 1) - 1), min(_number(request, "limit", 10), MOST)
        rows = rows[start * most : (start + 1) * most]
    answer = _shared(request, partner, PartnerRead.Kind.LIST, [_item(shop) for shop in rows])
    answer["X-Total"] = str(found.count())
    return answer


def _chosen(request: HttpRequest) -> ShopQuerySet:
    status = _STATUSES.get(request.GET.get("status") or "goedgekeurd")
    if status is None:
        return Shop.objects.none()
    rows = _shops().filter(status)
    if language := request.GET.get("language"):
        rows = rows.filter(language=_LANGUAGES.get(language, "-"))
    if words := request.GET.get("search", "").replace("\x00", "").strip()[:100]:
        rows = rows.filter(Q(name__icontains=words) | Q(host__icontains=words))
    return rows


def _shops() -> ShopQuerySet:
    approved = Shop.objects.listed().select_related("rating")
    return approved.annotate(approved_at=Max("grants__granted_at"))


def _order(said: str) -> list[Any]:
    column = F(_SORTS.get(said.removeprefix("-"), "rating__count"))
    return [column.desc(nulls_last=True) if said.startswith("-") else column.asc(nulls_first=True)]


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    said = request.GET.get(name, "")
    return max(int(said), 1) if said.isascii() and said.isdigit() and len(said) < 7 else otherwise


def _item(shop: Any) -> dict[str, Any]:
    rating = getattr(shop, "rating", None) or Rating(shop=shop)
    return {
        "id": shop.pk,
        "name": shop.name,
        "url": shop.url,
        "rating": float(out_of_ten(rating.mean)),
        "rating_count": rating.count,
        "icon": absolute(f"/w/seal/{shop.pk}.svg"),
        "page": addresses.shop_page(shop.pk, shop.language),
        "hero_color": DELFT,
        "hero_image": absolute(f"/w/reviews/{shop.pk}.svg"),
        "created": localtime(shop.registered_at).isoformat(timespec="seconds"),
    }


@plugin_route("GET")
def fetch_domain(request: HttpRequest) -> HttpResponse:
    """The shops under this address: one, or none."""
    partner = _partner(request)
    try:
        host = host_of(request.GET.get("url", "").replace("\x00", ""))
    except NotAHost as fault:
        raise Refused(MISSING) from fault
    rows = [_with_approval(shop) for shop in _shops().at_host(host).order_by("pk")]
    return _shared(request, partner, PartnerRead.Kind.ONE, rows)


def _shared(request: HttpRequest, partner: Partner, kind: str, rows: list[dict[str, Any]]) -> HttpResponse:
    """These rows for the partner, once the log has them (terms 8.2)."""
    now = request.now  # type: ignore[attr-defined]  # put there by keurmerk.middleware
    PartnerRead.note(partner, kind, rows, at=now)
    return JsonResponse(rows, safe=False)


def _with_approval(shop: Any) -> dict[str, Any]:
    approved = localtime(shop.approved_at).date().isoformat()
    return {**_item(shop), "approved_date": approved, "partner_assurances": {}}


@plugin_route("POST")
def create(request: HttpRequest) -> HttpResponse:
    """A partner sends a shop: kept for who takes in applications. Membership begins with the shop's own signature.

    Of the addresses nothing is kept: the shop gives its own when it applies.
    """
    partner = _partner(request)
    said = _body(request)
    text = _reader(said)
    try:
        host = host_of(text("shop_url", 300))
    except NotAHost as fault:
        raise Refused(MISSING) from fault
    assurance = said.get("assurance")
    status = assurance.get("status") if isinstance(assurance, dict) else ""
    facts = {
        "source": text("source", 80) or partner.name,
        "name": text("name", 120) or host,
        "language": text("language", 5),
        "vat_number": text("vat", 30),
        "profile_url": text("profile_url", 500),
        "assurance": one_line(str(status or ""), 40),
    }
    now = request.now  # type: ignore[attr-defined]  # put there by keurmerk.middleware
    announced = Announcement.note(partner, host, facts, at=now)
    return JsonResponse({"source": announced.source, "source_id": announced.pk})


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Refused("The request is too large.")
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as fault:
        raise Refused(MISSING) from fault
    return found if isinstance(found, dict) else {}


def _reader(said: dict[str, Any]) -> Callable[[str, int], str]:
    return lambda name, most: one_line(str(said.get(name) or ""), most)
