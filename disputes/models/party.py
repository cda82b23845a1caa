"""Who speaks in a dispute, and what disputes are about."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Party(models.TextChoices):
    """Whoever may have the turn."""

    SHOP = "SHOP", _("Webshop")
    CONSUMER = "CONSUMER", _("Consumer")
    MEDIATOR = "MEDIATOR", _("Mediator")


class Kind(models.TextChoices):
    """What went wrong, in the consumer's words."""

    NOT_DELIVERED = "NOT_DELIVERED", _("I did not receive my order")
    LATE = "LATE", _("My order came late")
    BROKEN = "BROKEN", _("It is broken or damaged")
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED", _("It is not what was described")
    WITHDRAWAL_REFUSED = "WITHDRAWAL_REFUSED", _("I may not send it back")
    REFUND_LATE = "REFUND_LATE", _("I do not get my money back")
    WARRANTY = "WARRANTY", _("The shop refuses to repair or replace it")
    PRICE = "PRICE", _("I paid too much")
    OTHER = "OTHER", _("Something else")
