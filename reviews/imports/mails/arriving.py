"""Copied order mails at our door: for the shop whose address they came to."""

from datetime import datetime

from keurmerk.mail.arriving.door import Arrival, takes
from reviews.imports.mails.take import take_mail_in
from reviews.models import OrderMailbox


@takes(10)
def take_order_mail(arrival: Arrival, at: datetime) -> bool:
    """What came to an address for orders that nobody has is nobody's, and no letter to us either."""
    boxes = {
        box.token: box.shop
        for box in OrderMailbox.objects.filter(token__in=arrival.hashes).select_related("shop__member")
    }
    shop = next((boxes[token] for token in arrival.hashes if token in boxes), None)
    if shop:
        take_mail_in(shop, arrival.mail, vendor_id=arrival.vendor_id, actor="mail", at=at)
    return bool(shop) or arrival.is_at("orders")
