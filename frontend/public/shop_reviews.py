"""Which reviews a member page shows: by stars, language, product and purchase, and by words in them."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models import Shop
from reviews.models import Review
from reviews.models.reviews import ReviewQuerySet

LANGUAGES = [("nl", _("Dutch")), ("en", _("English")), ("de", _("German")), ("fr", _("French")), ("es", _("Spanish"))]
MOST_PRODUCTS = 50  # to choose from
LONGEST = 100  # characters of a search


class PublicReviewFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Nothing is left out but by the reader's own choice, and low stars can be asked for as well as high ones."""

    q = django_filters.CharFilter(label=_("Words in the review"), method="by_words", widget=forms.SearchInput)
    stars = django_filters.ChoiceFilter(
        label=_("Stars"), empty_label=_("All"), choices=[(n, str(n)) for n in range(5, 0, -1)]
    )
    language = django_filters.ChoiceFilter(label=_("Language"), empty_label=_("All"), choices=LANGUAGES)
    verified = django_filters.ChoiceFilter(
        label=_("Purchase"), empty_label=_("All"), choices=[(True, _("Checked")), (False, _("Not checked"))]
    )
    product = django_filters.ChoiceFilter(label=_("Product"), empty_label=_("All"), method="by_product")

    class Meta:
        model = Review
        fields = ("q", "stars", "language", "verified", "product")

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = shop.product_reviews.all().products().order_by("name", "pk")
        self.products = [(pk, name) for pk, name in products.values_list("pk", "name")[:MOST_PRODUCTS]]
        if self.products:
            self.filters["product"].extra["choices"] = self.products
        else:
            del self.filters["product"]

    def by_words(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """In the writer's title and text, and in the answer that everybody may read."""
        words = value.strip()[:LONGEST]
        return rows.filter(Q(title__icontains=words) | Q(text__icontains=words))

    def by_product(self, rows: ReviewQuerySet, name: str, value: str) -> ReviewQuerySet:
        """Of orders with this product in them."""
        return rows.filter(invitation__lines__product=int(value))
