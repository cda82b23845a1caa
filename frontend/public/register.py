"""The public register: which shops carry the mark, and whether a given address is one of them (terms 8.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend.access import HouseRequest, visitor
from frontend.public.register_search import browsed, searched
from inspections.models import Misuse
from members.categories import Category
from members.hosts import NotAHost, host_of
from members.models import MarkGrant, Shop
from members.models.shop import ShopQuerySet

LONGEST = 100  # characters of a search


class RegisterFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Shops by how they stand and by what they sell; `q` are words to find them by (register_search.py)."""

    q = django_filters.CharFilter(
        label=_("Name, website, company number or place"), method="by_words", widget=forms.SearchInput
    )
    category = django_filters.ChoiceFilter(label=_("What it sells"), empty_label=_("Everything"), choices=Category)
    standing = django_filters.ChoiceFilter(
        label=_("Membership"),
        method="by_standing",
        empty_label=_("All members"),
        choices=[("full", _("Full member")), ("aspirant", _("Aspirant member")), ("ended", _("Former member"))],
    )

    class Meta:
        model = Shop
        fields = ("q", "category", "standing")

    def by_words(self, rows: ShopQuerySet, name: str, value: str) -> ShopQuerySet:
        """Left to the search, which ranks too."""
        return rows

    def by_standing(self, rows: ShopQuerySet, name: str, value: str) -> ShopQuerySet:
        """As the page says it: a shop whose mark is suspended is neither full nor aspirant (terms 5.3, 10.3)."""
        if value == "ended":
            return rows.exclude(ended_at=None)
        return rows.filter(member__memberships__state=value.upper(), grants__state=MarkGrant.State.GRANTED)

    @property
    def words(self) -> str:
        return str(self.form.cleaned_data["q"]).strip()[:LONGEST] if self.form.is_valid() else ""

    @property
    def wants_former(self) -> bool:
        return bool(self.form.is_valid() and self.form.cleaned_data["standing"] == "ended")


class AddressForm(forms.Form):
    """Which website?"""

    use_required_attribute = False

    domain = forms.CharField(
        label=_("Address of the webshop"),
        max_length=300,
        help_text=_("Such as fietsgoed.example"),
        error_messages={"required": _("Fill in the address of a webshop")},
    )

    def clean_domain(self) -> str:
        try:
            return host_of(self.cleaned_data["domain"])
        except NotAHost as fault:
            raise forms.ValidationError(_("This is not the address of a website, such as fietsgoed.example")) from fault


@visitor
@require_safe
def register(request: HouseRequest) -> HttpResponse:
    """The shops, and how many of them sell what. In which order they come, the page says."""
    chosen = RegisterFilter(request.GET, queryset=Shop.objects.listed())
    rows = chosen.qs if chosen.wants_former else chosen.qs.filter(ended_at=None)
    number = _number(request.GET.get("page", ""))
    found = searched(rows, chosen.words, number) if chosen.words else browsed(rows, number)
    facts: dict[str, Any] = {
        "filter": chosen,
        "shops": found.shops,
        "found": found,
        "categories": _categories(request, found.categories),
        "newer": _address(request, page=str(number - 1)) if number > 1 else "",
        "older": _address(request, page=str(number + 1)) if found.more else "",
    }
    return render(request, "public/register.html", facts)


@dataclass(frozen=True)
class Narrowed:
    """The same question, for shops of one category."""

    label: str | Promise
    shops: int
    address: str


def _categories(request: HouseRequest, counts: Mapping[str, int]) -> list[Narrowed]:
    """None once one is chosen: the others were not counted then."""
    if request.GET.get("category") in Category.values:
        return []
    return [
        Narrowed(Category(code).label, count, _address(request, category=code, page="1"))
        for code, count in counts.items()
    ]


@visitor
@require_safe
def verify(request: HouseRequest) -> HttpResponse:
    """Is this shop real? One clear answer per address; an unknown one is not vouched for (terms 10.1)."""
    asked = "domain" in request.GET
    form = AddressForm(request.GET if asked else None)
    facts: dict[str, Any] = {"form": form}
    if asked and form.is_valid():
        facts["host"] = form.cleaned_data["domain"]
        known = Shop.objects.listed().with_standing().at_host(facts["host"])
        facts["shop"] = shop = known.order_by("-registered_at").first()
        if shop is None or not shop.shows_seal():
            facts["misuse"] = Misuse.objects.judged().filter(host=facts["host"]).first()
    return render(request, "public/verify.html", facts)


def _number(said: str) -> int:
    return max(1, min(int(said), 10_000)) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def _address(request: HouseRequest, **facts: str) -> str:
    query = request.GET.copy()
    for name, value in facts.items():
        query[name] = value
    return f"?{query.urlencode()}"


urlpatterns = [
    path("register/", register, name="register"),
    path("verify/", verify, name="verify"),
]
