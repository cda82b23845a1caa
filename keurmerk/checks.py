"""System checks: production has its credentials, every view states who may open it, every datum its term."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from keurmerk.fields import is_personal
from keurmerk.retention import rules_for


@register(Tags.security, deploy=True)
def production_has_its_credentials(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.SANDBOX:
        return []
    needed = {"POSTMARK_SERVER_TOKEN": settings.POSTMARK_SERVER_TOKEN, "PAYMENT_PROVIDER": settings.PAYMENT_PROVIDER}
    if settings.PAYMENT_PROVIDER == "mollie":
        needed["MOLLIE_API_KEY"] = settings.MOLLIE_API_KEY
    return [Error(f"{name} is not set", id="keurmerk.E001") for name, value in needed.items() if not value]


@register(Tags.security, deploy=True)
def the_signing_key_is_one(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without its key an installation cannot sign the ledger's daily head (docs/ledger.md)."""
    if re.fullmatch(r"[0-9a-f]{64}", settings.SIGNING_KEY):
        return []
    return [Error("SIGNING_KEY is not 64 hexadecimal digits", id="keurmerk.E005", hint="openssl rand -hex 32")]


@register(Tags.security, deploy=True)
def backups_are_locked(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Without a public key no backup can be made that is not directly readable (PA backups)."""
    if settings.SANDBOX or (settings.BACKUP_KEYS and all(map(_is_key, settings.BACKUP_KEYS))):
        return []
    hint = "manage.py backup_key FILE makes one, and says what its public half is"
    return [Error("BACKUP_KEYS holds no public keys of 64 hexadecimal digits", id="keurmerk.E007", hint=hint)]


def _is_key(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", text) is not None


@register(Tags.security, deploy=True)
def stop_by_text_can_be_answered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every text message says "answer STOP"; nobody can answer a sender that is a name (processing agreement)."""
    if settings.TEXT_PROVIDER != "bird" or re.fullmatch(r"\+?[0-9]{4,15}", settings.BIRD_SENDER):
        return []
    hint = "Rent a number at the vendor that takes answers, and give it as +31…"
    return [Error("BIRD_SENDER is no number, so STOP cannot be answered", id="keurmerk.E006", hint=hint)]


@register()
def vendors_are_reached_over_tls(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A vendor's address is https, but for a test peer on loopback (integrations 5)."""
    names = (
        "POSTMARK_API_URL",
        "MAILCHIMP_API_URL",
        "BIRD_API_URL",
        "KVK_API_URL",
        "VIES_API_URL",
        "MOLLIE_API_URL",
        "MONEYBIRD_API_URL",
        "COMMITTEE_URL",
    )
    addresses = [getattr(settings, name) for name in names]
    plain = [
        url for url in addresses if url and not url.startswith(("https://", "http://127.0.0.1", "http://localhost"))
    ]
    return [Error(f"Not https: {url}", id="keurmerk.E002") for url in plain]


@register()
def every_personal_field_has_its_term(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A personal field without a retention rule is an error (processing agreement, retention)."""
    return [
        Error(f"{model._meta.label}.{field.name} is personal and has no retention rule", id="keurmerk.E003")
        for model in apps.get_models()
        for field in model._meta.fields
        if is_personal(field) and not _covered(model._meta.label, field.name)
    ]


def _covered(model: str, field: str) -> bool:
    return any(field in rule.fields for rule in rules_for(model))


@register(Tags.urls)
def every_view_states_its_audience(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Login is required everywhere; a view that is open, or for staff or a shop, says so itself."""
    return [
        Error(
            f"{view.__module__}.{getattr(view, '__qualname__', view)} does not state its audience", id="keurmerk.E004"
        )
        for view in _own_views(get_resolver().url_patterns)
        if getattr(view, "login_required", None) is not False and not hasattr(view, "audience")
    ]


def _own_views(patterns: list[URLPattern | URLResolver]) -> Iterator[Any]:
    ours = ("keurmerk", "members", "inspections", "reviews", "disputes", "billing", "frontend")
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _own_views(pattern.url_patterns)
        elif getattr(pattern.callback, "__module__", "").split(".")[0] in ours:
            yield pattern.callback
