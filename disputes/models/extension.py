"""A party asks for more time; the mediator grants or refuses it, and says why to both (numbers 7.4)."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes import terms, turns
from disputes.models.dispute import Dispute
from disputes.models.party import Party
from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from keurmerk.workdays import add_workdays


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def open(self) -> "ExtensionQuerySet":
        return self.filter(state=Extension.State.ASKED)


class Extension(Lifecycle):
    """A request for a later date. Once at a time; whoever answers after all has no need of it any more.

    When the date comes before the mediator's answer, the turn is the mediator's: nobody loses by our being slow.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", pgettext_lazy("extension", "Asked")
        GRANTED = "GRANTED", pgettext_lazy("extension", "Granted")
        REFUSED = "REFUSED", pgettext_lazy("extension", "Refused")
        LAPSED = "LAPSED", _("No longer needed")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.ASKED: {State.GRANTED, State.REFUSED, State.LAPSED},
        State.GRANTED: set(),
        State.REFUSED: set(),
        State.LAPSED: set(),
    }

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="extensions")
    by = models.CharField(max_length=8, choices=Party)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    until = models.DateField(_("Until which day?"))
    reason = personal(models.TextField(_("Why do you need more time?")))
    asked_at = models.DateTimeField()
    answer = personal(models.TextField(_("Your answer, for both parties"), blank=True))
    answered_at = models.DateTimeField(null=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state="ASKED"), name="one_extension_is_asked_in_a_dispute"
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", answered_at=None) | Q(~Q(state="ASKED"), answered_at__isnull=False),
                name="answered_extension_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"extension of {self.dispute_id} for {self.by}"

    @classmethod
    def ask(cls, dispute: Dispute, by: Party, *, until: date, reason: str, actor: str, at: datetime) -> "Extension":
        """Whoever has the turn asks for a later date, in mediation (terms 11.10).

        Raises IllegalMove for who has not the turn, for a day not after the date or too far after it, and for one
        request too many.
        """
        with transaction.atomic():
            dispute._lock()
            asked = cls.objects.filter(dispute=dispute, by=by)
            if (
                not may_ask(dispute, by)
                or not last_day(dispute, before=True) < until <= last_day(dispute)
                or asked.count() >= terms.MOST_EXTENSIONS
                or asked.open().exists()
            ):
                raise IllegalMove(f"{dispute}: {by} cannot ask for more time")
            extension = cls.objects.create(dispute=dispute, by=by, until=until, reason=reason, asked_at=at)
            record("extension.asked", subject=extension, actor=actor, at=at, payload=extension._facts())
        return extension

    def grant(self, words: str, *, actor: str, at: datetime) -> None:
        """The date becomes the one that was asked for."""
        self._answer(self.State.GRANTED, "extension.granted", words, end_of_day(self.until), actor=actor, at=at)

    def refuse(self, words: str, *, actor: str, at: datetime) -> None:
        """The date stays, with two working days at least to keep it."""
        self._answer(self.State.REFUSED, "extension.refused", words, at, actor=actor, at=at)

    def _answer(self, state: str, event: str, words: str, until: datetime, *, actor: str, at: datetime) -> None:
        """The asker has the turn until the latest of what was answered, the old date, and two days to do it in."""
        with transaction.atomic():
            dispute = self.dispute
            dispute._lock()
            self.refresh_from_db(from_queryset=Extension.objects.select_for_update(of=("self",)))
            begins = amsterdam_date(max(at, dispute.paused_until or at))
            least = end_of_day(add_workdays(begins, terms.REFUSED_EXTENSION_WORKDAYS))
            old = dispute.due_at if dispute.turn == self.by else None  # it came to us meanwhile
            until = max(until, least, old or least)
            self._move(state, event, actor=actor, at=at, payload=self._facts(), answer=words, answered_at=at)
            dispute._update(turn=self.by, **turns.until(until))
            dispute.proposals.open().update(expires_at=until)

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.dispute.shop_id, "dispute": self.dispute_id, "by": self.by}


def may_ask(dispute: Dispute, party: Party) -> bool:
    return dispute.state == Dispute.State.MEDIATION and dispute.turn == party != Party.MEDIATOR


def last_day(dispute: Dispute, *, before: bool = False) -> date:
    """The latest day that can be asked for; with `before` the day that it has to be after."""
    day = amsterdam_date(dispute.due_at) if dispute.due_at else date.min
    return day if before else day + terms.LONGEST_EXTENSION
