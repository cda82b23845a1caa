"""Role: keeps the members' mailing list true (processing agreement, newsletter)."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from django.conf import settings

from members.categories import Category

STANDINGS = ("full", "aspirant", "suspended")  # the tags that exclude each other; who has several has the first
CATEGORIES = {code: f"category-{code.lower()}" for code in Category.values}


class Refused(Exception):
    """The list does not take this address: it is no address, or was taken off for good."""


class Unavailable(Exception):
    """The list cannot be reached, is busy, or does not know us; try again later."""


class Found(Enum):
    """How the list has an address."""

    ABSENT = "absent"  # not there, or put away
    READING = "reading"
    UNSUBSCRIBED = "unsubscribed"  # by the reader's own act
    CLEANED = "cleaned"  # nothing arrives there


@dataclass(frozen=True)
class Reader:
    """Who gets the newsletter: the address, the name to greet, the tags that describe the member, the way out."""

    email: str
    name: str
    language: str
    tags: tuple[str, ...] = ()
    stop_link: str = field(default="", compare=False)  # signed with the moment, so that no two are the same


class Newsletter(Protocol):
    """All verbs may be repeated."""

    def welcome(self, reader: Reader, *, known: bool, asked: bool) -> Found:
        """Puts the reader on the list, or brings it up to date.

        Who unsubscribed stays so, unless they `asked` to be back. An address that we `known`ly put there and that
        somebody put away since stays away as well. Says how the list has them now.
        """

    def part(self, email: str) -> Found:
        """Puts the address away; one that unsubscribed stays where the list remembers that. Says how it was."""

    def unsubscribe(self, email: str) -> Found:
        """Writes down that this reader wants no more of it. Says how it was."""


def provider() -> Newsletter:
    """Mailchimp when it has a key; else a list that keeps itself to this installation."""
    from members.newsletter.fake import LocalList
    from members.newsletter.mailchimp import Mailchimp

    return Mailchimp() if settings.MAILCHIMP_API_KEY else LocalList()
