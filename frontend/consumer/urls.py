"""The room of consumers, who need no account."""

from django.urls import URLPattern, URLResolver

from frontend.consumer import (
    confirm_sender,
    consent,
    dispute,
    dispute_committee,
    dispute_guide,
    dispute_mail,
    example,
    invoice,
    manage,
    manage_products,
    newsletter,
    notices,
    open_review,
    report,
    review,
    review_link,
    short_link,
    your_data,
)

urlpatterns: list[URLPattern | URLResolver] = [
    *example.urlpatterns,  # before the pages of tokens
    *confirm_sender.urlpatterns,
    *consent.urlpatterns,
    *dispute.urlpatterns,
    *dispute_committee.urlpatterns,
    *dispute_guide.urlpatterns,
    *dispute_mail.urlpatterns,
    *invoice.urlpatterns,
    *manage.urlpatterns,
    *manage_products.urlpatterns,
    *newsletter.urlpatterns,
    *notices.urlpatterns,
    *open_review.urlpatterns,
    *report.urlpatterns,
    *review.urlpatterns,
    *review_link.urlpatterns,
    *short_link.urlpatterns,
    *your_data.urlpatterns,
]
