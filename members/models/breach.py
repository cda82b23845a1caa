"""A data breach: what happened, whose data, what we did, and whom we told (PA data breach; GDPR 33, 34)."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members import terms


class BreachQuerySet(models.QuerySet["Breach"]):
    def unreported(self) -> "BreachQuerySet":
        """Whose 72 hours run, or ran out; the column is `report_due_at`."""
        return self.filter(state=Breach.State.OPEN, reported_at=None, no_report_because="")

    def newest_first(self) -> "BreachQuerySet":
        return self.order_by("-known_at", "-pk")


class Breach(Lifecycle):
    """One breach in the register, which GDPR 33(5) wants of every breach, reported or not (PA data breach).

    The authority hears of it within 72 hours after we knew, or the register says why it need not.
    """

    class Kind(models.TextChoices):
        """The four of the processing agreement, and what is none of them."""

        SITE = "SITE", _("The website with login data was hacked or open to others")
        CARRIER = "CARRIER", _("A data carrier was lost")
        WRONG_ADDRESS = "WRONG_ADDRESS", _("Letters or e-mails went to a wrong address")
        ATTACK = "ATTACK", _("A hack on the computer systems")
        OTHER = "OTHER", _("Something else")

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("breach", "Open")
        CLOSED = "CLOSED", pgettext_lazy("breach", "Closed")

    MOVES = {State.OPEN: {State.CLOSED}, State.CLOSED: set()}  # declared as a ClassVar in Lifecycle

    kind = models.CharField(_("What kind of breach is it?"), max_length=14, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    what = models.TextField(_("What happened?"))
    people = models.TextField(_("Whose data, and about how many people?"))
    categories = models.TextField(_("Which data?"))
    consequences = models.TextField(_("What can it lead to?"), blank=True)
    measures = models.TextField(_("What did we do, and what do we change?"), blank=True)
    known_at = models.DateTimeField(_("When did we know?"))
    noted_at = models.DateTimeField()
    report_due_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True)
    no_report_because = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(report_due_at__gt=models.F("known_at")), name="breach_has_its_clock"),
            models.CheckConstraint(
                condition=Q(state="OPEN", closed_at=None)
                | Q(state="CLOSED", closed_at__isnull=False)
                & ~Q(measures="")
                & (Q(reported_at__isnull=False) | ~Q(no_report_because="")),
                name="closed_breach_was_reported_or_says_why_not",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["report_due_at"], condition=Q(state="OPEN"), name="breach_report_due"),
        ]

    def __str__(self) -> str:
        return f"D-{self.known_at.year}-{self.pk:03d}"

    @classmethod
    def note(
        cls, kind: str, *, what: str, people: str, categories: str, known_at: datetime, actor: str, at: datetime
    ) -> "Breach":
        """Into the register; its 72 hours count from the moment we knew, not from now (GDPR 33(1))."""
        with transaction.atomic():
            made = cls.objects.create(
                kind=kind, what=what, people=people, categories=categories, known_at=known_at, noted_at=at,
                report_due_at=known_at + terms.BREACH_REPORT,
            )  # fmt: skip
            record("breach.noted", subject=made, actor=actor, at=at, payload={"kind": kind})
        return made

    def describe(self, *, actor: str, at: datetime, **words: str) -> None:
        """More is known: what it says is brought up to date, and that is written down too."""
        with transaction.atomic():
            if not Breach.objects.filter(pk=self.pk, state=self.State.OPEN).update(**words):
                raise IllegalMove(f"{self} is closed")
            for name, value in words.items():
                setattr(self, name, value)
            record("breach.described", subject=self, actor=actor, at=at, payload={"fields": sorted(words)})

    def report(self, *, actor: str, at: datetime) -> None:
        """The authority was told; late is told too."""
        self._settle("breach.reported", actor=actor, at=at, reported_at=at)

    def leave_unreported(self, because: str, *, actor: str, at: datetime) -> None:
        """No risk for anybody: the register says why (GDPR 33(1), 33(5))."""
        self._settle("breach.left_unreported", actor=actor, at=at, no_report_because=because)

    def _settle(self, event: str, *, actor: str, at: datetime, **facts: object) -> None:
        with transaction.atomic():
            if not Breach.objects.unreported().filter(pk=self.pk).update(**facts):
                raise IllegalMove(f"{self} was reported, or is closed")
            for name, value in facts.items():
                setattr(self, name, value)
            record(event, subject=self, actor=actor, at=at, payload={"late": at > self.report_due_at})

    def close(self, *, actor: str, at: datetime) -> None:
        """Done: reported or explained, and what we changed stands in it."""
        if not (self.measures and (self.reported_at or self.no_report_because)):
            raise IllegalMove(f"{self} still has to be reported or explained, with measures")
        self._move(self.State.CLOSED, "breach.closed", actor=actor, at=at, closed_at=at)

    def is_late(self, now: datetime) -> bool:
        return self.reported_at is None and not self.no_report_because and now > self.report_due_at


class BreachLetterQuerySet(models.QuerySet["BreachLetter"]):
    def released(self) -> "BreachLetterQuerySet":
        return self.filter(state=BreachLetter.State.RELEASED)


class BreachLetter(Lifecycle):
    """A letter to whom a breach touches: written, looked at with its number of readers, and only then sent; once.

    Who reads it is counted anew when it is released: a number that somebody did not see never leaves.
    """

    class Readers(models.TextChoices):
        MEMBERS = "MEMBERS", _("Owners of all members")
        ADDRESSES = "ADDRESSES", _("The addresses below")

    class State(models.TextChoices):
        DRAFT = "DRAFT", pgettext_lazy("breach letter", "Not sent")
        RELEASED = "RELEASED", pgettext_lazy("breach letter", "Being sent")
        SENT = "SENT", pgettext_lazy("breach letter", "Sent")
        DROPPED = "DROPPED", pgettext_lazy("breach letter", "Not used")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.DRAFT: {State.RELEASED, State.DROPPED},
        State.RELEASED: {State.SENT},
        State.SENT: set(),
        State.DROPPED: set(),
    }

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="letters")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    readers = models.CharField(_("Who gets it?"), max_length=9, choices=Readers)
    addresses = personal(models.TextField(_("Addresses, one per line"), blank=True))
    text_nl = models.TextField(_("Text in Dutch"))
    text_en = models.TextField(_("Text in English"))
    written_at = models.DateTimeField()
    leaves_at = models.DateTimeField(null=True)
    counted = models.PositiveIntegerField(null=True)  # as it was when it was released
    sent_at = models.DateTimeField(null=True)

    objects = BreachLetterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "DROPPED"], counted=None)
                | Q(state__in=["RELEASED", "SENT"], counted__gt=0, leaves_at__isnull=False),
                name="released_breach_letter_was_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk} about breach {self.breach_id}"

    @classmethod
    def write(
        cls, breach: Breach, *, readers: str, addresses: str, text_nl: str, text_en: str, actor: str, at: datetime
    ) -> "BreachLetter":
        """Kept to be looked at; nothing leaves."""
        words = {"readers": readers, "addresses": addresses, "text_nl": text_nl, "text_en": text_en}
        with transaction.atomic():
            made = cls.objects.create(breach=breach, written_at=at, **words)
            record("breach_letter.written", subject=made, actor=actor, at=at, payload={"breach": breach.pk})
        return made

    def release(self, counted: int, *, now_counted: int, actor: str, at: datetime) -> None:
        """It leaves. Raises IllegalMove when the number that somebody saw is no longer the number there is."""
        if counted != now_counted or not counted:
            raise IllegalMove(f"{self}: {now_counted} readers, not {counted}")
        facts = {"breach": self.breach_id, "counted": counted}
        self._move(
            self.State.RELEASED, "breach_letter.released", actor=actor, at=at, payload=facts, counted=counted,
            leaves_at=at,
        )  # fmt: skip

    def drop(self, *, actor: str, at: datetime) -> None:
        self._move(self.State.DROPPED, "breach_letter.dropped", actor=actor, at=at, addresses="")

    def note_sent(self, *, actor: str, at: datetime) -> None:
        self._move(self.State.SENT, "breach_letter.sent", actor=actor, at=at, sent_at=at)
