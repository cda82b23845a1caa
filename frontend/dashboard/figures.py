"""A shop's figures for its owner: each with its unit and period, compared in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.templatetags.dutch import decimal1, number
from frontend.templatetags.stars import score
from members.models import Shop
from reviews.models import Invitation, Rating

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    unit: str = ""
    change: str = ""
    arrow: str = ""
    good: bool | None = None
    spark: Sequence[float] = ()


def of(shop: Shop, *, now: datetime) -> list[Figure]:
    """Score of twelve months, new reviews of thirty days, and how many invitations were answered."""
    return [_score(shop), _fresh(shop, now), _response(shop, now)]


def _score(shop: Shop) -> Figure:
    rating = Rating.objects.filter(shop=shop).first()
    if rating is None or not rating.count or rating.mean is None:
        return Figure(_("Score"), "–", change=_("No reviews in the last 12 months"))
    counted = ngettext("%(n)s review in 12 months", "%(n)s reviews in 12 months", rating.count)
    return Figure(_("Score"), score(rating.mean), _("out of 5"), counted % {"n": number(rating.count)})


def _fresh(shop: Shop, now: datetime) -> Figure:
    public = shop.reviews.public().written_here()
    fresh = public.filter(published_at__gt=now - MONTH).count()
    before = public.filter(published_at__gt=now - 2 * MONTH, published_at__lte=now - MONTH).count()
    more = fresh - before
    if not more:
        return Figure(_("New reviews"), number(fresh), _("30 days"), _("As many as the 30 days before"))
    words = _("%(n)s more than the 30 days before") if more > 0 else _("%(n)s fewer than the 30 days before")
    arrow = "up" if more > 0 else "down"
    return Figure(_("New reviews"), number(fresh), _("30 days"), words % {"n": number(abs(more))}, arrow, more > 0)


def _response(shop: Shop, now: datetime) -> Figure:
    sent = Invitation.objects.filter(shop=shop, sent_at__gt=now - MONTH)
    invited = sent.count()
    if not invited:
        return Figure(_("Response"), "–", change=_("No invitations sent in 30 days"))
    share = decimal1(100 * sent.filter(state=Invitation.State.USED).count() / invited)
    counted = ngettext("of %(n)s invitation in 30 days", "of %(n)s invitations in 30 days", invited)
    return Figure(_("Response"), share, "%", counted % {"n": number(invited)})
