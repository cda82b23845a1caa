"""The front gate: pages in Dutch at / and in English at /en/, the two APIs, webhooks and health."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("keurmerk.health")),
    path("", include("keurmerk.content_policy")),
    path("", include("keurmerk.api")),
    path("", include("reviews.plugins.urls")),
    path("", include("frontend.widgets.sidebar")),
    path("", include("keurmerk.mail.webhooks")),
    path("", include("keurmerk.mail.arriving.webhook")),
    path("", include("reviews.texting.webhooks")),
    path("", include("billing.webhooks")),
    path("", include("members.webhooks")),
]

if settings.SANDBOX:
    urlpatterns.append(path("", include("frontend.sandbox.urls")))

urlpatterns += i18n_patterns(
    path("accounts/", include("allauth.account.urls")),
    path("", include("frontend.urls")),
    prefix_default_language=False,
)
