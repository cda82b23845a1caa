"""A dispute between a consumer and a shop: whose turn it is, until when, and what happens next is always known."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes import turns
from disputes.admission import Complaint, admit
from disputes.models.dispute_finding import DisputeQuerySet
from disputes.models.message import Message, seen_column
from disputes.models.party import Kind, Party
from keurmerk.calendar import amsterdam_date
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models import Shop, User
from reviews.models import Review


class Dispute(Lifecycle):
    """One consumer's complaint about one order: the shop first, then our mediation (terms 11.1, rulebook 2.8).

    What it holds of a person is what a solution needs, and the case team alone reads it (PA disputes: data).
    """

    class State(models.TextChoices):
        SHOP_FIRST = "SHOP_FIRST", _("Between the two of you")
        MEDIATION = "MEDIATION", _("Mediation")
        SETTLED = "SETTLED", _("Solved")
        FAILED = "FAILED", _("No solution")
        AT_COMMITTEE = "AT_COMMITTEE", _("With the committee")
        DECIDED = "DECIDED", _("Decided by the committee")
        CLOSED = "CLOSED", _("Closed")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.SHOP_FIRST: {State.MEDIATION, State.SETTLED, State.CLOSED},
        State.MEDIATION: {State.SETTLED, State.FAILED, State.CLOSED},
        State.CLOSED: {State.SHOP_FIRST, State.MEDIATION},
        State.SETTLED: {State.AT_COMMITTEE},  # when it is not kept
        State.FAILED: {State.AT_COMMITTEE},
        State.AT_COMMITTEE: {State.DECIDED},
        State.DECIDED: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="disputes")
    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="disputes")
    state = models.CharField(max_length=12, choices=State, default=State.SHOP_FIRST)
    turn = models.CharField(max_length=8, choices=Party, blank=True, default=Party.SHOP)
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mediations"
    )
    due_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    filing_key = models.CharField(max_length=64, unique=True, default=new_token)
    language = models.CharField(max_length=2, default="nl")
    consumer_name = personal(models.CharField(_("Your name"), max_length=120))
    consumer_email = personal(models.EmailField(_("Your e-mail address")))
    order_number = personal(models.CharField(_("Order number"), max_length=60, blank=True))
    ordered_on = models.DateField(_("Day of the order"))
    happened_on = models.DateField(_("Day on which it went wrong"), null=True)
    complained_on = models.DateField(_("Day on which you first wrote to the shop"), null=True)
    amount = models.DecimalField(_("Amount it is about"), max_digits=10, decimal_places=2, null=True)
    kind = models.CharField(_("What is it about?"), max_length=20, choices=Kind)
    story = personal(models.TextField(_("What happened?")))
    tried = personal(models.TextField(_("What did you try already?"), blank=True))
    wish = personal(models.TextField(_("What would solve it?")))
    filed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    shop_silences = models.PositiveSmallIntegerField(default=0)
    mediation_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_from = models.CharField(max_length=10, blank=True)
    close_reason = models.CharField(max_length=20, blank=True)
    outcome = personal(models.TextField(blank=True))

    objects = DisputeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=["SHOP_FIRST", "MEDIATION"], due_at__isnull=False, turn__in=Party.values)
                | Q(~Q(state__in=["SHOP_FIRST", "MEDIATION"]), due_at=None, turn="", closed_at__isnull=False),
                name="open_dispute_has_a_turn_and_a_date",
            ),
            models.CheckConstraint(
                condition=Q(remind_at=None) | Q(due_at__isnull=False, remind_at__lte=models.F("due_at")),
                name="reminder_comes_before_the_date",
            ),
            models.CheckConstraint(
                condition=Q(paused_until=None) | Q(state="MEDIATION", due_at__gte=models.F("paused_until")),
                name="no_date_falls_in_a_pause",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state__in=["SHOP_FIRST", "MEDIATION"]), name="dispute_due"),
            models.Index(fields=["remind_at"], condition=Q(reminded_at=None), name="dispute_remind"),
        ]

    def __str__(self) -> str:
        return self.number

    @classmethod
    def file(
        cls,
        shop: Shop,
        complaint: Complaint,
        *,
        actor: str,
        at: datetime,
        review: Review | None = None,
        filing_key: str = "",
    ) -> "Dispute":
        """A consumer brings a complaint about an order; the shop answers first (terms 11.1, 11.10).

        Raises NotAdmissible. The same `filing_key` again gives the first dispute: a form sent twice is filed once.
        """
        day = amsterdam_date(at)
        admit(complaint, shop, today=day)
        told = asdict(complaint)
        del told["is_consumer"]  # admitted, so yes
        facts = {"shop": shop, "review": review, "filed_at": at, **told, **cls._turn(Party.SHOP, "", at)}
        with transaction.atomic():
            dispute, fresh = cls.objects.get_or_create(filing_key=filing_key or new_token(), defaults=facts)
            if fresh:
                record("dispute.filed", subject=dispute, actor=actor, at=at, payload={"shop": shop.pk})
        return dispute

    def answer(self, text: str, *, refuses: bool = False, by_mail: bool = False, actor: str, at: datetime) -> Message:
        """The shop writes. In its turn, the consumer is next; in mediation, the mediator (terms 11.1)."""
        facts: dict[str, Any] = {"answered_at": at}
        if refuses:
            facts["refused_at"] = at
        return self._write(Party.SHOP, text, "dispute.answered", by_mail=by_mail, actor=actor, at=at, **facts)

    def reply(self, text: str, *, by_mail: bool = False, actor: str, at: datetime) -> Message:
        """The consumer writes."""
        return self._write(Party.CONSUMER, text, "dispute.replied", by_mail=by_mail, actor=actor, at=at)

    def take(self, mediator: User, *, actor: str, at: datetime) -> None:
        """A mediator takes a case that nobody has; from a colleague it comes by a Handover."""
        with transaction.atomic():
            free = Dispute.objects.open().filter(pk=self.pk, mediator=None)
            if not free.update(mediator=mediator):
                raise IllegalMove(f"{self} is not free")
            self.mediator = mediator
            record("dispute.taken", subject=self, actor=actor, at=at, payload={"mediator": mediator.pk})

    def ask(self, party: str, text: str, *, actor: str, at: datetime) -> Message:
        """The mediator writes, and gives the turn to one of the parties (terms 11.10)."""
        if self.state != self.State.MEDIATION or party == Party.MEDIATOR:
            raise IllegalMove(f"{self}: nobody to ask")
        return self._write(Party.MEDIATOR, text, "dispute.asked", next_turn=party, actor=actor, at=at)

    def confide(
        self, author: Party, text: str, *, only_for: Party, by_mail: bool = False, actor: str, at: datetime
    ) -> Message:
        """The mediator and one party write to each other alone, in mediation (numbers 7.4). Changes no turn or date.

        The event is of the message, not of the dispute: the chronology of the dispute is read by both.
        """
        with transaction.atomic():
            self._lock()
            if (
                self.state != self.State.MEDIATION
                or only_for == Party.MEDIATOR
                or author not in {only_for, Party.MEDIATOR}
            ):
                raise IllegalMove(f"{self}: {author} has nobody to confide in")
            message = Message.private.create(
                dispute=self, author=author, only_for=only_for, text=text, by_mail=by_mail, written_at=at
            )
            record("message.confided", subject=message, actor=actor, at=at)
        return message

    def see(self, reader: Party, *, at: datetime) -> int:
        """The reader has the room on the screen: what others wrote is seen now, if it was not before (numbers 7.4)."""
        column = seen_column(reader)
        unseen = Message.readable_by(reader).filter(dispute=self, **{column: None}).exclude(author=reader)
        return unseen.update(**{column: at})

    def may_ask_mediation(self, now: datetime) -> bool:
        """The shop has answered or refused, or let its time pass (terms 11.1, 11.4)."""
        missed = self.turn == Party.SHOP and self.due_at is not None and self.due_at <= now
        return self.state == self.State.SHOP_FIRST and bool(self.answered_at or self.shop_silences or missed)

    def ask_mediation(self, *, actor: str, at: datetime) -> None:
        """The consumer is not helped by the shop, and asks us to mediate (terms 11.1, 11.10)."""
        if not self.may_ask_mediation(at):
            raise IllegalMove(f"{self}: the shop still has its time to answer")
        self._move(
            self.State.MEDIATION,
            "dispute.mediation_asked",
            actor=actor,
            at=at,
            payload={"shop": self.shop_id},
            mediation_at=at,
            shop_silences=0,
            **self._turn(Party.MEDIATOR, self.State.MEDIATION, at),
        )

    def settle(self, outcome: str = "", *, actor: str, at: datetime) -> None:
        """It is solved: the consumer says so, or both agreed with the mediator."""
        self._end(self.State.SETTLED, "dispute.settled", actor=actor, at=at, outcome=outcome)

    def fail(self, outcome: str = "", *, reason: str = "no_agreement", actor: str, at: datetime) -> None:
        """No agreement is possible; the consumer may go on to the committee (terms 11.4)."""
        self._end(self.State.FAILED, "dispute.failed", reason=reason, actor=actor, at=at, outcome=outcome)

    def close(self, *, reason: str, actor: str, at: datetime) -> None:
        """Withdrawn by the consumer, or not heard of for fourteen days; can be reopened."""
        self._end(self.State.CLOSED, "dispute.closed", reason=reason, actor=actor, at=at)

    def reopen(self, *, actor: str, at: datetime) -> None:
        """The consumer comes back: it goes on where it stopped, with the consumer's turn."""
        self._move(
            self.closed_from or self.State.SHOP_FIRST,
            "dispute.reopened",
            actor=actor,
            at=at,
            payload={"shop": self.shop_id},
            closed_at=None,
            close_reason="",
            **self._turn(Party.CONSUMER, self.closed_from, at),
        )

    def refer(self, *, actor: str, at: datetime) -> None:
        """The file is with the committee: from now on the case is only read (terms 11.4). Called by Referral.send."""
        self._move(self.State.AT_COMMITTEE, "dispute.referred", actor=actor, at=at, payload={"shop": self.shop_id})

    def decide(self, *, actor: str, at: datetime) -> None:
        """The ruling came; what is kept of the case is kept from now (A22). Called by Ruling.receive."""
        facts = {"shop": self.shop_id}
        self._move(self.State.DECIDED, "dispute.decided", actor=actor, at=at, payload=facts, closed_at=at)

    def let_pass(self, *, actor: str, at: datetime) -> None:
        """The date passed in silence. The consumer's: closed. The shop's: the consumer may choose mediation, or in
        mediation one more chance, and then it has failed (terms 11.1, 11.4; rulebook 2.8).
        """
        if self.state == self.State.MEDIATION and self.extensions.open().exists():
            self._wait_for_our_answer(actor=actor, at=at)
        elif self.turn == Party.CONSUMER:
            self.close(reason="silent", actor=actor, at=at)
        elif self.state == self.State.MEDIATION and self.shop_silences:
            self.fail(reason="no_cooperation", actor=actor, at=at)
        else:
            self._note_silence(actor=actor, at=at)

    def _wait_for_our_answer(self, *, actor: str, at: datetime) -> None:
        """More time was asked for and we did not answer: it is no silence, and the turn is ours."""
        with transaction.atomic():
            self._lock()
            self._update(**self._turn(Party.MEDIATOR, self.state, at))
            record("dispute.extension_waits", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def forget_consumer(self, *, actor: str, at: datetime) -> None:
        """Who complained asks to be forgotten: the counts stay, the person and every word goes (PA, disputes).

        Not while it is open. The link to the room stops, so that nobody comes back to an empty case.
        """
        gone = dict.fromkeys(
            ("consumer_name", "consumer_email", "order_number", "story", "tried", "wish", "outcome"), ""
        )
        with transaction.atomic():
            fresh = Dispute.objects.select_for_update().get(pk=self.pk)
            if fresh.is_open:
                raise IllegalMove(f"{self} is open")
            self._update(**gone, token=new_token())
            Message._base_manager.filter(dispute=self).update(text="")  # what was written in private too
            self.proposals.update(words="")
            self.extensions.update(reason="", answer="")
            self.handovers.update(note="")
            for referral in self.referrals.all():
                referral.forget()
            for file in self.evidence.all():
                file.forget()
            for mail in self.mails.waiting():
                mail.lapse(actor=actor, at=at)
            agreed = getattr(self, "settlement", None)
            if agreed is not None:
                type(agreed).objects.filter(pk=agreed.pk).update(text="")
            record("dispute.anonymised", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def _note_silence(self, *, actor: str, at: datetime) -> None:
        next_turn = Party.SHOP if self.state == self.State.MEDIATION else Party.CONSUMER
        with transaction.atomic():
            self._lock()
            self._give_turn(next_turn, at=at, shop_silences=self.shop_silences + 1)
            record("dispute.shop_silent", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def remind(self, *, actor: str, at: datetime) -> None:
        """Tells whoever has the turn that the date is near; once per turn."""
        with transaction.atomic():
            if Dispute.objects.to_remind().filter(pk=self.pk).update(reminded_at=at):
                record("dispute.reminded", subject=self, actor=actor, at=at, payload={"turn": self.turn})

    def _write(
        self,
        author: Party,
        text: str,
        event: str,
        *,
        actor: str,
        at: datetime,
        next_turn: str = "",
        by_mail: bool = False,
        **facts: Any,
    ) -> Message:
        """Adds a message. Who has the turn passes it on; who writes out of turn changes nothing about the date."""
        with transaction.atomic():
            self._lock()
            message = self.messages.create(author=author, text=text, by_mail=by_mail, written_at=at)
            if self.turn == author or next_turn:
                self._give_turn(next_turn or self._after(author), at=at, **facts)
            else:
                self._lapse_extensions(at=at, by=author)
                self._update(**facts)
            payload = {"shop": self.shop_id, "message": message.pk}
            record(event, subject=self, actor=actor, at=at, payload=payload)
        return message

    def _after(self, author: Party) -> str:
        if self.state == self.State.MEDIATION:
            return Party.MEDIATOR
        return Party.CONSUMER if author == Party.SHOP else Party.SHOP

    def _give_turn(self, party: str, *, at: datetime, **facts: Any) -> None:
        """Another turn starts, after a pause if there is one; what was asked about the turn before is over."""
        self._lapse_extensions(at=at)
        self._update(**self._turn(party, self.state, max(at, self.paused_until or at)), **facts)

    def _lapse_extensions(self, *, at: datetime, **whose: str) -> None:
        """No more time is needed by who acted after all, or has not the turn any more."""
        if self.state == self.State.MEDIATION:
            self.extensions.open().filter(**whose).update(state="LAPSED", answered_at=at)

    @staticmethod
    def _turn(party: str, state: str, at: datetime) -> dict[str, Any]:
        """The columns of a turn that starts now: whose, until when, and when to remind."""
        due = turns.due(party, amsterdam_date(at), in_mediation=state == Dispute.State.MEDIATION)
        return {"turn": party, **turns.until(due)}

    def _end(
        self, state: str, event: str, *, actor: str, at: datetime, reason: str = "", outcome: str | None = None
    ) -> None:
        """What still ran in it, a pause or a request for time, ends with it."""
        with transaction.atomic():
            self._lapse_extensions(at=at)
            self.pauses.running().update(ended_at=at)
            self._move(
                state,
                event,
                actor=actor,
                at=at,
                payload={"shop": self.shop_id, "reason": reason},
                turn="",
                due_at=None,
                paused_until=None,
                remind_at=None,
                closed_at=at,
                closed_from=self.state,
                close_reason=reason,
                **({} if outcome is None else {"outcome": outcome}),
            )

    def _lock(self) -> None:
        """Waits for the row, and goes on with what it says now. Raises IllegalMove when it is no longer open."""
        self.refresh_from_db(from_queryset=Dispute.objects.select_for_update(of=("self",)))
        if not self.is_open:
            raise IllegalMove(f"{self} is {self.state}")

    def _update(self, **facts: Any) -> None:
        Dispute.objects.filter(pk=self.pk).update(**facts)
        for name, value in facts.items():
            setattr(self, name, value)

    @property
    def number(self) -> str:
        """What people call it: `2026-0311`."""
        return f"{amsterdam_date(self.filed_at).year}-{self.pk:04d}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.SHOP_FIRST, self.State.MEDIATION}
