"""What the committee decided, and whether it is done by its day (terms 11.5, 11.7)."""

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes import terms
from disputes.evidence_file import FileKind, Taken
from disputes.models.referral import Referral
from keurmerk.calendar import amsterdam_date, end_of_day, start_of_day
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from keurmerk.tokens import new_token


class RulingQuerySet(models.QuerySet["Ruling"]):
    def to_check(self) -> "RulingQuerySet":
        """With a day to come on which something happens by itself."""
        return self.filter(next_step_at__isnull=False)


class Ruling(models.Model):
    """Binding advice (BW 7:900). It is on paper: without the paper itself there is no ruling here.

    After its day the consumer is asked whether it was done; silence of two weeks is taken for a yes (numbers 7.3).
    """

    class Outcome(models.TextChoices):
        CONSUMER = "CONSUMER", _("For the consumer")
        PARTLY = "PARTLY", _("Partly for the consumer")
        SHOP = "SHOP", _("For the webshop")
        INADMISSIBLE = "INADMISSIBLE", _("The committee does not take it")

    referral = models.OneToOneField(Referral, models.CASCADE, related_name="ruling")
    outcome = models.CharField(_("What did the committee decide?"), max_length=12, choices=Outcome)
    decided_on = models.DateField(_("Decided on"))
    comply_by = models.DateField(_("To be done on or before"), null=True, blank=True)
    words = personal(models.TextField(_("In short, for both parties"), blank=True))
    path = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    next_step_at = models.DateTimeField(null=True)

    objects = RulingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(digest=""), name="ruling_is_on_paper"),
            models.CheckConstraint(
                condition=Q(outcome__in=["CONSUMER", "PARTLY"]) | Q(comply_by=None), name="who_lost_has_nothing_to_get"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_step_at"], condition=Q(next_step_at__isnull=False), name="ruling_next_step"),
        ]

    def __str__(self) -> str:
        return f"ruling on {self.referral_id}"

    @classmethod
    def receive(
        cls, referral: Referral, outcome: str, paper: Taken, *, decided_on: date, comply_by: date | None = None,
        words: str = "", actor: str, at: datetime,
    ) -> "Ruling":  # fmt: skip
        """It came: both hear of it, and its day is watched. Raises IllegalMove without a paper, or for days that
        cannot be.
        """
        comply_by = comply_by if outcome in {cls.Outcome.CONSUMER, cls.Outcome.PARTLY} else None
        if paper.kind != FileKind.PDF or decided_on > amsterdam_date(at) or (comply_by and comply_by < decided_on):
            raise IllegalMove(f"{referral}: this is no ruling")
        path = f"disputes/{new_token()}.pdf"
        with transaction.atomic():
            referral._move(Referral.State.DECIDED, "referral.decided", actor=actor, at=at, payload=referral._facts())
            ruling = cls.objects.create(
                referral=referral, outcome=outcome, decided_on=decided_on, comply_by=comply_by, words=words, path=path,
                digest=paper.digest, received_at=at,
                next_step_at=start_of_day(comply_by + timedelta(days=1)) if comply_by else None,
            )  # fmt: skip
            referral.dispute.decide(actor=actor, at=at)
            default_storage.save(path, ContentFile(paper.content))
        return ruling

    def step(self, *, actor: str, at: datetime) -> None:
        """Its moment came: ask the consumer; then take silence for a yes."""
        if self.next_step_at is None or at < self.next_step_at:
            raise IllegalMove(f"{self} has no step now")
        if self.asked_at:
            self.confirm(actor=actor, at=at)
        else:
            following = end_of_day(amsterdam_date(at) + terms.RULING_CHECK)
            with transaction.atomic():
                self._update(asked_at=at, next_step_at=following)
                record("ruling.asked", subject=self, actor=actor, at=at, payload=self.referral._facts())

    def confirm(self, *, actor: str, at: datetime) -> None:
        """It was done: the consumer says so, or did not say otherwise when asked."""
        with transaction.atomic():
            self.referral.comply(actor=actor, at=at)
            self._update(next_step_at=None)

    def deny(self, *, actor: str, at: datetime) -> None:
        """The consumer was asked, and says that it was not done."""
        if self.asked_at is None:
            raise IllegalMove(f"{self}: its day has not come")
        with transaction.atomic():
            self.referral.miss(actor=actor, at=at)
            self._update(next_step_at=None)

    def paper(self) -> bytes | None:
        if not self.path or not default_storage.exists(self.path):
            return None
        with default_storage.open(self.path) as stored:
            return bytes(stored.read())

    @property
    def asks_consumer(self) -> bool:
        return self.asked_at is not None and self.next_step_at is not None

    def _update(self, **facts: object) -> None:
        Ruling.objects.filter(pk=self.pk).update(**facts)
        for name, value in facts.items():
            setattr(self, name, value)
