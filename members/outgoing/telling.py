"""What members tells the software of shops: what the mark says, and that a message arrives at all."""

from django.utils.translation import gettext_lazy as _

from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Membership, Shop, WebhookEndpoint, WebhookMessage
from members.outgoing.news import Kind, hand_over, tell

STATUS = Kind(
    "shop.status_changed",
    _("What the mark says of your webshop changed: full, aspirant, suspended or ended"),
    {"shop": 1, "status": "full", "member": True},
)
TEST = Kind("webhook.test", _("You asked for a test"), {"shop": 1})


@on(
    "membership.established", "membership.promoted", "membership.suspended", "membership.reinstated", "membership.ended"
)
def tell_of_standing(event: Event) -> None:
    """As it is now: who reads it late reads what holds (terms 5.3, 10.1)."""
    member = Membership.objects.filter(pk=event.subject_id).values("member")
    for shop in Shop.objects.filter(member__in=member).with_standing().order_by("pk"):
        tell(shop, STATUS, event, {"status": shop.standing, "member": shop.shows_seal()})


@on("webhook.tested")
def send_test(event: Event) -> None:
    """To this endpoint only, whatever news it chose."""
    endpoint = WebhookEndpoint.objects.active().filter(pk=event.subject_id).first()
    if endpoint:
        payload = TEST.payload({"shop": endpoint.shop_id}, event.happened_at)
        WebhookMessage.write([endpoint], TEST.name, payload, event=event.pk, at=event.happened_at)
        hand_over()
