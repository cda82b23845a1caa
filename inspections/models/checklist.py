"""What we look at: dated editions of the checklist. An inspection keeps the edition it started with (terms 4.11)."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inspections.editions import CriterionText, Edition, edition

FOR_INVITATIONS = "for invitations"  # blocks no approval: without it no invitations are sent (terms 18.2)


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def in_force(self, day: date) -> "Checklist":
        """The edition that new inspections of `day` use; the first one comes with the code and loads itself."""
        newest = self.filter(valid_from__lte=day).order_by("-valid_from", "-pk").first()
        return newest or self.order_by("valid_from").first() or Checklist.load(edition(), valid_from=day)


class Checklist(models.Model):
    """One edition of the criteria. Requirements may change; editions never do (terms 4.11, 6.1)."""

    edition = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField()

    objects = ChecklistQuerySet.as_manager()

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
        return checklist


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
