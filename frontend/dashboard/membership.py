"""The membership: what it is now, since when, and which days come, each with its article."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frontend.access import ShopRequest, for_shop
from frontend.coming_days import coming_days
from frontend.dashboard import attention, renewal
from keurmerk.calendar import amsterdam_date
from members.models import Membership, Shop


@dataclass(frozen=True)
class Day:
    """A day of the membership, the words for it, and the article it comes from."""

    text: str
    on: date | datetime | None
    article: str
    state: str = ""


@for_shop
@require_safe
def membership(request: ShopRequest) -> HttpResponse:
    """State, term and coming days of the company's membership (terms 5.2, 13.1)."""
    current = request.shop.membership
    facts = {
        "membership": current,
        "grant": request.shop.grant,
        "days": days_of(current, request.shop, today=amsterdam_date(request.now)) if current else [],
        "coming": coming_days(current, now=request.now) if current else [],
        "shops": request.shop.member.shops.filter(ended_at=None).order_by("name"),
        "counts": attention.counts(request.shop),
        **renewal.facts(current, now=request.now),
    }
    return render(request, "dashboard/membership.html", facts)


def days_of(membership: Membership, shop: Shop, *, today: date) -> list[Day]:
    """What was, in order, and after the end the last day to remove the mark; what else comes is the calendar's."""
    days = [Day(_("Agreement with us"), membership.contracted_at, "5.1")]
    if membership.established_at:
        days.append(Day(_("Approved: aspirant member"), membership.established_at, "5.2"))
    if membership.promoted_at:
        days.append(Day(_("Full member"), membership.promoted_at, "5.2"))
    if membership.state == Membership.State.ENDED:
        days.append(Day(_("Membership ended"), membership.last_day, "13.5"))
        if shop.grant and shop.grant.remove_by:
            days.append(Day(_("Last day to remove the trust mark"), shop.grant.remove_by, "10.4"))
    elif membership.term_starts_on:
        days.append(Day(_("This term started"), membership.term_starts_on, "13.1"))
    ordered = sorted(days, key=lambda day: _date(day) or today)
    return [Day(day.text, day.on, day.article, "done" if _is_past(day, today) else "") for day in ordered]


def _date(day: Day) -> date | None:
    return amsterdam_date(day.on) if isinstance(day.on, datetime) else day.on


def _is_past(day: Day, today: date) -> bool:
    on = _date(day)
    return on is not None and on <= today


urlpatterns = [path("shops/<int:shop_id>/membership/", membership, name="membership"), *renewal.urlpatterns]
