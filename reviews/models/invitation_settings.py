"""How a shop wants its customers invited: after how many days, with a reminder or not, and in which hours."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keurmerk.outbox import record
from members.models import Shop
from reviews import terms
from reviews.hours import SendingHours


class InvitationSettings(models.Model):
    """One row per shop that chose something; a shop without one has what is usual."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="invitation_settings")
    delay_days = models.PositiveSmallIntegerField(_("Days between order and invitation"), default=terms.DELAY_DAYS)
    reminds = models.BooleanField(_("Send one reminder"), default=True)
    first_hour = models.PositiveSmallIntegerField(_("Not before"), default=terms.FIRST_HOUR)
    last_hour = models.PositiveSmallIntegerField(_("Not after"), default=terms.LAST_HOUR)
    free_days = models.CharField(_("Not on these days"), max_length=6, blank=True)  # digits, 1 is Monday

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(delay_days__lte=terms.MOST_DELAY_DAYS), name="shop_waits_at_most_90_days"
            ),
            models.CheckConstraint(
                condition=Q(first_hour__gte=terms.FIRST_HOUR, last_hour__lte=terms.LAST_HOUR),
                name="shop_sends_nothing_at_night",
            ),
            models.CheckConstraint(condition=Q(first_hour__lt=F("last_hour")), name="shop_has_an_hour_for_sending"),
            models.CheckConstraint(condition=Q(free_days__regex=r"^[1-7]{0,6}$"), name="shop_has_a_day_for_sending"),
        ]

    def __str__(self) -> str:
        return f"Invitation settings of shop {self.shop_id}"

    @classmethod
    def of(cls, shop: Shop) -> "InvitationSettings":
        """The shop's choice, or what is usual; asks no query after `select_related("invitation_settings")`."""
        return getattr(shop, "invitation_settings", None) or cls(shop=shop)

    @property
    def hours(self) -> SendingHours:
        return SendingHours(self.first_hour, self.last_hour, frozenset(int(day) for day in self.free_days))

    def choose(
        self,
        *,
        delay_days: int,
        reminds: bool,
        first_hour: int,
        last_hour: int,
        free_days: Iterable[int],
        actor: str,
        at: datetime,
    ) -> None:
        """The shop decides; what is planned already keeps its day, but never leaves outside the new hours."""
        self.delay_days, self.reminds = delay_days, reminds
        self.first_hour, self.last_hour = first_hour, last_hour
        self.free_days = "".join(str(day) for day in sorted(set(free_days)))
        with transaction.atomic():
            self.save()
            facts = {"shop": self.shop_id, "delay": delay_days, "reminds": reminds}
            record("invitations.arranged", subject=self, actor=actor, at=at, payload=facts)
