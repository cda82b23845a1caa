"""What the committee gets to see, item by item: both hear it beforehand, and may object to one (PA, disputes)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from disputes.agreement import what
from disputes.models.dispute import Dispute


@dataclass(frozen=True)
class Item:
    """`key` names it for good: a message, a file of evidence or a proposal of this dispute."""

    key: str
    by: str
    words: str
    at: datetime


def items_of(dispute: Dispute) -> list[Item]:
    """Three statements, whatever there is. What was said in private is never among them."""
    said = [
        Item(f"message:{each.pk}", each.author, _("Message: %(text)s") % {"text": _short(each.text)}, each.written_at)
        for each in dispute.messages.all()
    ]
    shown = [
        Item(f"evidence:{each.pk}", each.by, f"{each.mark}. {each.get_kind_display()}: {each.shows}", each.added_at)
        for each in dispute.evidence.all()
    ]
    offered = [
        Item(f"proposal:{each.pk}", each.by, _("Proposal: %(text)s") % {"text": _short(what(each))}, each.made_at)
        for each in dispute.proposals.order_by("pk")
    ]
    return sorted([*said, *shown, *offered], key=lambda each: each.at)


def _short(text: str) -> str:
    return Truncator(text).chars(90)
