"""Which evidence helps in each kind of case: a list beside the form, in words for both parties."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disputes.models.party import Kind

_ORDER = _("the confirmation of the order, with the day and the price")
_PAID = _("proof of what was paid, with the account number covered but for the last digits")
_MAILS = _("what you wrote to each other about it")
_CONDITIONS = _("the conditions of the shop as they were on the day of the order")
_SENT_BACK = _("the receipt of what was sent back, or its tracking")
_PHOTOS = _("photos of the product: whole, and from nearby")
_PAGE = _("the page of the product, or a picture of it")

_WANTED: dict[str, tuple[Promise, ...]] = {
    Kind.NOT_DELIVERED: (_ORDER, _PAID, _("the tracking of the parcel, and where it was handed over"), _MAILS),
    Kind.LATE: (_ORDER, _("the day of delivery that was promised, and the day it came"), _MAILS),
    Kind.BROKEN: (_ORDER, _PHOTOS, _("a photo of the packing, if it was damaged"), _MAILS),
    Kind.NOT_AS_DESCRIBED: (_ORDER, _PAGE, _PHOTOS, _MAILS),
    Kind.WITHDRAWAL_REFUSED: (
        _ORDER,
        _("the message by which the order was withdrawn, with its day"),
        _SENT_BACK,
        _CONDITIONS,
    ),
    Kind.REFUND_LATE: (_ORDER, _PAID, _("the message by which the order was withdrawn, with its day"), _SENT_BACK),
    Kind.WARRANTY: (_ORDER, _PHOTOS, _("what a repairer says of the cause, if you have it"), _CONDITIONS, _MAILS),
    Kind.PRICE: (_ORDER, _PAID, _PAGE, _CONDITIONS),
    Kind.OTHER: (_ORDER, _MAILS),
}


def wanted(kind: str) -> tuple[Promise, ...]:
    return _WANTED[kind]
