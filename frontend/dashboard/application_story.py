"""How an application stands, told as a timeline."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from members.models import Application

State = Application.State
WAITING = {State.SUBMITTED, State.READY}
DECIDED = {State.APPROVED, State.REJECTED, State.REFUSED, State.WITHDRAWN, State.LAPSED}


@dataclass(frozen=True)
class Moment:
    """One step: `state` is done, now, or empty for what is still to come."""

    text: str
    at: datetime | None = None
    state: str = ""


def story(application: Application) -> list[Moment]:
    """Sent, waiting (with the target of terms 4.4), in inspection, result."""
    moments = [Moment(_("Application sent"), application.submitted_at, "done")] if application.submitted_at else []
    if application.state == State.WITHDRAWN:
        return [*moments, Moment(_("Withdrawn by you"), application.decided_at, "now")]
    if application.state == State.ON_HOLD:
        return [
            *moments,
            Moment(_("Waiting for your answer"), None, "now"),
            Moment(_("In inspection")),
            _result(application),
        ]
    waiting = application.state in WAITING
    moments.append(Moment(_("Waiting for inspection"), None, "now" if waiting else "done"))
    inspecting = "now" if application.state == State.IN_INSPECTION else ("" if waiting else "done")
    moments.append(Moment(_("In inspection"), None, inspecting))
    return [*moments, _result(application)]


def _result(application: Application) -> Moment:
    words = {
        State.APPROVED: _("Approved"),
        State.REJECTED: _("Not approved yet: points to improve"),
        State.REFUSED: _("Not accepted"),
        State.LAPSED: _("Lapsed, for we heard nothing more"),
    }
    if application.state in DECIDED:
        said = _("Rejected, for we got no answer") if application.unanswered else words[State(application.state)]
        return Moment(said, application.decided_at, "now")
    return Moment(_("Result, expected by then"), application.inspection_due_at)
