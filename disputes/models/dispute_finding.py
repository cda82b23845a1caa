"""How disputes are found: open or ended, whose turn, and what waits for a mediator."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef

from disputes.models.message import Message
from disputes.models.party import Party
from members.models import Shop, User

if TYPE_CHECKING:
    from disputes.models.dispute import Dispute  # noqa: F401  # named in a string below

MEDIATION = "MEDIATION"
OPEN = ("SHOP_FIRST", MEDIATION)


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> "DisputeQuerySet":
        return self.filter(state__in=OPEN)

    def of(self, shop: Shop) -> "DisputeQuerySet":
        return self.filter(shop=shop)

    def waiting_for(self, party: str) -> "DisputeQuerySet":
        return self.open().filter(turn=party)

    def in_mediation(self) -> "DisputeQuerySet":
        return self.filter(state=MEDIATION)

    def asking_in_private(self) -> "DisputeQuerySet":
        """A party wrote to the mediator alone, and waits for an answer."""
        return self.in_mediation().filter(Exists(Message.private.unanswered().filter(dispute=OuterRef("pk"))))

    def for_the_mediator(self) -> "DisputeQuerySet":
        """It is our turn, or a party asks us something in private, or for more time."""
        return (
            self.waiting_for(Party.MEDIATOR)
            | self.asking_in_private()
            | self.asking_for_time()
            | self.to_the_committee()
        )

    def to_the_committee(self) -> "DisputeQuerySet":
        """Somebody objected to sharing, or a file waits to be handed over."""
        from disputes.models.objection import Objection
        from disputes.models.referral import Referral

        asked = Objection.objects.open().filter(referral__dispute=OuterRef("pk"))
        return self.filter(Exists(asked) | Exists(Referral.objects.to_hand_over().filter(dispute=OuterRef("pk"))))

    def asking_for_time(self) -> "DisputeQuerySet":
        from disputes.models.extension import Extension

        return self.in_mediation().filter(Exists(Extension.objects.open().filter(dispute=OuterRef("pk"))))

    def of_mediator(self, person: User) -> "DisputeQuerySet":
        return self.open().filter(mediator=person)

    def to_remind(self) -> "DisputeQuerySet":
        """Not in a pause: after it, when there is still a date to come."""
        return self.open().filter(reminded_at=None, paused_until=None).exclude(turn=Party.MEDIATOR)

    def ended(self) -> "DisputeQuerySet":
        return self.exclude(state__in=OPEN)

    def with_the_committee(self) -> "DisputeQuerySet":
        """Announced, to hand over, there, or decided and not done yet."""
        from disputes.models.referral import Referral

        return self.filter(Exists(Referral.objects.running().filter(dispute=OuterRef("pk"))))

    def soonest_first(self) -> "DisputeQuerySet":
        """What is due soonest on top, what is closed at the end."""
        return self.order_by(models.F("due_at").asc(nulls_last=True), "-filed_at")
