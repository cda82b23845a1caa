"""Everybody's room: each file of views brings its own addresses."""

from django.urls import URLPattern, URLResolver

from frontend.public import (
    articles,
    feed,
    home,
    ledger,
    misuse,
    moderation,
    paper,
    paper_versions,
    partners,
    photos,
    processing,
    products,
    register,
    review,
    score_card,
    security_contact,
    shop,
    sitemaps,
    status,
    transparency,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *articles.urlpatterns,
    *feed.urlpatterns,
    *home.urlpatterns,
    *ledger.urlpatterns,
    *misuse.urlpatterns,
    *moderation.urlpatterns,
    *paper.urlpatterns,
    *paper_versions.urlpatterns,
    *partners.urlpatterns,
    *photos.urlpatterns,
    *processing.urlpatterns,
    *products.urlpatterns,
    *register.urlpatterns,
    *review.urlpatterns,
    *score_card.urlpatterns,
    *security_contact.urlpatterns,
    *shop.urlpatterns,
    *sitemaps.urlpatterns,
    *status.urlpatterns,
    *transparency.urlpatterns,
]
