"""Mailchimp, through mailchimp-marketing, with its traps kept in this file (integrations.md 2).

An error without a body comes back as the response object instead of an exception; transport errors have no status;
the host is replaced wherever the word `server` stands in the address, so list ids are checked for it. What was
archived stays so under `status_if_new`, and archiving somebody who unsubscribed would forget that they did: so each
verb looks first.
"""

import hashlib
import logging
from collections.abc import Callable
from typing import Any

import mailchimp_marketing
from django.conf import settings
from mailchimp_marketing.api_client import ApiClientError
from requests import Response

from members.newsletter import CATEGORIES, STANDINGS, Found, Reader, Refused, Unavailable

_SECONDS = 10
_NONE_THERE = (404, 405)
_NOT_US = (401, 403)  # a wrong key, or a closed account: ours to mend, and no answer about a reader
_FOUND = {"archived": Found.ABSENT, "unsubscribed": Found.UNSUBSCRIBED, "cleaned": Found.CLEANED}
_LOG = logging.getLogger(__name__)


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

    def welcome(self, reader: Reader, *, known: bool, asked: bool) -> Found:
        """Adds or updates by the address's hash. A status is sent only to who is archived, or asked to be back.

        Who unsubscribed here gets a letter of Mailchimp's to confirm it: it takes no other way back.
        """
        status = self._status(reader.email)
        found = _FOUND.get(status, Found.READING) if status else Found.ABSENT
        gone = found in {Found.CLEANED, Found.UNSUBSCRIBED} or (status == "archived" and known)
        if found == Found.CLEANED or (gone and not asked):
            return found
        lists, number = self.client.lists, _number(reader.email)
        _ask(lambda: lists.set_list_member(settings.MAILCHIMP_LIST, number, _body(reader, status)))
        if reader.tags:
            _ask(lambda: lists.update_list_member_tags(settings.MAILCHIMP_LIST, number, _tags(reader)))
        return Found.READING

    def part(self, email: str) -> Found:
        """Archives who is reading; one who is not there has parted already."""
        found = self._found(email)
        if found == Found.READING:
            _unless_absent(lambda: self.client.lists.delete_list_member(settings.MAILCHIMP_LIST, _number(email)))
        return found

    def unsubscribe(self, email: str) -> Found:
        found = self._found(email)
        if found == Found.READING:
            lists, no_more = self.client.lists, {"status": "unsubscribed"}
            _unless_absent(lambda: lists.update_list_member(settings.MAILCHIMP_LIST, _number(email), no_more))
        return found

    def _found(self, email: str) -> Found:
        status = self._status(email)
        return _FOUND.get(status, Found.READING) if status else Found.ABSENT

    def _status(self, email: str) -> str:
        """In Mailchimp's word; empty when it never heard of the address."""
        answer = _unless_absent(
            lambda: self.client.lists.get_list_member(settings.MAILCHIMP_LIST, _number(email), fields=["status"])
        )
        if answer is None:
            return ""
        if not isinstance(answer, dict) or not answer.get("status"):
            raise Unavailable("an answer that is none")
        return str(answer["status"])


def _body(reader: Reader, status: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "email_address": reader.email,
        "status_if_new": "subscribed",
        "language": reader.language,
        "merge_fields": {"FNAME": reader.name},
    }
    if settings.MAILCHIMP_STOP_FIELD and reader.stop_link:
        body["merge_fields"][settings.MAILCHIMP_STOP_FIELD] = reader.stop_link
    again = {"archived": "subscribed", "unsubscribed": "pending"}.get(status)
    return {**body, "status": again} if again else body


def _tags(reader: Reader) -> dict[str, list[dict[str, str]]]:
    """The reader's tags, and without the others of ours: Mailchimp keeps a tag until it is told otherwise."""
    known = dict.fromkeys((*STANDINGS, *CATEGORIES.values(), *reader.tags))
    return {"tags": [{"name": tag, "status": "active" if tag in reader.tags else "inactive"} for tag in known]}


def _number(email: str) -> str:
    return hashlib.md5(email.strip().lower().encode(), usedforsecurity=False).hexdigest()


def _unless_absent(call: Callable[[], Any]) -> Any:
    """The answer; None when the list has no such member."""
    try:
        return _ask(call)
    except Refused as refusal:
        if refusal.args[1:] not in {(status,) for status in _NONE_THERE}:
            raise
        return None


def _ask(call: Callable[[], Any]) -> Any:
    """Refused carries (words, status). Busy, broken and body-less answers are Unavailable; so is one that is not us."""
    try:
        answer = call()
    except ApiClientError as fault:
        status = fault.status_code
        if status in _NOT_US:
            _LOG.error("Mailchimp does not let us in: %s", status)
        if status is None or status == 429 or status >= 500 or status in _NOT_US:
            raise Unavailable(f"Mailchimp {status}") from None
        raise Refused(f"Mailchimp {status}", status) from None
    except (OSError, ValueError):  # no connection, or an answer that is cut off
        raise Unavailable("Mailchimp is away") from None
    if isinstance(answer, Response) and not answer.ok:
        if answer.status_code in _NONE_THERE:
            raise Refused("Mailchimp has no such member", answer.status_code)
        raise Unavailable(f"Mailchimp {answer.status_code}")
    return answer
