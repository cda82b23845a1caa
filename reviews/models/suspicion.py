"""A doubt about a review, for a person to look at. The review stays where it is (product.md B3)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record
from reviews.models.review import Review
from reviews.suspicion import ASK, Signal, explain, weight


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    def open(self) -> "SuspicionQuerySet":
        """That a person has to look at; not when the writer removed the review meanwhile."""
        public = [Review.State.PUBLISHED, Review.State.EDITED, Review.State.HELD]
        return self.filter(state=Suspicion.State.OPEN, review__state__in=public)

    def heaviest_first(self) -> "SuspicionQuerySet":
        return self.order_by("-weight", "raised_at", "pk")


class Suspicion(Lifecycle):
    """The signals of one review together, as they were when it was last judged."""

    class State(models.TextChoices):
        OPEN = "OPEN", _("Open")
        DISMISSED = "DISMISSED", _("Nothing wrong")
        TAKEN_UP = "TAKEN_UP", _("Taken up")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.DISMISSED, State.TAKEN_UP},
        State.DISMISSED: {State.OPEN},
        State.TAKEN_UP: set(),
    }

    review = models.OneToOneField(Review, models.CASCADE, related_name="suspicion")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    weight = models.PositiveSmallIntegerField()
    signals = models.JSONField()  # [{"code", "weight", "figure"}]
    raised_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="suspicion_weighs_1_to_100"),
            models.CheckConstraint(
                condition=Q(state="OPEN") | Q(settled_at__isnull=False), name="settled_suspicion_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="DISMISSED") | ~Q(reason=""), name="dismissed_suspicion_says_why"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-weight", "raised_at"], condition=Q(state="OPEN"), name="suspicion_open"),
        ]

    def __str__(self) -> str:
        return f"{self.weight} about review {self.review_id}"

    @classmethod
    def raise_about(cls, review: Review, found: list[Signal], *, actor: str, at: datetime) -> "Suspicion":
        """Puts the signals on the desk. Again: brought up to date; one that was dismissed opens when more speaks."""
        said = [{"code": each.code, "weight": each.weight, "figure": each.figure} for each in found]
        heavy = weight(found)
        with transaction.atomic():
            suspicion, fresh = cls.objects.select_for_update(of=("self",)).get_or_create(
                review=review, defaults={"weight": heavy, "signals": said, "raised_at": at}
            )
            if fresh:
                facts = {"shop": review.shop_id, "weight": heavy, "codes": [each.code for each in found]}
                record("suspicion.raised", subject=suspicion, actor=actor, at=at, payload=facts)
            elif heavy > suspicion.weight:
                suspicion._grow(heavy, said, actor=actor, at=at)
        return suspicion

    def _grow(self, heavy: int, said: list[dict[str, Any]], *, actor: str, at: datetime) -> None:
        if self.state == self.State.DISMISSED:
            self._step(self.State.OPEN, "reopened", actor=actor, at=at, settled_at=None, reason="")
        Suspicion.objects.filter(pk=self.pk).update(weight=heavy, signals=said)
        self.weight, self.signals = heavy, said

    def dismiss(self, reason: str, *, actor: str, at: datetime) -> None:
        """A person looked: nothing is wrong, and why."""
        self._step(self.State.DISMISSED, "dismissed", actor=actor, at=at, settled_at=at, reason=reason.strip()[:300])

    def take_up(self, *, actor: str, at: datetime) -> None:
        """It is looked into: the writer is asked for proof."""
        self._step(self.State.TAKEN_UP, "taken_up", actor=actor, at=at, settled_at=at)

    def _step(self, to: str, kind: str, *, actor: str, at: datetime, **fields: Any) -> None:
        facts = {"shop": self.review.shop_id, "review": self.review_id}
        self._move(to, f"suspicion.{kind}", actor=actor, at=at, payload=facts, **fields)

    def names(self, code: str) -> bool:
        """Is this one of its signals?"""
        return any(each["code"] == code for each in self.signals)

    @property
    def deserves_proof(self) -> bool:
        """So much speaks against it that asking the writer for proof is the next step."""
        return self.weight >= ASK

    def sentences(self) -> list[tuple[int, str]]:
        """The weight of each signal and its explanation, the heaviest first."""
        return [(each["weight"], explain(each["code"], each["figure"])) for each in self.signals]
