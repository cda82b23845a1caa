"""A notice: somebody says that a review, or a reply to one, may not stay."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import amsterdam_date, end_of_day
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models import Shop, User
from reviews import terms
from reviews.content import cleaned
from reviews.grounds import ABOUT_THE_PURCHASE, Grounds
from reviews.models.claim import Claimable
from reviews.models.flagger import TrustedFlagger
from reviews.models.notice_queue import IN_REVIEW, OPEN, NoticeQuerySet
from reviews.models.notice_rules import CONSTRAINTS
from reviews.models.product_review import ProductReview
from reviews.models.reply import Reply
from reviews.models.review import Review
from reviews.moderation.clock import our_term
from reviews.moderation.filing import Source, Subject
from reviews.moderation.outcomes import Outcome, Result

if TYPE_CHECKING:
    from reviews.models.appeal import Appeal
    from reviews.models.decision import Decision


class Notice(Claimable, Lifecycle):
    """A shop's request or anybody's notice (rulebook 2.7; DSA 16), and whose turn it is until when.

    FILED: nobody looked yet. ADMISSIBLE: it is dealt with, and the review says "under review" (reading A28).
    AUTHOR_CONTACTED: the question to the writer leaves in ten minutes; AWAITING_AUTHOR: it left, his clock runs.
    The review itself changes by decisions alone; see decision.py.
    """

    class State(models.TextChoices):
        FILED = "FILED", _("Filed")
        ADMISSIBLE = "ADMISSIBLE", _("Under review")
        INADMISSIBLE = "INADMISSIBLE", _("Not taken up")
        AUTHOR_CONTACTED = "AUTHOR_CONTACTED", _("Question on its way")
        AWAITING_AUTHOR = "AWAITING_AUTHOR", _("Waiting for the writer")
        DECIDED_KEEP = "DECIDED_KEEP", _("It stays")
        DECIDED_EDIT = "DECIDED_EDIT", _("The writer was asked to change it")
        DECIDED_REMOVE = "DECIDED_REMOVE", _("It was removed")
        APPEALED = "APPEALED", _("Appeal")
        CLOSED = "CLOSED", _("Closed")

    class Turn(models.TextChoices):
        US = "US", _("We")
        WRITER = "WRITER", _("The writer")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.FILED: {State.ADMISSIBLE, State.INADMISSIBLE, State.CLOSED},
        State.ADMISSIBLE: {
            State.AUTHOR_CONTACTED,
            State.DECIDED_KEEP,
            State.DECIDED_EDIT,
            State.DECIDED_REMOVE,
            State.CLOSED,
        },
        State.INADMISSIBLE: {State.APPEALED, State.CLOSED},
        State.AUTHOR_CONTACTED: {State.ADMISSIBLE, State.AWAITING_AUTHOR, State.CLOSED},
        State.AWAITING_AUTHOR: {State.DECIDED_KEEP, State.DECIDED_EDIT, State.DECIDED_REMOVE, State.CLOSED},
        State.DECIDED_KEEP: {State.APPEALED, State.CLOSED},
        State.DECIDED_EDIT: {State.DECIDED_KEEP, State.DECIDED_REMOVE, State.APPEALED, State.CLOSED},
        State.DECIDED_REMOVE: {State.DECIDED_REMOVE, State.DECIDED_KEEP, State.APPEALED, State.CLOSED},
        State.APPEALED: {State.DECIDED_EDIT, State.DECIDED_REMOVE, State.CLOSED},
        State.CLOSED: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="notices")
    review = models.ForeignKey(Review, models.PROTECT, null=True, related_name="notices")
    product_review = models.ForeignKey(ProductReview, models.PROTECT, null=True, related_name="notices")
    subject = models.CharField(max_length=8, choices=Subject, default=Subject.REVIEW)
    source = models.CharField(max_length=8, choices=Source)
    state = models.CharField(max_length=16, choices=State, default=State.FILED)
    turn = models.CharField(max_length=6, choices=Turn, blank=True, default=Turn.US)
    due_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(default=False)
    result = models.CharField(max_length=7, choices=Result, blank=True)
    grounds = models.CharField(max_length=20, choices=Grounds)
    quote = personal(models.TextField(blank=True))
    explanation = personal(models.TextField())
    notifier_name = personal(models.CharField(max_length=120, blank=True))
    notifier_email = personal(models.EmailField(blank=True))
    notifier_hash = models.CharField(max_length=64, blank=True)
    notifier_language = models.CharField(max_length=2, default="nl")
    filed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    flagger = models.ForeignKey(TrustedFlagger, models.PROTECT, null=True, related_name="notices")
    good_faith = models.BooleanField(default=False)
    detected_automatically = models.BooleanField(default=False)
    filing_key = models.CharField(max_length=64, unique=True, default=new_token)
    filed_at = models.DateTimeField()
    question = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    contact_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answer = personal(models.TextField(blank=True))
    answered_at = models.DateTimeField(null=True)
    silent_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=20, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = CONSTRAINTS
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=~Q(turn=""), name="notice_due"),
            models.Index(fields=["review"], condition=Q(state__in=OPEN), name="notice_open_on_review"),
            models.Index(
                fields=["product_review"], condition=Q(state__in=OPEN, subject="PRODUCT"), name="notice_open_on_product"
            ),
            models.Index(fields=["filed_at"], name="notice_filed"),
        ]

    def __str__(self) -> str:
        return self.number

    # --- before a decision -------------------------------------------------------------------

    def admit(self, *, actor: str, at: datetime) -> None:
        """It holds what it must, and is dealt with: from now on the review says "under review" (reading A28)."""
        self._step(self.State.ADMISSIBLE, "admitted", actor=actor, at=at)

    def ask_writer(self, question: str, *, by: User, at: datetime) -> None:
        """Asks the writer for proof or a change of the words; leaves in ten minutes, until then to be taken back."""
        with transaction.atomic():
            self.claim(by, at=at)
            self.must_be_ours()
            actor = f"user:{by.pk}"
            if self.state == self.State.FILED:
                self.admit(actor=actor, at=at)
            facts = {"question": cleaned(question), "asked_by": by, "contact_at": at + terms.UNDO}
            self._step(self.State.AUTHOR_CONTACTED, "author_asked", actor=actor, at=at, **facts)

    def take_back_question(self, *, by: User, at: datetime) -> None:
        """Within ten minutes: nothing was sent."""
        if self.contact_at is None or at >= self.contact_at:
            raise IllegalMove(f"{self}: the question has left")
        facts = {"question": "", "asked_by": None, "contact_at": None}
        self._step(self.State.ADMISSIBLE, "question_taken_back", actor=f"user:{by.pk}", at=at, **facts)

    def contact(self, *, actor: str, at: datetime) -> None:
        """The question leaves, and the writer's seven days begin (product.md)."""
        due = end_of_day(amsterdam_date(at) + terms.WRITER_PROVES)
        facts = {"turn": self.Turn.WRITER, "due_at": due, "remind_at": at + terms.WRITER_REMINDED_AFTER}
        self._step(self.State.AWAITING_AUTHOR, "author_contacted", actor=actor, at=at, **facts)

    def remind(self, *, actor: str, at: datetime) -> None:
        """Tells the writer that two days remain; once."""
        with transaction.atomic():
            if Notice.objects.to_remind().filter(pk=self.pk).update(reminded_at=at):
                record("notice.author_reminded", subject=self, actor=actor, at=at, payload=self._facts)

    def answer_as_writer(self, text: str, *, actor: str, at: datetime) -> None:
        """The writer sent proof or words, or changed the review: our turn. Late proof of a removed one too.

        More may follow: the words are added to what was said before.
        """
        with transaction.atomic():
            fresh = Notice.locked(self.pk)
            if not fresh.hears_writer(at):
                raise IllegalMove(f"{self}: it is not the writer's turn")
            said = "\n\n".join(each for each in (fresh.answer, cleaned(text)) if each)
            due = fresh.due_at if fresh.turn == self.Turn.US else our_term(at, urgent=self.urgent)
            self._note(answer=said, answered_at=at, turn=self.Turn.US, due_at=due)
            record("notice.answered", subject=self, actor=actor, at=at, payload=self._facts)

    def hears_writer(self, at: datetime) -> bool:
        """While he is asked and it is not decided, or his review is held; and after a removal as long as he may
        appeal: a late proof reinstates (product.md).
        """
        if self.state == self.State.DECIDED_REMOVE:
            return self.appeal_until is not None and at < self.appeal_until
        asked = self.state in {self.State.AWAITING_AUTHOR, self.State.DECIDED_EDIT} and bool(self.turn)
        return asked or (self.state == self.State.ADMISSIBLE and self.target.state == "HELD")

    def note_silence(self, *, actor: str, at: datetime) -> None:
        """The writer's days passed without a word: a person looks again (rulebook 2.7)."""
        with transaction.atomic():
            self._note(silent_at=at, turn=self.Turn.US, due_at=our_term(at, urgent=self.urgent))
            record("notice.writer_silent", subject=self, actor=actor, at=at, payload=self._facts)

    @property
    def stays_when_silent(self) -> bool:
        """No answer about a purchase that we know of: it stays (rulebook 2.7: keep if verified)."""
        return (
            self.state == self.State.AWAITING_AUTHOR
            and self.subject != Subject.REPLY
            and self.publication.verified
            and self.grounds in ABOUT_THE_PURCHASE
        )

    def withdraw(self, *, actor: str, at: datetime) -> None:
        """Who filed it takes it back. Not once something is hidden or decided: then it is ours to end."""
        with transaction.atomic():
            fresh = Notice.locked(self.pk)
            if fresh.target.state == "HELD" or fresh.decisions.under_way().exists() or not fresh.is_open:
                raise IllegalMove(f"{self} is ours to end")
            self.close("withdrawn", actor=actor, at=at)

    def close(self, reason: str, *, actor: str, at: datetime, **fields: Any) -> None:
        """Nothing more can come of it: withdrawn, removed by its writer, no appeal in time, or an appeal decided."""
        facts = {"turn": "", "due_at": None, "closed_at": at, "close_reason": reason, **fields}
        with transaction.atomic():
            self._step(self.State.CLOSED, "closed", actor=actor, at=at, **facts)
            self.files.update(forget_at=at)

    def forget_notifier(self, *, actor: str, at: datetime) -> None:
        """Who filed it asks to be forgotten. Not before it is closed; the hash goes on counting abuse (DSA 23)."""
        gone = {"notifier_name": "", "notifier_email": "", "explanation": "", "quote": ""}
        with transaction.atomic():
            if not Notice.objects.filter(pk=self.pk, state=self.State.CLOSED).update(**gone):
                raise IllegalMove(f"{self} is not closed")
            record("notice.anonymised", subject=self, actor=actor, at=at, payload=self._facts)

    # --- what decisions and appeals do to it ---------------------------------------------------

    def must_be_ours(self) -> None:
        """Raises IllegalMove unless it is our turn and nothing else is being decided."""
        if self.turn != self.Turn.US or self.state == self.State.AUTHOR_CONTACTED:
            raise IllegalMove(f"{self} is not ours to decide now")

    def settle(self, decision: "Decision", *, at: datetime) -> None:
        """A decision is carried out: how it ends, and until when it may be appealed (DSA 20)."""
        facts: dict[str, Any] = {"turn": "", "due_at": None, "result": decision.result, **_FREE}
        if decision.outcome == Outcome.EDIT:
            due = end_of_day(amsterdam_date(at) + terms.WRITER_EDITS)
            facts |= {"turn": self.Turn.WRITER, "due_at": due, "silent_at": None, "answered_at": None}
        elif decision.is_last_word:
            self.close("appeal_decided", actor=decision.actor, at=at, **facts)
            return
        facts["appeal_until"] = at + relativedelta(months=terms.APPEAL_MONTHS)
        self._step(decision.leads_to, "decided", actor=decision.actor, at=at, **facts)

    def take_appeal(self, *, actor: str, at: datetime) -> None:
        due = our_term(at, workdays=terms.DECIDE_APPEAL_WORKDAYS)
        facts = {"turn": self.Turn.US, "due_at": due, **_FREE}
        self._step(self.State.APPEALED, "appealed", actor=actor, at=at, **facts)

    def _step(self, to: str, kind: str, *, actor: str, at: datetime, **fields: Any) -> None:
        payload = {**self._facts, **({"result": fields["result"]} if "result" in fields else {})}
        self._move(to, f"notice.{kind}", actor=actor, at=at, payload=payload, **fields)

    def _note(self, **fields: Any) -> None:
        Notice.objects.filter(pk=self.pk).update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)

    # --- what it is ------------------------------------------------------------------------------

    @property
    def _facts(self) -> dict[str, Any]:
        about = {"review": self.review_id, "product_review": self.product_review_id}
        return {"shop": self.shop_id, "grounds": self.grounds, **{name: pk for name, pk in about.items() if pk}}

    @property
    def number(self) -> str:
        """What people call it: `M-2026-0012`."""
        return f"M-{amsterdam_date(self.filed_at).year}-{self.pk:04d}"

    @property
    def publication(self) -> Review | ProductReview:
        """What a buyer wrote; a notice about a reply is about the answer to it."""
        written = self.product_review if self.subject == Subject.PRODUCT else self.review
        assert written is not None  # a constraint of the database
        return written

    @property
    def target(self) -> Review | ProductReview | Reply:
        """What may be held, removed and reinstated."""
        if self.subject == Subject.REPLY:
            assert self.review is not None  # a constraint of the database
            return self.review.reply
        return self.publication

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def marks_review(self) -> bool:
        """The review says "under review" because of it (reading A28)."""
        return self.state in IN_REVIEW and self.subject != Subject.REPLY

    @property
    def has_notifier(self) -> bool:
        """Is there somebody to tell, who may appeal? Not when we found it, nor for an anonymous one."""
        return self.source == Source.SHOP or bool(self.notifier_hash)

    @property
    def open_appeal(self) -> "Appeal | None":
        """The one that is being decided."""
        return self.appeals.filter(state="FILED").select_related("against").first()

    @property
    def is_kept_down_by_another(self) -> bool:
        """Another notice about the same stands granted: what is taken off there is not shown again from here."""
        others = Notice.objects.about_the_same(self).filter(result=Result.GRANTED)
        others = others.filter(decisions__outcome=Outcome.REMOVE, decisions__state="EXECUTED")
        return others.exists()


_FREE = {"claimed_by": None, "claim_ends_at": None}
