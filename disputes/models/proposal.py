"""A proposal to end a dispute: what is done, by which day, and until when the other side can say yes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models.dispute import Dispute
from disputes.models.party import Party
from keurmerk.calendar import amsterdam_date
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record

WITH_AMOUNT = ("REFUND", "DISCOUNT")
BY_PARTY = (Party.SHOP.value, Party.CONSUMER.value)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> "ProposalQuerySet":
        return self.filter(state=Proposal.State.OPEN)

    def newest_first(self) -> "ProposalQuerySet":
        return self.order_by("-pk")


class Proposal(Lifecycle):
    """What one party offers or asks. Whoever makes it agrees with it; the other's yes makes the settlement (BW 7:900).

    One is open in a dispute at a time: a counter-proposal ends the one before.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("proposal", "Open")
        ACCEPTED = "ACCEPTED", pgettext_lazy("proposal", "Accepted")
        DECLINED = "DECLINED", pgettext_lazy("proposal", "Declined")
        COUNTERED = "COUNTERED", _("Answered by another proposal")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("proposal", "Withdrawn")
        EXPIRED = "EXPIRED", pgettext_lazy("proposal", "Expired")

    class Kind(models.TextChoices):
        REFUND = "REFUND", _("Money back")
        REPLACEMENT = "REPLACEMENT", _("Another product")
        REPAIR = "REPAIR", _("Repair")
        DELIVERY = "DELIVERY", _("Delivery after all")
        DISCOUNT = "DISCOUNT", _("Part of the money back, and the product is kept")
        APOLOGY = "APOLOGY", _("An apology")
        OTHER = "OTHER", pgettext_lazy("proposal", "Something else")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.ACCEPTED, State.DECLINED, State.COUNTERED, State.WITHDRAWN, State.EXPIRED},
        State.ACCEPTED: set(),
        State.DECLINED: set(),
        State.COUNTERED: set(),
        State.WITHDRAWN: set(),
        State.EXPIRED: set(),
    }

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="proposals")
    by = models.CharField(max_length=8, choices=Party)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    kind = models.CharField(_("What do you propose?"), max_length=12, choices=Kind)
    amount = models.DecimalField(_("Amount in euros"), max_digits=10, decimal_places=2, null=True, blank=True)
    words = personal(models.TextField(_("Explain"), blank=True))
    do_by = models.DateField(_("Done on or before"))
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["dispute"], condition=Q(state="OPEN"), name="one_open_proposal_in_a_dispute"
            ),
            models.CheckConstraint(condition=Q(by__in=BY_PARTY), name="a_party_proposes"),
            models.CheckConstraint(
                condition=Q(kind__in=WITH_AMOUNT, amount__gt=0) | Q(~Q(kind__in=WITH_AMOUNT), amount=None),
                name="money_has_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", ended_at=None) | Q(~Q(state="OPEN"), ended_at__isnull=False),
                name="ended_proposal_says_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["expires_at"], condition=Q(state="OPEN"), name="proposal_expires"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.by} in {self.dispute_id}"

    @classmethod
    def make(
        cls,
        dispute: Dispute,
        by: Party,
        kind: str,
        *,
        do_by: date,
        actor: str,
        at: datetime,
        amount: Decimal | None = None,
        words: str = "",
    ) -> "Proposal":
        """Proposes; the other party is next, and has as long as for any answer (terms 11.1, 11.10).

        Raises IllegalMove when the dispute is not open, for a day that is past, for more than the order's amount, and
        for the mediator, who proposes nothing.
        """
        with transaction.atomic():
            dispute._lock()
            if (
                by not in BY_PARTY
                or do_by < amsterdam_date(at)
                or (amount and dispute.amount and amount > dispute.amount)
            ):
                raise IllegalMove(f"{dispute}: this cannot be proposed")
            for before in cls.objects.open().filter(dispute=dispute):
                before._end(cls.State.COUNTERED, "proposal.countered", actor=actor, at=at)
            facts = {"answered_at": at} if by == Party.SHOP and not dispute.answered_at else {}
            dispute._give_turn(_other(by), at=at, **facts)
            proposal = cls.objects.create(
                dispute=dispute, by=by, kind=kind, amount=amount, words=words, do_by=do_by, made_at=at,
                expires_at=dispute.due_at,
            )  # fmt: skip
            record("proposal.made", subject=proposal, actor=actor, at=at, payload=proposal._facts())
        return proposal

    def accept(self, party: Party, *, actor: str, at: datetime) -> None:
        """The other says yes: both agreed, and the dispute is settled (BW 7:900).

        Raises IllegalMove for one's own proposal, after its term, and when it was withdrawn or answered meanwhile.
        """
        from disputes.models.settlement import Settlement

        with transaction.atomic():
            self._hold()
            if party == self.by or party not in BY_PARTY or at > self.expires_at:
                raise IllegalMove(f"{self} cannot be accepted by {party} now")
            self._end(self.State.ACCEPTED, "proposal.accepted", actor=actor, at=at)
            Settlement.conclude(self, actor=actor, at=at)

    def decline(self, party: Party, *, actor: str, at: datetime) -> None:
        """The other says no; it is the turn of whoever proposed, or of the mediator."""
        with transaction.atomic():
            self._hold()
            if party == self.by or party not in BY_PARTY:
                raise IllegalMove(f"{self} cannot be declined by {party}")
            self._end(self.State.DECLINED, "proposal.declined", actor=actor, at=at)
            self._pass_the_turn(party, at=at)

    def withdraw(self, party: Party, *, actor: str, at: datetime) -> None:
        """Whoever proposed takes it back, as long as nobody said yes."""
        with transaction.atomic():
            self._hold()
            if party != self.by:
                raise IllegalMove(f"{self} is not of {party}")
            self._end(self.State.WITHDRAWN, "proposal.withdrawn", actor=actor, at=at)

    def expire(self, *, actor: str, at: datetime) -> None:
        """Nobody answered in time. What follows for the dispute is its own turn that passed."""
        if self.state == self.State.OPEN and at >= self.expires_at:
            self._end(self.State.EXPIRED, "proposal.expired", actor=actor, at=at)

    @property
    def needs_amount(self) -> bool:
        return self.kind in WITH_AMOUNT

    def _hold(self) -> None:
        """The dispute first, then the proposal, as everywhere: two who act at once come one after the other."""
        self.dispute._lock()
        self.refresh_from_db(from_queryset=Proposal.objects.select_for_update(of=("self",)))
        if self.state != self.State.OPEN:
            raise IllegalMove(f"{self} is {self.state}")

    def _pass_the_turn(self, party: Party, *, at: datetime) -> None:
        dispute = self.dispute
        if dispute.turn == party:
            following = Party.MEDIATOR if dispute.state == Dispute.State.MEDIATION else self.by
            dispute._give_turn(following, at=at)

    def _end(self, state: str, event: str, *, actor: str, at: datetime) -> None:
        self._move(state, event, actor=actor, at=at, payload=self._facts(), ended_at=at)

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.dispute.shop_id, "dispute": self.dispute_id, "by": self.by}


def _other(party: str) -> Party:
    return Party.CONSUMER if party == Party.SHOP else Party.SHOP
