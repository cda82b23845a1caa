"""What a thread is tied to, in words and with the page where that stands; and tying it to something by its number."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from billing.models import Invoice
from disputes.conflict import is_partial
from disputes.models import Dispute
from inspections.models import Inspection
from members.models import Application, Member, Membership, Shop, Thread, User
from members.models.thread import ThreadQuerySet
from reviews.models import Review


@dataclass(frozen=True)
class Tie:
    """`page` takes the number of the thing; empty where it has no page of its own."""

    words: str | Promise
    page: str = ""
    argument: str = "pk"


TIES = {
    "members.application": Tie(_("Application"), "desk:application"),
    "members.member": Tie(_("Member"), "desk:member"),
    "members.membership": Tie(_("Membership")),
    "inspections.inspection": Tie(_("Inspection"), "desk:inspection"),
    "reviews.review": Tie(_("Review"), "public:review", "review_id"),
    "reviews.notice": Tie(_("Notice"), "desk:notice"),
    "disputes.dispute": Tie(_("Dispute"), "desk:dispute", "dispute_id"),
    "billing.invoice": Tie(_("Invoice"), "desk:invoice", "invoice_id"),
}
_BY_HAND: dict[str, type[models.Model]] = {
    "members.application": Application,
    "inspections.inspection": Inspection,
    "reviews.review": Review,
    "disputes.dispute": Dispute,
    "billing.invoice": Invoice,
}
CHOICES = [(label, TIES[label].words) for label in _BY_HAND]


def readable(threads: ThreadQuerySet, person: User) -> ThreadQuerySet:
    """What is about a dispute is read by mediators alone (PA disputes: the case team)."""
    return threads if person.has_role("mediator") else threads.exclude(about__startswith="disputes.")


def is_closed_to(thread: Thread, person: User) -> bool:
    """About a dispute with a shop that this person inspected or works in (numbers 7.4)."""
    return bool(thread.about.startswith("disputes.") and thread.shop and is_partial(person, thread.shop))


def shown(about: str) -> dict[str, Any] | None:
    """Words, number and link; None for a thread about nothing in particular."""
    label, _colon, number = about.partition(":")
    if not about or not number.isdecimal():
        return None
    tie = TIES.get(label)
    if tie is None:
        return {"words": label.rpartition(".")[2], "number": number, "url": ""}
    url = reverse(tie.page, kwargs={tie.argument: int(number)}) if tie.page else ""
    return {"words": tie.words, "number": number, "url": url}


def named(about: str, *, to: User) -> dict[str, Any] | None:
    """The same with the number that people know it by, at the cost of a look at it; a link for whom it opens."""
    found = shown(about)
    label, _colon, number = about.partition(":")
    model = _BY_HAND.get(label)
    row = model._base_manager.filter(pk=int(number)).first() if found and model else None
    if not found:
        return None
    url = found["url"] if _opens(found["url"], to) else ""
    return {**found, "number": getattr(row, "number", "") or number, "url": url}


def _opens(url: str, person: User) -> bool:
    """The doors of the desk say for which roles they are (frontend/access.py)."""
    roles = getattr(resolve(url).func, "roles", ()) if url else ()
    return not roles or person.has_role(*roles)


def find(label: str, number: str) -> tuple[str, Shop | None, Member | None] | None:
    """What a colleague means: about, shop and member; None when there is no such thing."""
    model = _BY_HAND.get(label)
    digits = number.strip().rpartition("-")[2]
    if model is None or not digits.isdecimal() or len(digits) > 12:
        return None
    known = {"number": number.strip()} if model is Invoice and "-" in number else {"pk": int(digits)}
    row: Any = model._base_manager.filter(**known).first()
    if row is None:
        return None
    shop = getattr(row, "shop", None)
    member = shop.member if shop else _member_of(row)
    return f"{label}:{row.pk}", shop, member


def _member_of(row: Any) -> Member | None:
    member = getattr(row, "member", None)
    membership = getattr(row, "membership", None)
    return member or (membership.member if isinstance(membership, Membership) else None)
