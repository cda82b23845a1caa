"""Correspondence: what somebody writes to us and what we answer, as one thread with a number."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members import terms
from members.models.application import Application
from members.models.member import Member
from members.models.shop import Shop
from members.models.thread_message import ThreadFile, ThreadMessage
from members.models.user import User


class ThreadQuerySet(models.QuerySet["Thread"]):
    def ours(self) -> "ThreadQuerySet":
        """It is our turn."""
        return self.filter(state=Thread.State.OPEN)

    def answered(self) -> "ThreadQuerySet":
        return self.filter(state=Thread.State.ANSWERED)

    def running(self) -> "ThreadQuerySet":
        return self.filter(state__in=[Thread.State.OPEN, Thread.State.ANSWERED])

    def with_facts(self) -> "ThreadQuerySet":
        return self.select_related("shop", "member", "assigned_to")

    def saying(self, words: str) -> "ThreadQuerySet":
        """That have these words in subject, name, address, shop or any message; or this number."""
        said = ThreadMessage.objects.filter(thread=OuterRef("pk"), text__icontains=words)
        named = Q(subject__icontains=words) | Q(name__icontains=words) | Q(email__icontains=words)
        named |= (
            Q(shop__name__icontains=words) | Q(shop__host__icontains=words) | Q(member__legal_name__icontains=words)
        )
        number = words.upper().removeprefix("T-")
        if number.isdecimal() and number.isascii() and len(number) < 12:
            named |= Q(pk=int(number))
        return self.filter(named | Exists(said))


class Thread(Lifecycle):
    """One subject with one correspondent. `about` names what it is tied to, as a letter does: `billing.invoice:12`."""

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("correspondence", "Our turn")
        ANSWERED = "ANSWERED", pgettext_lazy("correspondence", "Answered")
        CLOSED = "CLOSED", pgettext_lazy("correspondence", "Closed")
        MERGED = "MERGED", pgettext_lazy("correspondence", "Merged")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.OPEN, State.ANSWERED, State.CLOSED, State.MERGED},
        State.ANSWERED: {State.OPEN, State.ANSWERED, State.CLOSED, State.MERGED},
        State.CLOSED: {State.OPEN, State.CLOSED, State.MERGED},
        State.MERGED: set(),
    }

    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    email = personal(models.EmailField(blank=True))
    name = personal(models.CharField(max_length=120, blank=True))
    subject = personal(models.CharField(_("Subject"), max_length=250, blank=True))
    language = models.CharField(max_length=2, default="nl")
    about = models.CharField(max_length=80, blank=True)
    shop = models.ForeignKey(Shop, models.SET_NULL, null=True, related_name="threads")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="threads")
    assigned_to = models.ForeignKey(User, models.SET_NULL, null=True, related_name="threads")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    is_final = models.BooleanField(default=False)  # terms 4.8: no further correspondence
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "ANSWERED"], closed_at=None)
                | Q(state__in=["CLOSED", "MERGED"], closed_at__isnull=False),
                name="thread_that_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="MERGED") ^ Q(merged_into=None), name="merged_thread_says_into_which"
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(state="ANSWERED"), name="only_an_answered_thread_closes_itself"
            ),
            models.CheckConstraint(condition=Q(is_final=False) | Q(state="CLOSED"), name="final_thread_is_closed"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "-last_at"], name="thread_list"),
            models.Index(fields=["closes_at"], condition=Q(state="ANSWERED"), name="thread_to_close"),
            models.Index(Upper("email"), name="thread_writer"),  # every mail that comes in is looked for
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it: `T-0012`."""
        return f"T-{self.pk:04d}"

    @property
    def is_running(self) -> bool:
        return self.state in {self.State.OPEN, self.State.ANSWERED}

    @classmethod
    def begin(
        cls,
        *,
        email: str,
        name: str,
        subject: str,
        language: str,
        at: datetime,
        about: str = "",
        shop: Shop | None = None,
        member: Member | None = None,
    ) -> "Thread":
        """Somebody writes to us; what he writes is received next."""
        return cls.objects.create(
            email=email, name=name[:120], subject=subject[:250], language=language, about=about, shop=shop,
            member=member, opened_at=at, last_at=at,
        )  # fmt: skip

    def receive(self, text: str, *, sender: str, message_id: str, actor: str, at: datetime) -> ThreadMessage:
        """They write: it is our turn again, also when it was closed; not after the last word (terms 4.8).

        Raises IntegrityError for a message that came before.
        """
        with transaction.atomic():
            said = self.messages.create(
                kind=ThreadMessage.Kind.IN, sender=sender, text=text, message_id=message_id[:250], written_at=at
            )
            to = self.State.CLOSED if self.is_final else self.State.OPEN
            open_again: dict[str, Any] = {} if self.is_final else {"closed_at": None}
            told = {"message": said.pk}
            self._move(
                to, "thread.received", actor=actor, at=at, payload=told, last_at=at, closes_at=None, **open_again
            )
        return said

    def answer(self, text: str, *, by: User, at: datetime) -> ThreadMessage:
        """We write, by letter; it closes itself when nothing comes back. Raises IllegalMove when it has ended."""
        if not self.email:
            raise IllegalMove(f"{self} has nobody to write to")
        with transaction.atomic():
            said = self.messages.create(kind=ThreadMessage.Kind.OUT, by=by, text=text, written_at=at)
            told, until = {"message": said.pk}, at + terms.THREAD_CLOSES
            facts: dict[str, Any] = {"last_at": at, "closes_at": until, "assigned_to": self.assigned_to or by}
            self._move(self.State.ANSWERED, "thread.answered", actor=f"user:{by.pk}", at=at, payload=told, **facts)
        return said

    def note(self, text: str, *, by: User, at: datetime) -> ThreadMessage:
        """For colleagues alone."""
        return self.messages.create(kind=ThreadMessage.Kind.NOTE, by=by, text=text, written_at=at)

    def assign(self, to: User | None, *, actor: str, at: datetime) -> None:
        """In whose hands it is; nobody's again without one."""
        with transaction.atomic():
            if not Thread.objects.running().filter(pk=self.pk).update(assigned_to=to):
                raise IllegalMove(f"{self} is {self.state}")
            self.assigned_to = to
            record("thread.assigned", subject=self, actor=actor, at=at, payload={"to": to.pk if to else None})

    def close(self, *, actor: str, at: datetime) -> None:
        """Done; whoever answers opens it again."""
        self._ensure_running()
        self._move(self.State.CLOSED, "thread.closed", actor=actor, at=at, closed_at=at, closes_at=None)

    def end_correspondence(self, *, actor: str, at: datetime) -> None:
        """No further correspondence about an application that was refused (terms 4.8): an answer opens it no more."""
        if not self.may_be_ended or self.state == self.State.MERGED:
            raise IllegalMove(f"{self} is about no refusal")
        ended: dict[str, Any] = {"closed_at": at, "closes_at": None, "is_final": True}
        self._move(self.State.CLOSED, "thread.ended", actor=actor, at=at, **ended)

    @property
    def may_be_ended(self) -> bool:
        """Is it about an application that was refused (terms 4.8)?"""
        label, _colon, number = self.about.partition(":")
        if label != "members.application" or self.is_final or not number.isdecimal():
            return False
        return Application.objects.filter(pk=int(number), state=Application.State.REFUSED).exists()

    def reopen(self, *, actor: str, at: datetime) -> None:
        """After all."""
        if self.state != self.State.CLOSED:
            raise IllegalMove(f"{self} is {self.state}")
        self._move(self.State.OPEN, "thread.reopened", actor=actor, at=at, closed_at=None, is_final=False)

    def merge(self, into: "Thread", *, actor: str, at: datetime) -> None:
        """The same matter twice: everything goes on in `into`, and answers to this one arrive there."""
        with transaction.atomic():
            both = Thread.objects.select_for_update().filter(pk__in=[self.pk, into.pk]).order_by("pk")
            found = {each.pk: each for each in both}
            target = found.get(into.pk)
            if self.pk == into.pk or target is None or not target.is_running:
                raise IllegalMove(f"{self} cannot go on in {into}")
            self._move(
                self.State.MERGED, "thread.merged", actor=actor, at=at, payload={"into": into.pk},
                merged_into=target, closed_at=at, closes_at=None, is_final=False,
            )  # fmt: skip
            self.messages.update(thread=target)
            Thread.objects.filter(merged_into=self).update(merged_into=target)
            latest = max(self.last_at, target.last_at)
            target._move(target.State.OPEN, "thread.joined", actor=actor, at=at, last_at=latest, closes_at=None)

    def tie(self, *, about: str, shop: Shop | None, member: Member | None, actor: str, at: datetime) -> None:
        """What it is about after all."""
        with transaction.atomic():
            Thread.objects.filter(pk=self.pk).update(about=about, shop=shop, member=member)
            self.about, self.shop, self.member = about, shop, member
            record("thread.tied", subject=self, actor=actor, at=at, payload={"about": about})

    def forget(self, *, actor: str, at: datetime) -> None:
        """Who wrote asks to be forgotten: every word and file goes, that somebody wrote stays. Not while it runs."""
        with transaction.atomic():
            closed = Thread.objects.select_for_update().filter(pk=self.pk).exclude(closed_at=None).first()
            if closed is None:
                raise IllegalMove(f"{self} is running")
            for file in ThreadFile.objects.filter(message__thread=self):
                file.forget()
            self.messages.update(text="", sender="", message_id="")
            Thread.objects.filter(pk=self.pk).update(email="", name="", subject="")
            record("thread.forgotten", subject=self, actor=actor, at=at)

    def _ensure_running(self) -> None:
        if not self.is_running:
            raise IllegalMove(f"{self} is {self.state}")
