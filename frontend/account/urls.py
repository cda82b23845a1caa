"""The account's room beside allauth's own pages: how one logs in, and what else guards it."""

from django.urls import URLPattern, URLResolver

from frontend.account import passkeys, recovery_codes, second_factor, second_step, security, sessions

urlpatterns: list[URLPattern | URLResolver] = [
    *security.urlpatterns,
    *second_step.urlpatterns,
    *second_factor.urlpatterns,
    *passkeys.urlpatterns,
    *recovery_codes.urlpatterns,
    *sessions.urlpatterns,
]
