"""A shop gets another owner: the one who gives and the one who takes both confirm it, each by a link of their own."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members import terms
from members.models.seat import Duty, Role, Seat
from members.models.shop import Shop
from members.models.user import User


class SuccessionQuerySet(models.QuerySet["Succession"]):
    def open(self) -> Self:
        return self.filter(state=Succession.State.ASKED)


class Succession(Lifecycle):
    """The ownership of one shop, from an owner to a colleague in its team. Nothing changes until both confirmed."""

    class State(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("succession", "Waiting for both")
        DONE = "DONE", pgettext_lazy("succession", "Done")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("succession", "Withdrawn")
        EXPIRED = "EXPIRED", pgettext_lazy("succession", "Expired")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.ASKED: {State.DONE, State.WITHDRAWN, State.EXPIRED},
        State.DONE: set(),
        State.WITHDRAWN: set(),
        State.EXPIRED: set(),
    }

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="successions")
    giver = models.ForeignKey(User, models.PROTECT, related_name="successions_given")
    taker = models.ForeignKey(User, models.PROTECT, related_name="successions_taken")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    giver_confirmed_at = models.DateTimeField(null=True)
    taker_confirmed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop"], condition=Q(state="ASKED"), name="succession_one_open_per_shop"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="succession_is_to_somebody_else"),
            models.CheckConstraint(
                condition=~Q(state="DONE") | Q(giver_confirmed_at__isnull=False, taker_confirmed_at__isnull=False),
                name="succession_is_confirmed_by_both",
            ),
        ]

    def __str__(self) -> str:
        return f"Succession {self.pk} of shop {self.shop_id}"

    @classmethod
    def ask(cls, giver: Seat, taker: Seat, *, actor: str, at: datetime) -> "Succession":
        """Both get a letter with a link. Raises IllegalMove: for a second at a time, or to who is an owner already."""
        with transaction.atomic():
            Shop.objects.select_for_update(no_key=True).get(pk=giver.shop_id)
            apt = giver.is_owner and not taker.is_owner and giver.shop_id == taker.shop_id
            if not apt or cls.objects.open().filter(shop=giver.shop_id).exists():
                raise IllegalMove(f"Seat {giver.pk} is not handed over to seat {taker.pk}")
            made = cls.objects.create(
                shop_id=giver.shop_id, giver=giver.user, taker=taker.user, asked_at=at,
                expires_at=at + terms.SUCCESSION_LIFE,
            )  # fmt: skip
            record("succession.asked", subject=made, actor=actor, at=at, payload=made._facts())
        return made

    def has_confirmed(self, user: User) -> bool:
        return bool(self.giver_confirmed_at if user.pk == self.giver_id else self.taker_confirmed_at)

    def confirm(self, user: User, *, actor: str, at: datetime) -> None:
        """One of the two says yes; with the second it is done. Saying it twice is saying it once."""
        with transaction.atomic():
            Shop.objects.select_for_update(no_key=True).get(pk=self.shop_id)
            self.refresh_from_db()
            if self.state != self.State.ASKED or at >= self.expires_at or user.pk not in {self.giver_id, self.taker_id}:
                raise IllegalMove(f"{self} cannot be confirmed by {user.pk}")
            if self.has_confirmed(user):
                return
            column = "giver_confirmed_at" if user.pk == self.giver_id else "taker_confirmed_at"
            setattr(self, column, at)
            self.save(update_fields=[column])
            record("succession.confirmed", subject=self, actor=actor, at=at, payload=self._facts())
            if self.giver_confirmed_at and self.taker_confirmed_at:
                self._carry_out(actor=actor, at=at)

    def _carry_out(self, *, actor: str, at: datetime) -> None:
        """The taker owns the shop; the giver stays as a colleague who may do all the daily work."""
        seats = {seat.user_id: seat for seat in Seat.objects.filter(shop=self.shop_id)}
        giver, taker = seats.get(self.giver_id), seats.get(self.taker_id)
        if giver is None or taker is None or not giver.is_owner:
            raise IllegalMove(f"{self}: one of the two has no seat for it any more")
        Seat.objects.filter(pk=taker.pk).update(role=Role.OWNER, duties=[])
        Seat.objects.filter(pk=giver.pk).update(role=Role.STAFF, duties=[Duty.REVIEWS, Duty.DISPUTES, Duty.BILLING])
        self._move(self.State.DONE, "succession.done", actor=actor, at=at, payload=self._facts(), closed_at=at)

    def withdraw(self, *, actor: str, at: datetime) -> None:
        """Either of the two, or another owner, stops it."""
        self._close(self.State.WITHDRAWN, "succession.withdrawn", actor=actor, at=at)

    def expire(self, *, actor: str, at: datetime) -> None:
        self._close(self.State.EXPIRED, "succession.expired", actor=actor, at=at)

    def _close(self, state: str, event: str, *, actor: str, at: datetime) -> None:
        self._move(state, event, actor=actor, at=at, payload=self._facts(), closed_at=at)

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.shop_id, "user": self.taker_id, "giver": self.giver_id}
