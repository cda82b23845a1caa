"""Who must hear of what happened in a dispute."""

from disputes import mails, telling  # noqa: F401  # registers its reactions
from disputes.models import Dispute, Message, Party
from keurmerk.models import Event
from keurmerk.outbox import on


def _dispute(event: Event) -> Dispute:
    return Dispute.objects.select_related("shop__member").get(pk=event.subject_id)


@on("dispute.filed")
def tell_of_new_dispute(event: Event) -> None:
    """The consumer gets the link to the room, the shop the question (terms 11.1)."""
    dispute = _dispute(event)
    mails.dispute_filed(dispute, at=event.happened_at)
    mails.dispute_received(dispute, at=event.happened_at)


@on("dispute.answered", "dispute.replied", "dispute.asked")
def tell_of_message(event: Event) -> None:
    dispute = _dispute(event)
    message = Message.objects.get(pk=event.payload["message"])
    for reader in {Party.SHOP, Party.CONSUMER} - {message.author}:
        mails.message_for_you(dispute, message, reader, at=event.happened_at)


@on("dispute.reminded")
def tell_that_the_date_is_near(event: Event) -> None:
    dispute = _dispute(event)
    if dispute.turn == event.payload["turn"]:  # not when it was answered while this news travelled
        mails.reminder(dispute, at=event.happened_at)


@on("dispute.shop_silent")
def tell_of_silence(event: Event) -> None:
    """The consumer may now choose mediation; in mediation the shop hears that this was the first of two chances."""
    dispute = _dispute(event)
    if dispute.state == Dispute.State.SHOP_FIRST:
        mails.shop_silent(dispute, at=event.happened_at, about=f"event:{event.pk}")
    elif dispute.state == Dispute.State.MEDIATION:
        mails.to_shop("disputes/last_chance", dispute, at=event.happened_at, about=f"event:{event.pk}")


@on("dispute.mediation_asked")
def tell_of_mediation(event: Event) -> None:
    mails.to_both("disputes/mediation_started", _dispute(event), at=event.happened_at)


@on("dispute.settled")
def tell_of_settlement(event: Event) -> None:
    mails.to_both("disputes/dispute_settled", _dispute(event), at=event.happened_at)


@on("dispute.failed")
def tell_of_failure(event: Event) -> None:
    """No solution: the consumer hears where to go on (terms 11.4)."""
    mails.to_both("disputes/dispute_failed", _dispute(event), at=event.happened_at)


@on("dispute.closed")
def tell_of_closing(event: Event) -> None:
    mails.to_both("disputes/dispute_closed", _dispute(event), at=event.happened_at, about=f"event:{event.pk}")


@on("dispute.reopened")
def tell_of_reopening(event: Event) -> None:
    mails.to_shop("disputes/dispute_reopened", _dispute(event), at=event.happened_at, about=f"event:{event.pk}")
