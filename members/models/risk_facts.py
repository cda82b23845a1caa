"""What an applicant says of the goods and of paying, from which a risk shop is known (checklist 3.7, rulebook 2.2)."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.application import Application


class RiskFacts(models.Model):
    """Five facts of one application; each that is true is a reason to look closer."""

    QUESTIONS: ClassVar[tuple[str, ...]] = ("expensive", "electronics", "travel", "trend_goods", "prepaid")

    application = models.OneToOneField(Application, models.CASCADE, related_name="risk_facts")
    expensive = models.BooleanField(_("Articles of more than EUR 250"), default=False)
    electronics = models.BooleanField(_("Electronics"), default=False)
    travel = models.BooleanField(_("Travel"), default=False)
    trend_goods = models.BooleanField(_("Goods that are in fashion for a short time"), default=False)
    prepaid = models.BooleanField(_("Most customers pay long before they get their order"), default=False)
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Risk facts of application {self.application_id}"

    @classmethod
    def reasons(cls, application: Application) -> list[str]:
        """The facts that are true, by name."""
        facts = cls.objects.filter(application=application).first()
        return [name for name in cls.QUESTIONS if getattr(facts, name)] if facts else []

    def answer(self, *, at: datetime) -> None:
        self.answered_at = at
        self.save()
