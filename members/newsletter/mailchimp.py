"""Mailchimp, through mailchimp-marketing, with its traps kept in this file (integrations.md 2).

An error without a body comes back as the response object instead of an exception; transport errors have no status;
the host is replaced wherever the word `server` stands in the address, so list ids are checked for it.
"""

import hashlib
from collections.abc import Callable
from typing import Any

import mailchimp_marketing
from django.conf import settings
from mailchimp_marketing.api_client import ApiClientError
from requests import Response

from members.newsletter import STANDINGS, Reader, Refused, Unavailable

_SECONDS = 10


class Mailchimp:
    """The audience named by MAILCHIMP_LIST."""

    def __init__(self) -> None:
        if "server" in settings.MAILCHIMP_LIST:
            raise ValueError("mailchimp-marketing replaces the word 'server' in addresses: this list id cannot be used")
        key = settings.MAILCHIMP_API_KEY
        self.client = mailchimp_marketing.Client(
            {"api_key": key, "server": key.rpartition("-")[2], "timeout": _SECONDS}
        )
        if settings.MAILCHIMP_API_URL:
            self.client.api_client.host = settings.MAILCHIMP_API_URL.rstrip("/")

    def welcome(self, reader: Reader) -> None:
        """Adds or updates by the address's hash. Never re-subscribes: an existing member's status is left alone."""
        lists, number = self.client.lists, _number(reader.email)
        body = {
            "email_address": reader.email,
            "status_if_new": "subscribed",
            "language": reader.language,
            "merge_fields": {"FNAME": reader.name},
        }
        _ask(lambda: lists.set_list_member(settings.MAILCHIMP_LIST, number, body))
        if reader.tags:
            _ask(lambda: lists.update_list_member_tags(settings.MAILCHIMP_LIST, number, _tags(reader)))

    def part(self, email: str) -> None:
        """Archives the member; one who is not there has parted already."""
        try:
            _ask(lambda: self.client.lists.delete_list_member(settings.MAILCHIMP_LIST, _number(email)))
        except Refused as refusal:
            if refusal.args[1:] not in {(404,), (405,)}:
                raise


def _tags(reader: Reader) -> dict[str, list[dict[str, str]]]:
    """The reader's tags, and without those of another standing: Mailchimp keeps a tag until it is told otherwise."""
    known = dict.fromkeys((*STANDINGS, *reader.tags))
    return {"tags": [{"name": tag, "status": "active" if tag in reader.tags else "inactive"} for tag in known]}


def _number(email: str) -> str:
    return hashlib.md5(email.strip().lower().encode(), usedforsecurity=False).hexdigest()


def _ask(call: Callable[[], Any]) -> None:
    """Refused carries (words, status). Busy, broken and body-less answers are Unavailable."""
    try:
        answer = call()
    except ApiClientError as fault:
        status = fault.status_code
        if status is None or status == 429 or status >= 500:
            raise Unavailable from None
        raise Refused(f"Mailchimp {status}", status) from None
    except OSError:
        raise Unavailable from None
    if isinstance(answer, Response) and not answer.ok:
        if answer.status_code in (404, 405):
            raise Refused("Mailchimp has no such member", answer.status_code)
        raise Unavailable
