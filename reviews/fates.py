"""What becomes of an order: every one has exactly one fate, and says why when nobody is invited (product.md B10)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    HELD = "HELD", _("On hold")
    SCHEDULED = "SCHEDULED", _("Scheduled")
    SENT = "SENT", _("Sent")
    USED = "USED", _("Review written")
    EXPIRED = "EXPIRED", _("Expired")
    CANCELLED = "CANCELLED", _("Cancelled")
    SUPPRESSED = "SUPPRESSED", _("Not sent")


class Reason(models.TextChoices):
    NO_CLAUSE = "NO_CLAUSE", _("The sharing clause was not found in your privacy statement yet")
    NO_STANDING = "NO_STANDING", _("The shop did not carry the mark at that moment")
    OPTED_OUT = "OPTED_OUT", _("This customer wants no invitations")
    UNREACHABLE = "UNREACHABLE", _("Letters to this address came back")
    FREQUENCY = "FREQUENCY", _("This customer was invited in the last 30 days")
    ONCE_PER_ADDRESS = "ONCE_PER_ADDRESS", _("Your plugin invites each customer once")
    BY_SHOP = "BY_SHOP", _("Cancelled by you")
    UNDONE = "UNDONE", _("Taken back with the list it was in")


class Way(models.TextChoices):
    """How the request reaches the buyer: sent by us, or handed over by the shop."""

    MAIL = "MAIL", _("By e-mail")
    TEXT = "TEXT", _("By text message")
    LINK = "LINK", _("By a link for this order")
    STORE = "STORE", _("By a card in the shop")


REACHING = (State.HELD, State.SCHEDULED, State.SENT, State.USED, State.EXPIRED)  # asked, or going to be
BY_HAND = (Way.LINK, Way.STORE)  # the shop gives the link to its customer
OURS = (Way.MAIL, Way.TEXT)  # ways that the cap and the sending hours are about


def hindrance(
    *, standing: str, clause_found: bool, opted_out: bool, unreachable: bool, messaged_lately: bool
) -> Reason | str:
    """Why a message may not leave now: no mark (terms 10.1), no clause (terms 18.2; PA invitation: duty), and so on."""
    if unreachable:
        return Reason.UNREACHABLE
    if standing not in {"full", "aspirant"}:
        return Reason.NO_STANDING
    if not clause_found:
        return Reason.NO_CLAUSE
    if opted_out:
        return Reason.OPTED_OUT
    return Reason.FREQUENCY if messaged_lately else ""
