"""A notice as one of its two sides sees it: whose turn, what was decided and why, and what can be done about it.

Nothing here tells one side who the other is: neither addresses, nor names of files, nor what the writer answered.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keurmerk.models import Event
from reviews.models import Decision, Notice, appealable
from reviews.moderation.filing import Subject
from reviews.moderation.outcomes import Outcome, Side
from reviews.moderation.statement import REDRESS, Statement, statement_of

_STEPS: dict[str, str | Promise] = {
    "notice.filed": _("Filed"),
    "notice.admitted": _("Taken up: under review"),
    "notice.author_contacted": _("The writer was asked"),
    "notice.author_reminded": _("The writer was reminded"),
    "notice.answered": _("The writer answered"),
    "notice.writer_silent": _("The writer did not answer in time"),
    "notice.decided": _("Decided"),
    "notice.appealed": _("Appeal filed"),
    "notice.closed": _("Closed"),
}
_REASONS: dict[str, str | Promise] = {
    "withdrawn": _("Withdrawn by who filed it"),
    "writer_removed": _("The writer removed it"),
    "shop_withdrew": _("The webshop took it back"),
    "resolved": _("The words are gone"),
    "final": _("No appeal came in time"),
    "appeal_decided": _("The appeal was decided"),
}


@dataclass(frozen=True)
class Step:
    """One thing that happened, in words."""

    words: str | Promise
    at: datetime


class AppealForm(forms.Form):
    """Why the decision is not right."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Why is our decision not right?"),
        help_text=_("Somebody else reads this and decides again. It costs nothing."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write why our decision is not right")},
    )


def room_of(notice: Notice, side: str, now: datetime) -> dict[str, Any]:
    """What the page shows, in a constant number of queries."""
    decision = last_decision(notice)
    against = appealable(notice, side, now)
    return {
        "notice": notice,
        "side": side,
        "turn": turn_of(notice, side),
        "decision": decision,
        "statement": _statement(decision, side),
        "redress": REDRESS[1:],
        "steps": steps_of(notice),
        "ended_because": _REASONS.get(notice.close_reason, ""),
        "may_appeal": against is not None,
        "appeals": list(notice.appeals.filter(side=side).order_by("pk")),
        "may_withdraw": side == Side.NOTIFIER and may_withdraw(notice),
        "is_reply": notice.subject == Subject.REPLY,
    }


def last_decision(notice: Notice) -> Decision | None:
    """The last one that was carried out; a hold only until there is another."""
    done = list(notice.decisions.executed().select_related("appeal__against", "notice"))
    return next((each for each in reversed(done) if each.outcome != Outcome.HOLD), done[-1] if done else None)


def may_withdraw(notice: Notice) -> bool:
    return notice.is_open and notice.target.state != "HELD" and not notice.decisions.under_way().exists()


def turn_of(notice: Notice, side: str) -> str | Promise:
    """Whose turn it is, for this reader; empty when it is nobody's."""
    if notice.turn == Notice.Turn.WRITER:
        return _("Your turn") if side == Side.WRITER else _("The writer's turn")
    return _("Our turn") if notice.turn else ""


def steps_of(notice: Notice) -> list[Step]:
    names = list(_STEPS)
    events = Event.objects.filter(subject_type="reviews.notice", subject_id=notice.pk, name__in=names)
    return [Step(_STEPS[event.name], event.happened_at) for event in events.order_by("happened_at", "pk")]


def _statement(decision: Decision | None, side: str) -> Statement | None:
    """Whose words are restricted reads all of it; the other side reads the outcome and the reasons."""
    restricts = decision is not None and decision.outcome in {Outcome.EDIT, Outcome.REMOVE, Outcome.HOLD}
    return statement_of(decision) if decision and restricts and side == Side.WRITER else None
