"""What a membership costs: a plan and its dated prices."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing import terms


class NoPrice(Exception):
    """No price is in force for this plan, period and day."""


class Period(models.TextChoices):
    """How often a member pays (terms 12.1)."""

    QUARTER = "QUARTER", _("per quarter")
    YEAR = "YEAR", _("per year")

    @property
    def months(self) -> int:
        return terms.MONTHS[self.value]

    @classmethod
    def counting(cls, months: int) -> "Period":
        """The period that counts so many months."""
        return next(each for each in cls if each.months == months)


class Plan(models.Model):
    """What a member subscribes to, by the name that stands on the invoice in each language."""

    code = models.SlugField(max_length=40, unique=True)
    name_nl = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.code

    @classmethod
    def standard(cls) -> "Plan":
        """The plan that a new member gets: the oldest one. Raises NoPrice when there is none."""
        plan = cls.objects.order_by("pk").first()
        if plan is None:
            raise NoPrice("There is no plan")
        return plan

    def name_in(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_nl


class PriceQuerySet(models.QuerySet["Price"]):
    def in_force(self, plan: Plan, period: str, day: date) -> "Price":
        """The price on `day`. Raises NoPrice."""
        price = self.filter(plan=plan, period=period, valid_from__lte=day).order_by("-valid_from").first()
        if price is None:
            raise NoPrice(f"{plan} {period} on {day}")
        return price


class Price(models.Model):
    """Euros without VAT for one period, from a day on; quarterly payers pay a surcharge (terms 12.3)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="prices")
    period = models.CharField(max_length=8, choices=Period)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    surcharge = models.DecimalField(max_digits=10, decimal_places=2, default=Decimal(0))
    valid_from = models.DateField()

    objects = PriceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "period", "valid_from"], name="price_once_per_day"),
            models.CheckConstraint(condition=Q(amount__gt=0, surcharge__gte=0), name="price_is_positive"),
            models.CheckConstraint(
                condition=Q(period="QUARTER") | Q(surcharge=0), name="surcharge_for_quarterly_payers_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.period} {self.amount} from {self.valid_from}"
