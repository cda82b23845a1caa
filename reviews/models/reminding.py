"""Reminders whose day has come, many at once, in a few statements however many they are."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from keurmerk.mail.suppression import suppressed_among
from keurmerk.outbox import record_all
from members.models import Shop
from reviews.models.invitation import Invitation
from reviews.models.invitation_settings import InvitationSettings
from reviews.models.opt_out import OptOut


def mark_all_reminded(invitations: Sequence[Invitation], *, actor: str, at: datetime) -> list[Invitation]:
    """Those whose one reminder is to be written now: never after an opt-out or a bounce, never twice.

    Outside the sending hours of their shop the others wait for the next. For rows that the caller has locked.
    """
    _give_shops(invitations)
    awake = _without_sleepers(invitations, at)
    refused = OptOut.objects.pairs({each.email_hash for each in awake})
    unreachable = suppressed_among({each.email_hash for each in awake})
    written = [each for each in awake if _may_remind(each, refused, unreachable, at)]
    with transaction.atomic(savepoint=False):
        _store(awake, reminder_due_at=None)
        _store(written, reminded_at=at)
        news = [("invitation.reminded", each, {"shop": each.shop_id}) for each in written]
        record_all(news, actor=actor, at=at)
    return written


def _give_shops(invitations: Sequence[Invitation]) -> None:
    """Each invitation its shop, one object for all invitations of one shop."""
    known = Shop.objects.with_standing().select_related("member", "invitation_settings", "sender")
    shops = known.in_bulk({each.shop_id for each in invitations})
    for each in invitations:
        each.shop = shops[each.shop_id]


def _without_sleepers(invitations: Sequence[Invitation], at: datetime) -> list[Invitation]:
    later: dict[datetime, list[Invitation]] = defaultdict(list)
    for each in invitations:
        later[InvitationSettings.of(each.shop).hours.following(at)].append(each)
    awake = later.pop(at, [])
    for opening, sleepers in later.items():
        _store(sleepers, reminder_due_at=opening)
    return awake


def _may_remind(
    invitation: Invitation, refused: set[tuple[str, int | None]], unreachable: set[str], at: datetime
) -> bool:
    digest = invitation.email_hash
    reachable = bool(invitation.email) and digest not in unreachable
    willing = refused.isdisjoint({(digest, invitation.shop_id), (digest, None)})
    wanted = (InvitationSettings.of(invitation.shop).reminds or invitation.text_failed) and invitation.is_open(at)
    return reachable and willing and wanted and invitation.shop.shows_seal()


def _store(invitations: Sequence[Invitation], **facts: Any) -> None:
    if not invitations:
        return
    Invitation.objects.filter(pk__any_of=[each.pk for each in invitations]).update(**facts)
    for each in invitations:
        for name, value in facts.items():
            setattr(each, name, value)
