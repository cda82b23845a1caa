"""Role: keeps the members' mailing list true (processing agreement, newsletter)."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

STANDINGS = ("aspirant", "full")  # the tags that exclude each other


class Refused(Exception):
    """The list does not want this person, for good: they unsubscribed, or the address is no address."""


class Unavailable(Exception):
    """The list cannot be reached or is busy; try again later."""


@dataclass(frozen=True)
class Reader:
    """Who gets the newsletter: the address, the name to greet, and the tags that describe the member."""

    email: str
    name: str
    language: str
    tags: tuple[str, ...] = ()


class Newsletter(Protocol):
    """Both verbs may be repeated."""

    def welcome(self, reader: Reader) -> None: ...

    def part(self, email: str) -> None: ...


def provider() -> Newsletter:
    """Mailchimp when it has a key; else a list that keeps itself to this installation."""
    from members.newsletter.fake import LocalList
    from members.newsletter.mailchimp import Mailchimp

    return Mailchimp() if settings.MAILCHIMP_API_KEY else LocalList()
