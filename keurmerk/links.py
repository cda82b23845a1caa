"""Absolute addresses, for letters and published files."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def absolute(path: str) -> str:
    """`path` on this installation's public address."""
    return f"{settings.SITE_URL}{path}"


def in_language(language: str, page: str, **arguments: object) -> str:
    """The absolute address of a page, in the language of who will open it."""
    with translation.override(language):
        return absolute(reverse(page, kwargs=arguments))
