"""Invitations that waited for the sharing clause or the mark, and may go out: a part of a shop's at a time."""

from datetime import datetime

from django.db import transaction

from keurmerk.outbox import record, record_all
from members.models import Shop
from reviews.models.invitation import Invitation
from reviews.models.invitation_settings import InvitationSettings

TOGETHER = 1000  # some tenths of a second, far less than the lease of a delivery
State = Invitation.State


def release_some(shop_id: int, *, actor: str, at: datetime) -> int:
    """Each of so many goes out on its day, or now if that has passed (terms 18.2); news asks for the next.

    Releases none unless the shop has both the clause and the mark. Says how many.
    """
    shop = Shop.objects.with_standing().select_related("invitation_settings").get(pk=shop_id)
    found = shop.sharing_clause_found_at
    if found is None or not shop.shows_seal():
        return 0
    hours, since = InvitationSettings.of(shop).hours, max(found, at)
    with transaction.atomic():
        held = Invitation.objects.held().filter(shop=shop).select_for_update(of=("self",))
        rows = list(held.order_by("pk")[:TOGETHER])
        for each in rows:
            each.state, each.reason, each.send_at = State.SCHEDULED, "", hours.following(max(each.send_at, since))
        Invitation.objects.bulk_update(rows, ["state", "reason", "send_at"], batch_size=500)
        moved = {"from": State.HELD, "to": State.SCHEDULED, "shop": shop.pk}
        record_all([("invitation.scheduled", each, moved) for each in rows], actor=actor, at=at)
        if len(rows) == TOGETHER:
            record("invitation.more_to_release", subject=shop, actor=actor, at=at, payload={"shop": shop.pk})
    return len(rows)
