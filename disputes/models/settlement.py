"""What both agreed on: a settlement (BW 7:900), and whether it was done."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes import terms
from disputes.agreement import agreement
from disputes.models.dispute import Dispute
from disputes.models.party import Party
from disputes.models.proposal import Proposal
from keurmerk.calendar import amsterdam_date, end_of_day, start_of_day
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def to_check(self) -> "SettlementQuerySet":
        """With a day to come on which something happens by itself."""
        return self.filter(state__in=[Settlement.State.AGREED, Settlement.State.ASKED, Settlement.State.LATE])

    def breached(self) -> "SettlementQuerySet":
        return self.filter(state=Settlement.State.BREACHED)


class Settlement(Lifecycle):
    """The agreement in words, frozen in the language of the consumer and signed by both with a time.

    After its day the consumer is asked whether it was done. What is not done after a reminder is a breach, which stands
    against the shop's promotion and is for a person to judge (terms 13.8; numbers 7.3).
    """

    class State(models.TextChoices):
        AGREED = "AGREED", _("Agreed")
        ASKED = "ASKED", _("Asked whether it was done")
        LATE = "LATE", _("Not done yet")
        DONE = "DONE", pgettext_lazy("settlement", "Done")
        BREACHED = "BREACHED", _("Not kept")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.AGREED: {State.ASKED, State.DONE},
        State.ASKED: {State.DONE, State.LATE},
        State.LATE: {State.DONE, State.BREACHED},
        State.BREACHED: {State.DONE},
        State.DONE: set(),
    }

    dispute = models.OneToOneField(Dispute, models.CASCADE, related_name="settlement")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="settlement")
    state = models.CharField(max_length=10, choices=State, default=State.AGREED)
    text = personal(models.TextField())
    shop_signed_at = models.DateTimeField()
    consumer_signed_at = models.DateTimeField()
    do_by = models.DateField()
    next_step_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=["AGREED", "ASKED", "LATE"], next_step_at__isnull=False)
                | Q(state__in=["DONE", "BREACHED"], next_step_at=None, ended_at__isnull=False),
                name="settlement_knows_its_next_step",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_step_at"], condition=Q(next_step_at__isnull=False), name="settlement_next_step"),
        ]

    def __str__(self) -> str:
        return f"settlement of {self.dispute_id}"

    @classmethod
    def conclude(cls, proposal: Proposal, *, actor: str, at: datetime) -> "Settlement":
        """Both agreed: the text is written and the dispute is settled. Called by Proposal.accept."""
        dispute = proposal.dispute
        signed = {Party.SHOP: at, Party.CONSUMER: at, proposal.by: proposal.made_at}
        with transaction.atomic():
            with translation.override(dispute.language):
                text = agreement(dispute, proposal, signed=signed)
            settlement = cls.objects.create(
                dispute=dispute, proposal=proposal, text=text, do_by=proposal.do_by,
                shop_signed_at=signed[Party.SHOP], consumer_signed_at=signed[Party.CONSUMER],
                next_step_at=start_of_day(proposal.do_by + timedelta(days=1)),
            )  # fmt: skip
            dispute.settle(text, actor=actor, at=at)
        return settlement

    def step(self, *, actor: str, at: datetime) -> None:
        """Its moment came: ask; then take silence for a yes; and after a no, a week later, call it a breach."""
        if self.next_step_at is None or at < self.next_step_at:
            raise IllegalMove(f"{self} has no step now")
        if self.state == self.State.AGREED:
            self._to(self.State.ASKED, "settlement.asked", actor=actor, at=at, until=terms.CONSUMER_ANSWERS)
        elif self.state == self.State.ASKED:
            self.confirm(actor=actor, at=at)
        else:
            self._close(self.State.BREACHED, "settlement.breached", actor=actor, at=at)

    def confirm(self, *, actor: str, at: datetime) -> None:
        """It was done: the consumer says so, or did not say otherwise when asked."""
        self._close(self.State.DONE, "settlement.done", actor=actor, at=at)

    def deny(self, *, actor: str, at: datetime) -> None:
        """The consumer says that it was not done; the shop has a week to do it after all (numbers 7.3)."""
        self._to(self.State.LATE, "settlement.late", actor=actor, at=at, until=terms.SETTLEMENT_CHECK)

    @property
    def asks_consumer(self) -> bool:
        return self.state == self.State.ASKED

    def _to(self, state: str, event: str, *, actor: str, at: datetime, until: timedelta) -> None:
        following = end_of_day(amsterdam_date(at) + until)
        self._move(state, event, actor=actor, at=at, payload=self._facts(), next_step_at=following)

    def _close(self, state: str, event: str, *, actor: str, at: datetime) -> None:
        self._move(state, event, actor=actor, at=at, payload=self._facts(), next_step_at=None, ended_at=at)

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.dispute.shop_id, "dispute": self.dispute_id}
