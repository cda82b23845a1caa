"""An invitation to the team of a shop: offered to an e-mail address, taken by the person who reads it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members import terms
from members.models.seat import Entitled, Role, Seat, entitlement
from members.models.shop import Shop
from members.models.user import User


class CannotOffer(Exception):
    """Why this address is not invited: "seated", "offered" or "too_many"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SeatOfferQuerySet(models.QuerySet["SeatOffer"]):
    def open(self) -> Self:
        return self.filter(state=SeatOffer.State.OPEN)

    def for_person(self, user: User, now: datetime) -> Self:
        """What somebody with this e-mail address may still take."""
        return self.open().filter(email__iexact=user.email, expires_at__gt=now).select_related("shop")


class SeatOffer(Entitled, Lifecycle):
    """One seat, offered by an owner. It is taken by who has an account with this address, within a week."""

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("seat offer", "Waiting for an answer")
        TAKEN = "TAKEN", pgettext_lazy("seat offer", "Accepted")
        DECLINED = "DECLINED", pgettext_lazy("seat offer", "Declined")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("seat offer", "Withdrawn")
        EXPIRED = "EXPIRED", pgettext_lazy("seat offer", "Expired")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.TAKEN, State.DECLINED, State.WITHDRAWN, State.EXPIRED},
        State.TAKEN: set(),
        State.DECLINED: set(),
        State.WITHDRAWN: set(),
        State.EXPIRED: set(),
    }

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="seat_offers")
    email = personal(models.EmailField(_("E-mail address")))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    letters = models.PositiveSmallIntegerField(default=1)  # how many were sent; only the link in the last one works
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="seats_offered")
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="seats_taken")

    objects = SeatOfferQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                F("shop"), Lower("email"), condition=Q(state="OPEN"), name="seat_offered_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="TAKEN") | Q(taken_by__isnull=False), name="taken_seat_says_by_whom"
            ),
            entitlement("offered_seat_is_of_an_owner_or_has_duties"),
        ]

    def __str__(self) -> str:
        return f"Seat offer {self.pk} of shop {self.shop_id}"

    @classmethod
    def make(
        cls, shop: Shop, email: str, role: str, duties: Collection[str], *, by: User, actor: str, at: datetime
    ) -> "SeatOffer":
        """Offers a seat; the letter follows. Raises CannotOffer."""
        chosen = [] if role == Role.OWNER else [duty for duty in cls.Duty.values if duty in duties]
        with transaction.atomic():
            Shop.objects.select_for_update(no_key=True).get(pk=shop.pk)
            cls._look(shop, email)
            made = cls.objects.create(
                shop=shop, email=email, role=role, duties=chosen, offered_at=at, offered_by=by,
                expires_at=at + terms.SEAT_OFFER_LIFE,
            )  # fmt: skip
            record("seat_offer.made", subject=made, actor=actor, at=at, payload={"shop": shop.pk})
        return made

    @classmethod
    def _look(cls, shop: Shop, email: str) -> None:
        if Seat.objects.filter(shop=shop, user__email__iexact=email).exists():
            raise CannotOffer("seated")
        open_ones = cls.objects.open().filter(shop=shop)
        if open_ones.filter(email__iexact=email).exists():
            raise CannotOffer("offered")
        if open_ones.count() >= terms.SEAT_OFFERS_OPEN:
            raise CannotOffer("too_many")

    def send_again(self, *, actor: str, at: datetime) -> None:
        """A new letter with a new link, for another week; the old link stops. Not more often than the terms say."""
        with transaction.atomic():
            still = SeatOffer.objects.open().filter(pk=self.pk, letters=self.letters)
            more = {"letters": self.letters + 1, "expires_at": at + terms.SEAT_OFFER_LIFE}
            if not self.may_be_sent_again or not still.update(**more):
                raise IllegalMove(f"{self} is not sent again")
            self.letters, self.expires_at = self.letters + 1, at + terms.SEAT_OFFER_LIFE
            record("seat_offer.sent_again", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    @property
    def may_be_sent_again(self) -> bool:
        return self.state == self.State.OPEN and self.letters < terms.SEAT_OFFER_LETTERS

    def may_be_taken_by(self, user: User) -> bool:
        """By who reads that address. Our own people judge shops, and are in the team of none."""
        ours = bool(user.staff_role or user.is_staff or user.is_superuser)
        return not ours and user.is_active and user.email.lower() == self.email.lower()

    def take(self, user: User, *, actor: str, at: datetime) -> Seat:
        """The person is in the team from now on. Raises IllegalMove."""
        if at >= self.expires_at or not self.may_be_taken_by(user):
            raise IllegalMove(f"{self} is not for {user.pk}, or not any more")
        facts: dict[str, Any] = {"taken_by": user, "closed_at": at}
        payload = {"shop": self.shop_id, "user": user.pk}
        with transaction.atomic():
            Shop.objects.select_for_update(no_key=True).get(pk=self.shop_id)
            if Seat.objects.filter(shop=self.shop_id, user=user).exists():
                raise IllegalMove(f"{user.pk} has a seat already")
            self._move(self.State.TAKEN, "seat_offer.taken", actor=actor, at=at, payload=payload, **facts)
            return Seat.objects.create(shop=self.shop, user=user, role=self.role, duties=self.duties, since=at)

    def decline(self, *, actor: str, at: datetime) -> None:
        self._close(self.State.DECLINED, "seat_offer.declined", actor=actor, at=at)

    def withdraw(self, *, actor: str, at: datetime) -> None:
        self._close(self.State.WITHDRAWN, "seat_offer.withdrawn", actor=actor, at=at)

    def expire(self, *, actor: str, at: datetime) -> None:
        self._close(self.State.EXPIRED, "seat_offer.expired", actor=actor, at=at)

    def forget(self, *, actor: str, at: datetime) -> None:
        """Who was invited asks to be forgotten: an open invitation is off, and the address goes."""
        with transaction.atomic():
            if self.state == self.State.OPEN:
                self.decline(actor=actor, at=at)
            self.email = ""
            self.save(update_fields=["email"])

    def _close(self, state: str, event: str, *, actor: str, at: datetime) -> None:
        self._move(state, event, actor=actor, at=at, payload={"shop": self.shop_id}, closed_at=at)
