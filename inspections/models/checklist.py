"""What we look at: dated editions of the checklist. An inspection keeps the edition it started with (terms 4.11)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inspections.editions import CriterionText, Edition, edition
from keurmerk.calendar import amsterdam_date, start_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models import User

FOR_INVITATIONS = "for invitations"  # blocks no approval: without it no invitations are sent (terms 18.2)


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def published(self) -> "ChecklistQuerySet":
        return self.filter(published_at__isnull=False)

    def of_day(self, day: date) -> "Checklist | None":
        """The published edition that holds on `day`; None before the first."""
        return self.published().filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()

    def in_force(self, day: date) -> "Checklist":
        """The edition that new inspections of `day` use; the first one comes with the code and loads itself."""
        first = self.of_day(day) or self.published().order_by("valid_from").first()
        return first or Checklist.load(edition(), valid_from=day)


class Checklist(models.Model):
    """One edition of the criteria. Requirements may change; published editions never do (terms 4.11, 6.1).

    A trigger of the database keeps a published edition, and its criteria, as they are.
    """

    edition = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField(null=True)  # unknown while it is a draft
    drafted_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="drafts")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(valid_from__isnull=False),
                name="published_edition_has_its_first_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Edition {self.edition}"

    @classmethod
    def load(cls, text: Edition, *, valid_from: date) -> "Checklist":
        """An edition from its file; the one that is there already, unchanged: it may be pinned (terms 4.11)."""
        with transaction.atomic():
            checklist, fresh = cls.objects.get_or_create(edition=text.name, defaults={"valid_from": valid_from})
            if fresh:
                criteria = (Criterion.of(checklist, at, each) for at, each in enumerate(text.criteria))
                Criterion.objects.bulk_create(criteria)
                checklist.published_at = start_of_day(valid_from)
                checklist.save(update_fields=["published_at"])
        return checklist

    @classmethod
    def draft(cls, name: str, *, actor: str, at: datetime) -> "Checklist":
        """A copy of the edition in force, to be changed. Raises IllegalMove when the name is taken."""
        with transaction.atomic():
            base = cls.objects.in_force(amsterdam_date(at))
            made, fresh = cls.objects.get_or_create(edition=name, defaults={"drafted_from": base})
            if not fresh:
                raise IllegalMove(f"There is an edition {name} already")
            copies = list(base.criteria.all())
            for each in copies:
                each.pk, each.checklist = None, made
            Criterion.objects.bulk_create(copies)
            record("edition.drafted", subject=made, actor=actor, at=at, payload={"from": base.pk})
        return made

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    def publish(self, *, valid_from: date, by: User, at: datetime) -> None:
        """New inspections use it from that day on; who is affected hears by the event (terms 4.11, 6.1, 6.2).

        Raises IllegalMove when it is published already, has no criteria, or the day is not still to come.
        """
        with transaction.atomic():
            locked = Checklist.objects.select_for_update().get(pk=self.pk)
            if not locked.is_draft or valid_from <= amsterdam_date(at) or not locked.criteria.exists():
                raise IllegalMove(f"{self} is not published from {valid_from}")
            self.valid_from, self.published_at, self.published_by = valid_from, at, by
            self.save(update_fields=["valid_from", "published_at", "published_by"])
            facts = {"edition": self.pk}
            record("edition.published", subject=self, actor=f"user:{by.pk}", at=at, payload=facts)


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def blocking(self) -> "CriterionQuerySet":
        return self.filter(severity=Criterion.Severity.BLOCKING)


class Criterion(models.Model):
    """One point of an edition: the question, the law behind it, how heavy it weighs and who can answer it."""

    class Severity(models.TextChoices):
        BLOCKING = "B", _("Required")
        IMPROVEMENT = "I", _("Improvement")
        FLAG = "F", _("For attention")

    class Auto(models.TextChoices):
        MACHINE = "A", _("Machine")
        HINT = "H", _("Hint")
        MANUAL = "M", _("By hand")

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=10)
    question_nl = models.TextField()
    question_en = models.TextField()
    advice_nl = models.TextField(blank=True)
    advice_en = models.TextField(blank=True)
    basis = models.CharField(max_length=300, blank=True)
    severity = models.CharField(max_length=1, choices=Severity)
    auto = models.CharField(max_length=1, choices=Auto)
    page = models.CharField(max_length=80, blank=True)
    when = models.CharField(max_length=120, blank=True)  # in which case the severity holds; a person weighs it
    since = models.DateField(null=True)  # the day from which the law asks it

    objects = CriterionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["checklist", "code"], name="criterion_once_per_edition"),
        ]

    def __str__(self) -> str:
        return self.code

    @classmethod
    def of(cls, checklist: Checklist, position: int, text: CriterionText) -> "Criterion":
        """A criterion as the edition's file has it, not saved yet; its advice names our own mark."""
        names = {"mark": settings.BRAND["name"], "committee": settings.BRAND["disputes_committee"]}
        return cls(
            checklist=checklist,
            position=position,
            code=text.code,
            question_nl=text.question["nl"],
            question_en=text.question["en"],
            advice_nl=text.advice_in("nl", **names),
            advice_en=text.advice_in("en", **names),
            basis=text.basis[:300],
            severity=cls.Severity.IMPROVEMENT if text.when == FOR_INVITATIONS else text.severity,
            auto=text.auto,
            page=", ".join(text.pages)[:80],
            when=text.when,
            since=text.since,
        )

    def change(self, facts: Mapping[str, Any]) -> None:
        """Of a draft; a new point comes last. The database refuses it in a published edition."""
        for name, value in facts.items():
            setattr(self, name, value)
        if self._state.adding:
            last = self.checklist.criteria.aggregate(last=models.Max("position"))["last"]
            self.position = 0 if last is None else last + 1
        self.save()

    @property
    def question(self) -> str:
        """The question in the reader's language."""
        return self.question_en if get_language() == "en" else self.question_nl

    @property
    def advice(self) -> str:
        """What to do about it, in the reader's language."""
        return self.advice_en if get_language() == "en" else self.advice_nl

    def advice_in(self, language: str) -> str:
        return self.advice_en if language == "en" else self.advice_nl

    def question_in(self, language: str) -> str:
        return self.question_en if language == "en" else self.question_nl

    @property
    def section(self) -> str:
        """The group of a code: "WD" of WD-05a."""
        return self.code.partition("-")[0]

    @property
    def is_blocking(self) -> bool:
        return self.severity == self.Severity.BLOCKING

    @property
    def is_hard_stop(self) -> bool:
        """Prohibited content: no approval while a person has not said it is not there (terms 3.11)."""
        return self.section == "PC"
