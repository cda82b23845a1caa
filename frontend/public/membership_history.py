"""What became of a membership, for everybody: the days on which the mark came, went and came back."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keurmerk.models import Event
from members.models import Shop

WORDS: dict[str, Promise] = {
    "membership.established": _("Inspected and approved: aspirant member"),
    "membership.promoted": _("Full member"),
    "membership.suspended": _("Suspended"),
    "membership.reinstated": _("Suspension lifted"),
    "membership.ended": _("Membership ended"),
}


@dataclass(frozen=True)
class Moment:
    """One line of the history."""

    words: Promise
    at: datetime
    state: str  # of the line on the page: "done", or "now" for the last one


def history_of(shop: Shop) -> list[Moment]:
    """Oldest first, without any reason: that is between the mark and its member (terms 10.2, 10.3, 14.1)."""
    memberships = [each.pk for each in shop.member.memberships.all()]
    found = Event.objects.filter(
        subject_type="members.membership", subject_id__in=memberships, name__in=WORDS, happened_at__isnull=False
    )
    told = list(found.order_by("happened_at", "pk").values_list("name", "happened_at"))
    return [Moment(WORDS[name], at, "now" if n == len(told) else "done") for n, (name, at) in enumerate(told, 1)]
