"""What may be done with a case now, by this person: one list for the page, its keys and the view that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inspections.models import Inspection
from members.models import Application, User

Verb = Callable[[Inspection, User, datetime], object]


@dataclass(frozen=True)
class Action:
    """One button: its name in the address, words, key and kind. A decision is confirmed on a page of its own."""

    name: str
    words: str | Promise
    key: str
    verb: Verb
    kind: str = ""
    decides: bool = False


TAKE = Action("take", _("Take this case"), "c", lambda case, who, at: case.take(who, at=at), kind="go")
TAKE_OVER = Action("take-over", _("Take over"), "c", lambda case, who, at: case.take_over(who, at=at))
PUT_BACK = Action("put-back", _("Put back"), "b", lambda case, who, at: case.put_back(by=who, at=at))
READ_AGAIN = Action(
    "read-again", _("Read again"), "r", lambda case, who, at: case.read_again(actor=f"user:{who.pk}", at=at)
)
REJECT = Action("reject", _("Not approved"), "x", lambda *_: None, kind="bad", decides=True)
UNDO = Action("undo", _("Take back"), "z", lambda case, who, at: case.undo(by=who, at=at))
DECLINE = Action("decline", _("I do not agree"), "n", lambda case, who, at: case.decline(by=who, at=at), kind="bad")
SECOND = Action("second", _("I agree"), "y", lambda case, who, at: case.second(by=who, at=at), kind="ok")
APPROVE = Action("approve", _("Approve"), "a", lambda *_: None, kind="ok", decides=True)


def actions_for(
    case: Inspection, user: User, now: datetime, *, blocked: bool, failed: bool, being_read: bool
) -> list[Action]:
    """Only what can succeed now: no approval while points stand in the way, no rejection without a failed one.

    Nobody takes or decides a case while we wait for the applicant (terms 3.4).
    """
    if not case.is_in_work:
        return _once_decided(case, user, now)
    if case.application and case.application.state == Application.State.ON_HOLD:
        return [PUT_BACK] if case.inspector_id == user.pk else []
    if case.state == Inspection.State.QUEUED:
        return [] if being_read else [READ_AGAIN, TAKE]
    if case.inspector_id != user.pk:
        return [TAKE_OVER]
    decisions = [REJECT] if failed else []
    decisions += [] if blocked else [APPROVE]
    return [PUT_BACK, *([] if being_read else [READ_AGAIN]), *decisions]


def _once_decided(case: Inspection, user: User, now: datetime) -> list[Action]:
    """A second person agrees or not; who decided takes it back while nobody outside has heard of it."""
    if not case.is_open:
        return []
    own = user.pk in {case.inspector_id, case.seconded_by_id} or user.has_role()
    undo = [UNDO] if own and (case.executes_at is None or now < case.executes_at) else []
    if case.state == Inspection.State.PROPOSED and user.pk != case.inspector_id:
        return [DECLINE, SECOND]
    return undo
