"""Complaints about the mark itself, and a member to whom something happened (terms 11.11, 17)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from keurmerk.calendar import amsterdam_date
from members.models import Circumstance, MarkComplaint, Member, User


def write_history(members: Sequence[Member], staff: dict[str, User], *, now: datetime) -> None:
    waiting, answered, struck = members
    seen = amsterdam_date(now - timedelta(days=3))
    MarkComplaint.file(
        waiting,
        "De keuring duurde vier werkdagen in plaats van twee, en niemand liet iets weten.",
        known_on=seen,
        actor="demo",
        at=now - timedelta(days=1),
    )
    judged = MarkComplaint.file(
        answered,
        "Op de factuur staat de kwartaaltoeslag, maar wij betalen per jaar.",
        known_on=seen - timedelta(days=20),
        actor="demo",
        at=now - timedelta(days=20),
    )
    judged.judge(
        "Je hebt gelijk. We passen de factuur aan.",
        remedy=MarkComplaint.Remedy.INVOICE_ADJUSTED,
        actor=f"user:{staff['manager'].pk}",
        at=now - timedelta(days=17),
    )
    Circumstance.note_it(
        struck.memberships.latest("pk"),
        Circumstance.Kind.FORCE_MAJEURE,
        actor=f"user:{staff['manager'].pk}",
        at=now - timedelta(days=9),
        note="Brand in het magazijn.",
    )
