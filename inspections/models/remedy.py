"""A point that a member's shop no longer meets, with its proof and a reasonable time to mend it (terms 6.5, 7.3)."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections import terms
from inspections.models.checklist import Criterion
from inspections.models.inspection import Inspection
from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models import Shop, User


class RemedyQuerySet(models.QuerySet["Remedy"]):
    def open(self) -> "RemedyQuerySet":
        """Not mended; also when its day has passed."""
        return self.filter(state__in=[Remedy.State.OPEN, Remedy.State.OVERDUE])

    def running(self) -> "RemedyQuerySet":
        """Its day is still to come; the column is `due_at`."""
        return self.filter(state=Remedy.State.OPEN)

    def of(self, shop: Shop) -> "RemedyQuerySet":
        return self.filter(shop=shop)


class Remedy(Lifecycle):
    """One point of one shop. After its day a senior extends or ends; that never happens by itself (rulebook 2.2)."""

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("remedy", "To be mended")
        OVERDUE = "OVERDUE", pgettext_lazy("remedy", "Its day has passed")
        MENDED = "MENDED", _("Mended")
        DROPPED = "DROPPED", _("Dropped")

    class Why(models.TextChoices):
        RADAR = "RADAR", _("Seen at night")
        AUDIT = "AUDIT", _("Check by an inspector")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.OVERDUE, State.MENDED, State.DROPPED},
        State.OVERDUE: {State.OPEN, State.MENDED, State.DROPPED},
        State.MENDED: {State.OPEN},
        State.DROPPED: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="remedies")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="remedies")
    code = models.CharField(max_length=10)  # of the criterion, whatever its edition
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    why = models.CharField(max_length=5, choices=Why)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="remedies")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    page = models.URLField(max_length=1000, blank=True)
    before = models.TextField(blank=True)  # the quote that met it
    after = models.TextField(blank=True)  # the quote that does not, where there is one
    note = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="remedies_decided")
    reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = RemedyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop", "code"], condition=Q(state__in=["OPEN", "OVERDUE"]), name="remedy_once_per_point"
            ),
            models.CheckConstraint(
                condition=~Q(state="DROPPED") | Q(decided_by__isnull=False) & ~Q(reason=""),
                name="dropped_remedy_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "OVERDUE"]) | Q(closed_at__isnull=False), name="ended_remedy_says_when"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state="OPEN"), name="remedy_due"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of shop {self.shop_id}: {self.get_state_display()}"

    @classmethod
    def demand(
        cls,
        shop: Shop,
        criterion: Criterion,
        why: str,
        *,
        at: datetime,
        inspection: Inspection | None = None,
        **proof: Any,
    ) -> "Remedy":
        """Asks the member to mend this point, with a reasonable time (terms 6.5, reading A6).

        A point that is open already stays as it is. One that was mended a few days ago and broke again goes on, without
        another letter: a page that changes every night is one trouble.
        """
        with transaction.atomic():
            Shop.objects.select_for_update().get(pk=shop.pk)
            known = cls.objects.of(shop).filter(code=criterion.code).order_by("-pk").first()
            if known and known.is_open:
                return known
            if known and known.flaps(at):
                known._move(cls.State.OPEN, "remedy.reopened", actor="clock", at=at, closed_at=None, **proof)
                return known
            made = cls.objects.create(
                shop=shop, criterion=criterion, code=criterion.code, why=why, inspection=inspection,
                opened_at=at, due_at=end_of_day(amsterdam_date(at) + time_for(criterion.code)), **proof,
            )  # fmt: skip
            facts = {"shop": shop.pk, "code": made.code, "why": why}
            record("remedy.demanded", subject=made, actor="clock", at=at, payload=facts)
        return made

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.OPEN, self.State.OVERDUE}

    def flaps(self, at: datetime) -> bool:
        """It was mended a few days ago: broken again, it is the same trouble."""
        mended = self.closed_at if self.state == self.State.MENDED else None
        return mended is not None and at - mended < terms.REMEDY_FLAPS

    def mend(self, *, actor: str, at: datetime) -> None:
        """Seen to be right again: it closes by itself, and the member hears so."""
        facts = {"shop": self.shop_id, "code": self.code}
        self._move(self.State.MENDED, "remedy.mended", actor=actor, at=at, payload=facts, closed_at=at)

    def pass_its_day(self, *, actor: str, at: datetime) -> None:
        """Not mended in time: a senior decides what follows (terms 6.5, 7.3); nothing ends by itself."""
        facts = {"shop": self.shop_id, "code": self.code}
        self._move(self.State.OVERDUE, "remedy.overdue", actor=actor, at=at, payload=facts)

    def extend(self, until: date, *, by: User, at: datetime, reason: str) -> None:
        """More time, with the reason (terms 6.5). Raises IllegalMove when that is no later day."""
        due = end_of_day(until)
        if due <= max(self.due_at, at):
            raise IllegalMove(f"{until} is no later day")
        facts = {"shop": self.shop_id, "code": self.code, "until": until.isoformat()}
        if self.state == self.State.OVERDUE:
            self._move(
                self.State.OPEN, "remedy.extended", actor=f"user:{by.pk}", at=at, payload=facts,
                due_at=due, decided_by=by, reason=reason,
            )  # fmt: skip
            return
        with transaction.atomic():
            running = Remedy.objects.running().filter(pk=self.pk)
            if not running.update(due_at=due, decided_by=by, reason=reason):
                raise IllegalMove(f"Remedy {self.pk} is not open any more")
            self.refresh_from_db()
            record("remedy.extended", subject=self, actor=f"user:{by.pk}", at=at, payload=facts)

    def drop(self, *, by: User, at: datetime, reason: str) -> None:
        """We were mistaken, or it does not matter here."""
        facts = {"shop": self.shop_id, "code": self.code}
        self._move(
            self.State.DROPPED, "remedy.dropped", actor=f"user:{by.pk}", at=at, payload=facts,
            decided_by=by, reason=reason, closed_at=at,
        )  # fmt: skip


def time_for(code: str) -> timedelta:
    """Two weeks; two days where buyers are in danger (reading A6)."""
    return terms.REMEDY_URGENT if code.partition("-")[0] in terms.URGENT_SECTIONS else terms.REMEDY
