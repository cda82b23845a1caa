"""A person's place in a shop: what they may do there, and how it changes or ends."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.outbox import record
from members.models.login_session import LoginSession
from members.models.user import User

if TYPE_CHECKING:
    from members.models.shop import Shop


class LastOwner(Exception):
    """Without this person nobody could decide for the shop any more."""


class Entitled(models.Model):
    """What comes with a seat, whether somebody has it or it is only offered: owner, or a colleague with duties."""

    class Role(models.TextChoices):
        """An owner decides on everything (terms 1.9); who else has a seat has duties."""

        OWNER = "OWNER", _("Owner")
        STAFF = "STAFF", _("Staff")

    class Duty(models.TextChoices):
        """What a colleague may open and do; who may read opens everything, and changes nothing."""

        REVIEWS = "REVIEWS", pgettext_lazy("duty", "Reviews and invitations")
        DISPUTES = "DISPUTES", pgettext_lazy("duty", "Disputes")
        BILLING = "BILLING", pgettext_lazy("duty", "Invoices and payments")
        READ = "READ", pgettext_lazy("duty", "Reading everything")

    role = models.CharField(max_length=8, choices=Role, default=Role.OWNER)
    duties = ArrayField(models.CharField(max_length=8, choices=Duty), default=list, db_default=models.Value("{}"))

    class Meta:
        abstract = True

    @property
    def is_owner(self) -> bool:
        return self.role == self.Role.OWNER

    def may_read(self, duty: str) -> bool:
        return self.is_owner or duty in self.duties or self.Duty.READ in self.duties

    def may_act(self, duty: str) -> bool:
        return self.is_owner or duty in self.duties

    def in_words(self) -> str:
        """Such as "Owner", or "Disputes, Reading everything"."""
        words = [str(duty.label) for duty in self.Duty if duty in self.duties]
        return ", ".join(words) or str(self.Role(self.role).label)


Role, Duty = Entitled.Role, Entitled.Duty


def entitlement(name: str) -> models.CheckConstraint:
    """An owner needs no duties beside it; a colleague has at least one, and each of them is known."""
    some = Q(duties__len__gte=1) & Q(duties__contained_by=Duty.values)
    return models.CheckConstraint(condition=Q(role="OWNER", duties=[]) | (Q(role="STAFF") & some), name=name)


class Seat(Entitled):
    """A person's place in a shop, and what they may do there. One per person and shop."""

    user = models.ForeignKey(User, models.CASCADE, related_name="seats")
    shop = models.ForeignKey("members.Shop", models.CASCADE, related_name="seats")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "shop"], name="seat_once_per_person_and_shop"),
            entitlement("seat_is_of_an_owner_or_has_duties"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.shop_id}"

    def change(self, role: str, duties: Collection[str], *, actor: str, at: datetime) -> None:
        """An owner gives a colleague another role. Raises LastOwner; Seat.DoesNotExist when the colleague just left."""
        duties = [] if role == Role.OWNER else [duty for duty in Duty.values if duty in duties]
        with transaction.atomic():
            self._lock()
            if (self.role, sorted(self.duties)) == (role, sorted(duties)):
                return
            if role != Role.OWNER:
                self._must_not_be_the_last_owner()
            self.role, self.duties = role, duties
            self.save(update_fields=["role", "duties"])
            self._tell("seat.changed", actor=actor, at=at, role=role, duties=duties)
            if role != Role.OWNER:
                self._leave_nothing_open(actor=actor, at=at)

    def remove(self, *, actor: str, at: datetime) -> None:
        """An owner takes somebody out of the team: whoever is logged in as that person has to log in again."""
        self._end("seat.removed", actor=actor, at=at)
        LoginSession.objects.filter(user=self.user_id).end()

    def leave(self, *, actor: str, at: datetime) -> None:
        """Somebody leaves the team. The last owner cannot."""
        self._end("seat.left", actor=actor, at=at)

    def _end(self, event: str, *, actor: str, at: datetime) -> None:
        with transaction.atomic():
            self._lock()
            self._must_not_be_the_last_owner()
            self._tell(event, actor=actor, at=at)
            self._leave_nothing_open(actor=actor, at=at)
            Seat.objects.filter(pk=self.pk).delete()

    def _lock(self) -> None:
        """Changes in one team come after each other: of two owners who both leave, the second finds himself alone."""
        shops = apps.get_model("members", "Shop")._base_manager
        shops.select_for_update(no_key=True).get(pk=self.shop_id)
        self.refresh_from_db(fields=["role", "duties"])

    def _must_not_be_the_last_owner(self) -> None:
        others = Seat.objects.filter(shop=self.shop_id, role=Role.OWNER, user__is_active=True).exclude(pk=self.pk)
        if self.is_owner and not others.exists():
            raise LastOwner(f"{self} is the last owner")

    def _leave_nothing_open(self, *, actor: str, at: datetime) -> None:
        """What this person offered as an owner, or was about to hand over or to take, is off."""
        offers: Any = apps.get_model("members", "SeatOffer")
        for offer in offers.objects.open().filter(shop=self.shop_id, offered_by=self.user_id):
            offer.withdraw(actor=actor, at=at)
        successions: Any = apps.get_model("members", "Succession")
        about = Q(giver=self.user_id) | Q(taker=self.user_id)
        for succession in successions.objects.open().filter(about, shop=self.shop_id):
            succession.withdraw(actor=actor, at=at)

    def _tell(self, event: str, *, actor: str, at: datetime, **more: Any) -> None:
        """Of the shop, whose logbook it is: a seat that ended is no more."""
        shop: Shop = self.shop
        facts = {"shop": self.shop_id, "user": self.user_id, **more}
        record(event, subject=shop, actor=actor, at=at, payload=facts)
