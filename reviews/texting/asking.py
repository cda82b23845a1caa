"""From an invitation whose day has come to a text message, or to the letter that takes its place."""

from datetime import datetime

from django.conf import settings

from reviews import addresses
from reviews.models import Invitation, OptOut, Texting, TextMessage
from reviews.texting.words import invitation_text


def ask(invitation: Invitation, now: datetime) -> None:
    """By text while the shop wants it, the buyer did not say STOP and the month's budget allows; else by mail."""
    if invitation.waits_for_hours(now):
        return
    texting, price = Texting.of(invitation.shop), settings.TEXT_PRICE
    said_stop = OptOut.objects.covers(invitation.shop_id, invitation.phone_hash)
    if not settings.TEXT_PROVIDER or not invitation.phone or said_stop or not texting.reserve(price, at=now):
        invitation.go_by_mail()
    elif invitation.mark_sent(actor="clock", at=now):
        words = invitation_text(invitation, addresses.short(invitation))
        TextMessage.queue(invitation, words, reserved=price, at=now)
    else:
        texting.give_back(price, at=now)
