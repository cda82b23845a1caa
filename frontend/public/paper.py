"""What the mark says about itself, the code of conduct among it (terms 1.12): a template per page and language."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from billing.models import Price
from billing.vat import STANDARD_RATE
from frontend.access import HouseRequest, visitor
from frontend.public import clause
from frontend.public.paper_versions import facts_of
from frontend.reporting_forms import HINTS
from inspections import editions
from inspections.models import Checklist, Criterion
from keurmerk.calendar import amsterdam_date
from members import documents, sub_processors
from reviews import terms as review_terms
from reviews.grounds import RULES, Grounds, Rule

PAGES = (
    "how-reviews-work",
    "how-inspection-works",
    "code-of-conduct",
    "terms",
    "processing-agreement",
    "privacy",
    "accessibility",
    "contact",
    "for-shops",
    "for-consumers",
    "sub-processors",
    "prices",
    "transparency",
    "ledger",
)


@dataclass(frozen=True)
class Offer:
    """What one period costs, in euros: the price, with the surcharge for paying per quarter, and with Dutch VAT."""

    price: Price

    @property
    def total(self) -> Decimal:
        return self.price.amount + self.price.surcharge

    @property
    def vat(self) -> Decimal:
        return STANDARD_RATE.of(self.total)

    @property
    def with_vat(self) -> Decimal:
        return self.total + self.vat


@dataclass(frozen=True)
class Section:
    """The points of a checklist under one heading."""

    name: str
    criteria: list[Criterion]


@dataclass(frozen=True)
class WrittenRule:
    """A ground with its number, where it comes from, and what it means."""

    grounds: Grounds
    rule: Rule

    @property
    def hint(self) -> str:
        return str(HINTS[self.grounds])

    @property
    def basis(self) -> str:
        return self.rule.law or str(self.rule.basis.label)


def page(name: str) -> Callable[..., HttpResponseBase]:
    """A view of one page, with the few facts that such pages show."""

    @visitor
    @require_safe
    def show(request: HouseRequest) -> HttpResponse:
        stem = name.replace("-", "_")
        facts: dict[str, Any] = {
            "versions": documents.CURRENT,
            "terms": review_terms,
            **facts_of(name),
            **FACTS.get(name, _none)(request),
        }
        return render(request, f"public/paper/{stem}.{get_language()}.html", facts)

    return show


def _none(request: HouseRequest) -> dict[str, Any]:
    return {}


def _prices(request: HouseRequest) -> dict[str, Any]:
    """Prices are public, and each has its day (terms 12.1, 12.3)."""
    today = amsterdam_date(request.now)
    rows = Price.objects.filter(valid_from__lte=today).select_related("plan").order_by("plan", "period", "-valid_from")
    offers = [Offer(price) for price in rows.distinct("plan", "period")]
    coming = Price.objects.filter(valid_from__gt=today).select_related("plan").order_by("valid_from", "plan", "period")
    return {"offers": offers, "coming": [Offer(price) for price in coming], "percent": STANDARD_RATE.percent}


def _criteria(request: HouseRequest) -> dict[str, Any]:
    """The edition that inspections of today use, by section (terms 4.2, 4.11)."""
    today = amsterdam_date(request.now)
    in_force = Checklist.objects.of_day(today)
    criteria = list(in_force.criteria.all()) if in_force else _of_the_code()
    return {
        "edition": in_force.edition if in_force else editions.CURRENT,
        "number": len(criteria),
        "sections": [Section(_name(key), list(rows)) for key, rows in groupby(criteria, key=lambda each: each.section)],
        "clause": clause.in_each_language(),
    }


def _of_the_code() -> list[Criterion]:
    """The edition that the first inspection will load."""
    text = editions.edition()
    return [Criterion.of(Checklist(edition=text.name), at, each) for at, each in enumerate(text.criteria)]


def _name(section: str) -> str:
    names = editions.edition().groups.get(section, {})
    return names.get(get_language() or "nl", section)


def _clause(request: HouseRequest) -> dict[str, Any]:
    return {"clause": clause.in_each_language()}


def _vendors(request: HouseRequest) -> dict[str, Any]:
    """Who gets personal data of us, and only if this installation has a key for it; and what changed (terms 1.16)."""
    today = amsterdam_date(request.now)
    return {
        "sub_processors": sub_processors.listed(today),
        "changes": sub_processors.changes(today),
        "notice": sub_processors.NOTICE.days,
        "bucket": bool(settings.PUBLISHED_BUCKET),
    }


def _rules(request: HouseRequest) -> dict[str, Any]:
    """The written grounds: the same for one star and for five (DSA 14)."""
    return {"rules": [WrittenRule(Grounds(grounds), rule) for grounds, rule in RULES.items()]}


FACTS: dict[str, Callable[[HouseRequest], dict[str, Any]]] = {
    "how-reviews-work": _rules,
    "prices": _prices,
    "how-inspection-works": _criteria,
    "for-shops": _clause,
    "sub-processors": _vendors,
}

OF_THEIR_OWN = {"transparency", "ledger"}  # in prose too, but with facts: the modules of that name show them

urlpatterns = [path(f"{name}/", page(name), name=name.replace("-", "_")) for name in PAGES if name not in OF_THEIR_OWN]
