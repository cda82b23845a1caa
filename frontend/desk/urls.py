"""Our own room: each file of views brings its own addresses."""

from django.urls import URLPattern, URLResolver

from frontend.desk import (
    applications,
    articles,
    components,
    corrections,
    disputes,
    flaggers,
    home,
    information,
    inspections,
    invoices,
    members,
    misuse,
    money,
    notices,
    notices_work,
    partners,
    quarantine,
    reach,
    reviews,
    suspicions,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *applications.urlpatterns,
    *articles.urlpatterns,
    *components.urlpatterns,
    *corrections.urlpatterns,
    *disputes.urlpatterns,
    *flaggers.urlpatterns,
    *home.urlpatterns,
    *information.urlpatterns,
    *inspections.urlpatterns,
    *invoices.urlpatterns,
    *members.urlpatterns,
    *misuse.urlpatterns,
    *money.urlpatterns,
    *notices.urlpatterns,
    *notices_work.urlpatterns,
    *partners.urlpatterns,
    *quarantine.urlpatterns,
    *reach.urlpatterns,
    *reviews.urlpatterns,
    *suspicions.urlpatterns,
]
