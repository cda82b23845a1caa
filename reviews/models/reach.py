"""Does a shop report all its orders? What its order numbers say, and the question that a person asks when they gape."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record
from members.models import Shop
from reviews import gaps, terms
from reviews.models.invitation import Invitation
from reviews.models.tally import Tally


class Reach(models.Model):
    """The estimate of one shop, made anew each week. Without a span its numbers say nothing."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="reach")
    span = models.PositiveIntegerField(null=True)
    missing = models.PositiveIntegerField(null=True)
    sure = models.FloatField(null=True)
    judged_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["due_at"], name="reach_to_judge")]

    def __str__(self) -> str:
        return f"Reach of shop {self.shop_id}"

    @classmethod
    def begin(cls, *, at: datetime) -> int:
        """Every shop that reported an order is looked at from now on."""
        new = Tally.objects.filter(shop__reach=None).values_list("shop_id", flat=True).distinct()
        return len(Reach.objects.bulk_create([Reach(shop_id=shop, due_at=at) for shop in new], ignore_conflicts=True))

    @property
    def estimate(self) -> gaps.Estimate | None:
        if self.span is None or self.missing is None or self.sure is None:
            return None
        return gaps.Estimate(self.span, self.missing, self.sure)

    def judge(self, *, at: datetime) -> None:
        """Reads the order numbers of the last ninety days. Many gaps raise a question for a person, and do no more."""
        recent = Invitation.objects.guarding().filter(shop_id=self.shop_id, received_at__gt=at - terms.GAP_WINDOW)
        numbers = recent.exclude(order_number="").values_list("received_at", "order_number")
        found = gaps.estimate(list(numbers), at)
        self.span, self.missing, self.sure = (found.span, found.missing, found.sure) if found else (None, None, None)
        self.judged_at, self.due_at = at, at + terms.GAPS_EVERY
        with transaction.atomic():
            self.save()
            if found and found.asks_for_a_look:
                ReachQuestion.raise_for(self.shop, found, at=at)

    @property
    def confirmed(self) -> gaps.Estimate | None:
        """What may be said in public: the estimate, once a person found that orders are kept back, while it lasts."""
        found = self.estimate
        last = self.shop.reach_questions.order_by("-pk").first()
        told = last is not None and last.answer == ReachQuestion.Answer.CONFIRMED
        return found if found and told and found.asks_for_a_look else None


class ReachQuestion(Lifecycle):
    """Why do order numbers of this shop skip? A task for a person at the desk; nothing happens to the shop by itself.

    OPEN until somebody asked the shop and wrote down what came of it.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", _("Open")
        ANSWERED = "ANSWERED", _("Answered")

    class Answer(models.TextChoices):
        EXPLAINED = "EXPLAINED", _("Explained: these numbers are no orders, or were cancelled")
        MENDED = "MENDED", _("It was a fault, and the shop mended it")
        CONFIRMED = "CONFIRMED", _("The shop keeps orders back")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.OPEN: {State.ANSWERED},
        State.ANSWERED: set(),
    }

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="reach_questions")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    span = models.PositiveIntegerField()
    missing = models.PositiveIntegerField()
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    note = models.TextField(max_length=2000, blank=True)  # about a company, for our own people
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop"], condition=Q(state="OPEN"), name="reach_question_open_once"),
            models.CheckConstraint(
                condition=Q(state="OPEN", answer="", answered_at__isnull=True)
                | (Q(state="ANSWERED", answered_at__isnull=False) & ~Q(answer="")),
                name="answered_reach_question_says_what_and_when",
            ),
            models.CheckConstraint(condition=Q(missing__lte=models.F("span")), name="reach_question_within_span"),
        ]

    def __str__(self) -> str:
        return f"Question about the reach of shop {self.shop_id}"

    @classmethod
    def raise_for(cls, shop: Shop, found: gaps.Estimate, *, at: datetime) -> "ReachQuestion | None":
        """Once, and again only when much more is missing than what was explained, or a year later."""
        last = cls.objects.filter(shop=shop).order_by("-pk").first()
        if last and not last._is_overtaken_by(found, at):
            return None
        with transaction.atomic():
            question = cls.objects.create(shop=shop, span=found.span, missing=found.missing, raised_at=at)
            facts = {"shop": shop.pk, "span": found.span, "missing": found.missing}
            record("reach.questioned", subject=question, actor="clock", at=at, payload=facts)
        return question

    def _is_overtaken_by(self, found: gaps.Estimate, at: datetime) -> bool:
        if self.state == self.State.OPEN or self.answered_at is None:
            return False
        grown = found.share > self.missing / self.span + terms.MORE_GAPS
        return grown or at > self.answered_at + timedelta(days=365)

    def settle(self, answer: str, *, note: str, actor: str, at: datetime) -> None:
        """A person asked the shop; the note says what it told."""
        facts = {"shop": self.shop_id, "answer": answer}
        self._move(
            self.State.ANSWERED,
            "reach.answered",
            actor=actor,
            at=at,
            payload=facts,
            answer=answer,
            note=note,
            answered_at=at,
        )
