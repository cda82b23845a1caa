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
APPROVE = Action("approve", _("Approve"), "a", lambda *_: None, kind="ok", decides=True)


def actions_for(case: Inspection, user: User, *, blocked: bool, failed: bool, being_read: bool) -> list[Action]:
    """Only what can succeed now: no approval while points stand in the way, no rejection without a failed one.

    Nobody takes or decides a case while we wait for the applicant (terms 3.4).
    """
    if not case.is_open:
        return []
    if case.application and case.application.state == Application.State.ON_HOLD:
        return [PUT_BACK] if case.inspector_id == user.pk else []
    if case.state == Inspection.State.QUEUED:
        return [] if being_read else [READ_AGAIN, TAKE]
    if case.inspector_id != user.pk:
        return [TAKE_OVER]
    decisions = [REJECT] if failed else []
    decisions += [] if blocked else [APPROVE]
    return [PUT_BACK, *([] if being_read else [READ_AGAIN]), *decisions]
