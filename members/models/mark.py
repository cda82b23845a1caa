"""May this host show the mark, now?"""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record
from members import terms
from members.models.shop import Shop


class MarkGrant(Lifecycle):
    """The permission of one host to show the mark: only after approval, only there (terms 4.1, 5.7, 10.1)."""

    class State(models.TextChoices):
        GRANTED = "GRANTED", _("Granted")
        SUSPENDED = "SUSPENDED", _("Suspended")
        MUST_REMOVE = "MUST_REMOVE", _("To be removed")
        REMOVED = "REMOVED", _("Removed")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.GRANTED: {State.SUSPENDED, State.MUST_REMOVE},
        State.SUSPENDED: {State.GRANTED, State.MUST_REMOVE},
        State.MUST_REMOVE: {State.REMOVED},
        State.REMOVED: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="grants")
    host = models.CharField(max_length=253)
    state = models.CharField(max_length=12, choices=State, default=State.GRANTED)
    granted_at = models.DateTimeField()
    remove_by = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["host"], condition=Q(state__in=["GRANTED", "SUSPENDED"]), name="grant_one_per_host"
            ),
            models.CheckConstraint(
                condition=~Q(state="MUST_REMOVE") | Q(remove_by__isnull=False), name="removal_has_a_last_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.get_state_display()}"

    @classmethod
    def grant(cls, shop: Shop, *, actor: str, at: datetime) -> "MarkGrant":
        """Issues the mark for the host of the application, on approval (terms 1.8, 5.7)."""
        with transaction.atomic():
            grant = cls.objects.create(shop=shop, host=shop.host, granted_at=at)
            record("mark.granted", subject=grant, actor=actor, at=at, payload={"shop": shop.pk})
        return grant

    def suspend(self, *, actor: str, at: datetime) -> None:
        """Temporary removal is demanded; membership and invoices run on (terms 10.3, A26)."""
        self._move(self.State.SUSPENDED, "mark.suspended", actor=actor, at=at, payload={"shop": self.shop_id})

    def restore(self, *, actor: str, at: datetime) -> None:
        self._move(self.State.GRANTED, "mark.restored", actor=actor, at=at, payload={"shop": self.shop_id})

    def demand_removal(self, *, actor: str, at: datetime) -> None:
        """The mark must go: as soon as possible, at the latest on the seventh day after (terms 10.2, 10.4; A7)."""
        last_day = end_of_day(amsterdam_date(at) + terms.MARK_REMOVAL)
        self._move(
            self.State.MUST_REMOVE,
            "mark.removal_demanded",
            actor=actor,
            at=at,
            payload={"shop": self.shop_id},
            remove_by=last_day,
        )

    def verify_removal(self, *, actor: str, at: datetime) -> None:
        """Seen gone twice, a day apart: nothing of the demand is left (rulebook 2.5). A second time changes nothing."""
        if self.state == self.State.MUST_REMOVE:
            self._move(self.State.REMOVED, "mark.removed", actor=actor, at=at, payload={"shop": self.shop_id})
