"""The room in which a dispute is read: the same for both parties and the mediator, but for who is "you"."""

from datetime import datetime
from typing import Any

from disputes.course import next_line, turn_line
from disputes.models import Dispute, Party
from frontend.dispute_caucus import PrivateForm, talks_in
from frontend.dispute_evidence import evidence_in
from frontend.dispute_live import version_of
from frontend.dispute_proposals import proposals_in
from frontend.dispute_thread import thread
from frontend.dispute_time import MoreTimeForm, time_in

_STEP = {Dispute.State.SHOP_FIRST: 1, Dispute.State.MEDIATION: 2}


def room_of(
    dispute: Dispute,
    reader: Party,
    now: datetime,
    private: PrivateForm | None = None,
    more_time: MoreTimeForm | None = None,
) -> dict[str, Any]:
    """What the templates of the room need, in a query each: messages, proposals, evidence, private messages, time."""
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
        **time_in(dispute, reader, more_time),
        "version": version_of(dispute, reader),
    }
