"""What went wrong with the letters of invitations: one code each, for who asks about many at once."""

from collections.abc import Collection
from enum import StrEnum, auto

from django.db.models import Q

from keurmerk.mail.sending import about_of
from keurmerk.models import SentLetter, Suppression
from reviews.asking.letters import LETTERS
from reviews.models import Invitation


class Trouble(StrEnum):
    """Why a letter did not do its work; the last says only that it did not."""

    SPAM = auto()  # the buyer, or the buyer's mail program, called it so
    WRONG_ADDRESS = auto()
    NO_MAILBOX = auto()
    NOT_TAKEN = auto()


_OF_SUPPRESSION = {
    "SpamComplaint": Trouble.SPAM,
    "SpamNotification": Trouble.SPAM,
    "BadEmailAddress": Trouble.WRONG_ADDRESS,
    "HardBounce": Trouble.NO_MAILBOX,
    "inactive": Trouble.NO_MAILBOX,
    "ManuallyDeactivated": Trouble.NO_MAILBOX,
}


def troubles_of(invitations: Collection[Invitation]) -> dict[int, Trouble]:
    """By number, for those whose invitation or reminder came back, was refused or was called spam; in two queries."""
    known = {about_of(each): each for each in invitations}
    gone = Q(bounced_at__isnull=False) | Q(complained_at__isnull=False) | Q(state=SentLetter.State.REFUSED)
    letters = SentLetter.objects.filter(gone, letter__in=LETTERS.values(), about__in=known)
    rows = list(letters.order_by("pk").values_list("about", "complained_at"))
    reasons = dict(
        Suppression.objects.filter(address_hash__any_of=[known[about].email_hash for about, _ in rows]).values_list(
            "address_hash", "reason"
        )
    )
    return {
        known[about].pk: _trouble(complained_at, reasons.get(known[about].email_hash, ""))
        for about, complained_at in rows
    }


def _trouble(complained_at: object, reason: str) -> Trouble:
    return Trouble.SPAM if complained_at else _OF_SUPPRESSION.get(reason, Trouble.NOT_TAKEN)
