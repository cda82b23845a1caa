"""What people see changes when something public happened below: the shop's files are written anew."""

from collections.abc import Sequence

from frontend.widgets import publish
from keurmerk import clock, copies
from keurmerk.copies import copy_of
from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Shop

SEEN_BY_ALL = (
    "mark.granted",
    "mark.suspended",
    "mark.restored",
    "mark.removal_demanded",
    "shop.changed",
    "review.published",
    "review.edited",
    "review.language_found",
    "review.removed_by_author",
    "review.held",
    "review.released",
    "review.removed",
    "review.reinstated",
    "reply.written",
    "reply.edited",
    "reply.held",
    "reply.released",
    "reply.removed",
    "reply.reinstated",
    "rating.changed",
    "rating.corrected",
    "inspection.passed",
    "dispute.filed",
    "dispute.settled",
    "dispute.failed",
    "dispute.closed",
    "dispute.reopened",
)


@on(
    "membership.established", "membership.promoted", "membership.suspended", "membership.reinstated", "membership.ended"
)
def publish_members_shops(event: Event) -> None:
    """The seal says at once what the membership became (terms 5.3, 10.2, 14.1; A7)."""
    shops = Shop.objects.filter(member__memberships=event.subject_id).order_by("pk").values_list("pk", flat=True)
    copies.mark("shop", shops)


@on("company_change.granted")
def publish_renamed(event: Event) -> None:
    """The company's name is public on every page of its shops (terms 8.1)."""
    copies.mark("shop", Shop.objects.filter(member=event.payload["member"]).order_by("pk").values_list("pk", flat=True))


@copy_of("shop", follows=SEEN_BY_ALL, by="shop")
def publish_shops(numbers: Sequence[int]) -> None:
    """Reviews go public when they are written, whatever their stars (BW 6:193g)."""
    publish.shops(numbers, now=clock.now())


@on("ledger.head_made")
def publish_ledger(event: Event) -> None:
    """Whoever keeps today's head can hold us to it."""
    publish.ledger()
