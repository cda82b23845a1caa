"""Invitations whose day has come, many at once: the same verdict as `Invitation.mark_sent`, in a few statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record_all
from members.models import Shop
from reviews.models.invitation import Invitation
from reviews.models.invitation_settings import InvitationSettings
from reviews.models.invitations import one_at_a_time

State = Invitation.State


def mark_all_sent(invitations: Sequence[Invitation], *, actor: str, at: datetime) -> list[Invitation]:
    """Those whose letter is to be written now; the others wait for the morning, or are suppressed with the reason.

    For rows that the caller has locked. Of any shops (terms 10.1, 18.2; rulebook 2.6).
    """
    _give_shops(invitations)
    awake = _without_sleepers(invitations, at)
    with transaction.atomic(savepoint=False):
        one_at_a_time(person for each in awake for person in each.persons)
        hindered = Invitation.hindrances(awake, at)
        leaving = [each for each in awake if each.pk not in hindered]
        sent = {each.shop_id: {"state": State.SENT, **each.facts_when_sent(at)} for each in leaving}
        _move({each: sent[each.shop_id] for each in leaving})
        stopped = [each for each in awake if each.pk in hindered]
        _move({each: {"state": State.SUPPRESSED, "reason": hindered[each.pk]} for each in stopped})
        news: list[tuple[str, Invitation, dict[str, str]]] = [("invitation.sent", each, {}) for each in leaving]
        news += [("invitation.suppressed", each, {"reason": each.reason}) for each in stopped]
        moved = {"from": State.SCHEDULED}
        record_all(
            ((name, each, {**moved, "to": each.state, "shop": each.shop_id, **facts}) for name, each, facts in news),
            actor=actor,
            at=at,
        )
    return leaving


def _give_shops(invitations: Iterable[Invitation]) -> None:
    """Each invitation its shop, one object for all invitations of one shop."""
    known = Shop.objects.select_related("member", "invitation_settings", "sender")
    shops = known.in_bulk({each.shop_id for each in invitations})
    for each in invitations:
        each.shop = shops[each.shop_id]


def _without_sleepers(invitations: Sequence[Invitation], at: datetime) -> list[Invitation]:
    """Those whose shop may write at this hour; the day of the others moves to the next hour that is one."""
    opening = {each.shop_id: InvitationSettings.of(each.shop).hours.following(at) for each in invitations}
    _store({each: {"send_at": opening[each.shop_id]} for each in invitations if opening[each.shop_id] != at})
    return [each for each in invitations if opening[each.shop_id] == at]


def _move(fates: Mapping[Invitation, Mapping[str, Any]]) -> None:
    """Raises IllegalMove when somebody else moved one of them first, which the caller's lock should have prevented."""
    if _store(fates) != len(fates):
        raise IllegalMove("An invitation is no longer scheduled")


def _store(fates: Mapping[Invitation, Mapping[str, Any]]) -> int:
    """One statement for all that get the same values; for a day's invitations that is one, or one per shop's choice."""
    alike: dict[tuple[tuple[str, Any], ...], list[Invitation]] = defaultdict(list)
    for invitation, facts in fates.items():
        alike[tuple(facts.items())].append(invitation)
    stored = 0
    for values, invitations in alike.items():
        scheduled = Invitation.objects.filter(pk__any_of=[each.pk for each in invitations], state=State.SCHEDULED)
        stored += scheduled.update(**dict(values))
        for each in invitations:
            for name, value in values:
                setattr(each, name, value)
    return stored
