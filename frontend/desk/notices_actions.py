"""What may be done with a notice now, by this person: one list for the page, its keys and the view that does it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import User
from reviews.grounds import HIDES_AT_ONCE
from reviews.models import Decision, Notice
from reviews.moderation.filing import Subject
from reviews.moderation.outcomes import Outcome

TAKE, PUT_BACK, ADMIT, ASK, UNASK = "take", "put-back", "admit", "ask", "unask"
SECOND, DECLINE, UNDO = "second", "decline", "undo"


@dataclass(frozen=True)
class Action:
    """One button: its name, words, key and colour. One that `decides` sends the form of reasons with it."""

    name: str
    words: str | Promise
    key: str
    kind: str = ""
    decides: bool = False


_OUTCOMES = {
    Outcome.KEEP: Action(Outcome.KEEP, _("It stays"), "a", "ok", decides=True),
    Outcome.REMOVE: Action(Outcome.REMOVE, _("Remove"), "x", "bad", decides=True),
    Outcome.EDIT: Action(Outcome.EDIT, _("Ask to change it"), "e", decides=True),
    Outcome.HOLD: Action(Outcome.HOLD, _("Hide now"), "h", decides=True),
    Outcome.DISMISS: Action(Outcome.DISMISS, _("Do not take up"), "d", decides=True),
}
_ASK = Action(ASK, _("Ask the writer"), "v", decides=True)
_TAKE = Action(TAKE, _("Take this case"), "c", "go")
_PUT_BACK = Action(PUT_BACK, _("Put back"), "b")
_ADMIT = Action(ADMIT, _("Take up: mark as under review"), "u")
_UNASK = Action(UNASK, _("Take the question back"), "z")
_SECOND = Action(SECOND, _("I agree"), "y", "ok")
_DECLINE = Action(DECLINE, _("I do not agree"), "n", "bad")


def actions_for(notice: Notice, user: User, under_way: list[Decision], now: datetime) -> list[Action]:
    """Only what can succeed now; what is done at the same moment by a colleague is refused by the verbs."""
    holder = notice.in_hands_of(now)
    if holder not in {None, user}:
        return []
    proposed = next((each for each in under_way if each.state == Decision.State.PROPOSED), None)
    if proposed:
        return [] if proposed.decided_by_id == user.pk else [_DECLINE, _SECOND]
    mine = [_PUT_BACK] if holder == user else [_TAKE]
    if notice.state == Notice.State.AUTHOR_CONTACTED:
        return [*mine, _UNASK] if notice.contact_at and now < notice.contact_at else mine
    if not notice.turn:
        return []
    return [*mine, *_to_decide(notice, user, under_way)]


def _to_decide(notice: Notice, user: User, under_way: list[Decision]) -> list[Action]:
    outcomes = [Outcome.HOLD] if _may_hold(notice, under_way) else []
    free = not any(each.outcome != Outcome.HOLD for each in under_way)
    if notice.turn != Notice.Turn.US or not free:
        return [_OUTCOMES[each] for each in outcomes]
    appeal = notice.open_appeal
    if appeal:
        if user.pk in {appeal.against.decided_by_id, appeal.against.seconded_by_id}:
            return []
        ends = [Outcome.EDIT, Outcome.REMOVE, Outcome.KEEP]
        return [_OUTCOMES[each] for each in ends if appeal.may_end_in(each)]
    if notice.state in {Notice.State.DECIDED_EDIT, Notice.State.DECIDED_REMOVE}:
        return [_OUTCOMES[each] for each in [*outcomes, Outcome.REMOVE, Outcome.KEEP]]
    first = [_ADMIT, _OUTCOMES[Outcome.DISMISS]] if notice.state == Notice.State.FILED else []
    ask = [_ASK] if _may_ask(notice) else []
    rest = [_OUTCOMES[each] for each in [*outcomes, Outcome.EDIT, Outcome.REMOVE, Outcome.KEEP]]
    return [*first, *ask, *rest]


def _may_hold(notice: Notice, under_way: list[Decision]) -> bool:
    held_already = any(each.outcome == Outcome.HOLD for each in under_way)
    shown = notice.target.state in {"PUBLISHED", "EDITED"}
    return notice.is_open and shown and not held_already and notice.grounds in HIDES_AT_ONCE


def _may_ask(notice: Notice) -> bool:
    """A reply has no writer with a proof; a writer who took his address back cannot be reached."""
    unasked = notice.state in {Notice.State.FILED, Notice.State.ADMISSIBLE} and not notice.answered_at
    return unasked and notice.subject != Subject.REPLY and bool(notice.publication.email)
