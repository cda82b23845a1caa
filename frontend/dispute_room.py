"""The room in which a dispute is read: the same for both parties and the mediator, but for who is "you"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from disputes.course import name_of, next_line, turn_line
from disputes.models import Dispute, Party
from frontend.dispute_caucus import PrivateForm, talks_in
from frontend.dispute_evidence import evidence_in
from frontend.dispute_proposals import proposals_in

_STEP = {Dispute.State.SHOP_FIRST: 1, Dispute.State.MEDIATION: 2}


@dataclass(frozen=True)
class Said:
    """One message of the thread as its reader sees it; `kind` is that of the message component."""

    kind: str
    author: str
    role: str
    text: str
    at: datetime


def room_of(dispute: Dispute, reader: Party, now: datetime, private: PrivateForm | None = None) -> dict[str, Any]:
    """What the templates of the room need, in a query each: messages, proposals, evidence, private messages."""
    return {
        "dispute": dispute,
        "thread": thread(dispute, reader),
        "turn_line": turn_line(dispute, reader),
        "next_line": next_line(dispute, reader),
        "your_turn": dispute.is_open and dispute.turn == reader,
        "step": _STEP.get(Dispute.State(dispute.state), 3),
        "may_ask_mediation": dispute.may_ask_mediation(now),
        **proposals_in(dispute, reader),
        **evidence_in(dispute),
        "talks": talks_in(dispute, reader, private),
    }


def thread(dispute: Dispute, reader: Party) -> list[Said]:
    """The complaint first, then every message that both parties read."""
    first = [(Party.CONSUMER, dispute.story, dispute.filed_at)]
    rest = [(Party(each.author), each.text, each.written_at) for each in dispute.messages.all()]
    return [_said(dispute, author, reader, text, at) for author, text, at in first + rest]


def _said(dispute: Dispute, author: Party, reader: Party, text: str, at: datetime) -> Said:
    mine = author == reader
    name = _("You") if mine else name_of(dispute, author)
    return Said("me" if mine else "party", name[:1].upper() + name[1:], str(author.label), text, at)
