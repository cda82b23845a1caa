"""The moderator's desk: what is said about all shops together, to read and to find."""

import django_filters
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontend.access import PersonRequest, staff
from frontend.paging import page_of
from reviews.models import Review
from reviews.models.reviews import ReviewQuerySet


class ReviewFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By shop, stars, how the review came in, and words."""

    q = django_filters.CharFilter(label=_("Search in the words"), method="by_words")
    shop = django_filters.CharFilter(label=_("Webshop"), method="by_shop")
    stars = django_filters.ChoiceFilter(
        label=_("Stars"), empty_label=_("All"), choices=[(n, str(n)) for n in range(1, 6)]
    )
    verified = django_filters.ChoiceFilter(
        label=_("Purchase"), empty_label=_("All"), choices=[(True, _("Checked")), (False, _("Not checked"))]
    )

    class Meta:
        model = Review
        fields = ("q", "shop", "stars", "verified")

    def by_words(self, rows: ReviewQuerySet, _name: str, words: str) -> ReviewQuerySet:
        return rows.filter(Q(text__icontains=words) | Q(title__icontains=words) | Q(display_name__icontains=words))

    def by_shop(self, rows: ReviewQuerySet, _name: str, words: str) -> ReviewQuerySet:
        return rows.filter(Q(shop__name__icontains=words) | Q(shop__host__icontains=words))


@staff("moderator")
@require_safe
def reviews(request: PersonRequest) -> HttpResponse:
    """The newest first, whatever their stars; exactly what the public reads."""
    everything = Review.objects.public().with_reply().select_related("shop")
    found = ReviewFilter(request.GET, queryset=everything)
    page = page_of(found.qs, request, by="published_at")
    return render(request, "desk/reviews.html", {"filter": found, "page": page})


urlpatterns = [path("reviews/", reviews, name="reviews")]
