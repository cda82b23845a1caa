"""Postmark, through postmarker: a Django mail backend that sends in batches and reads every single answer.

Postmark has no idempotency key, and a batch answers per message without raising (integrations.md 2 and 3). So a
letter carries its number as metadata, a missing answer is Unknown, and `look_up` asks for that number.
"""

import base64
import json
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, cast

import requests
import urllib3
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from postmarker.core import PostmarkClient
from postmarker.exceptions import ClientError

from keurmerk.mail.outcome import Outcome, Refused, Retry, Sent, Unknown

MOST_MESSAGES = 500
MOST_BYTES = 45_000_000  # of a batch: Postmark takes 50 MB, and the envelope needs some of it
MOST_BYTES_EACH = 10_000_000
_ENVELOPE = 5_000  # names, numbers and headers
_LONGEST_ANSWER = 30  # seconds for an answer that trickles in: a time-out alone starts anew with every byte
_INACTIVE_RECIPIENT = 406
_SENDER_UNKNOWN = {400, 401}  # no such sender signature or domain, or one that is not confirmed
_TRY_LATER = {100, 405, 412, 429, 500, 503}  # maintenance, out of credit, awaiting approval, and HTTP's own
FAULTS = (requests.RequestException, ClientError, KeyError, TypeError, ValueError)  # all that postmarker raises

Loaded = tuple[EmailMessage, dict[str, Any], int]


class _Session(requests.Session):
    """Goes to no other address than the one that was asked, and waits for no answer that never ends."""

    def request(self, *args: Any, **options: Any) -> requests.Response:
        """Raises TooManyRedirects for any redirect: the token would travel along."""
        response = super().request(*args, **{**options, "allow_redirects": False, "stream": True})
        response._content = _all_of(response)
        response.encoding = "utf-8"  # else postmarker has the charset of every answer guessed, byte by byte
        if response.is_redirect:
            raise requests.TooManyRedirects(response=response)
        return response


def _all_of(response: requests.Response) -> bytes:
    began, body = time.monotonic(), bytearray()
    try:
        while chunk := response.raw.read1(65536, decode_content=True):
            body += chunk
            if time.monotonic() - began > _LONGEST_ANSWER:
                raise requests.ReadTimeout("The answer trickles in")
    except urllib3.exceptions.HTTPError as fault:
        raise requests.ConnectionError(fault) from fault
    finally:
        response.close()
    return bytes(body)


def client_for(*, account_token: str = "") -> PostmarkClient:
    """postmarker with our address, patience and session; it knows no option for the last, and waits for ever."""
    client = PostmarkClient(
        server_token=settings.POSTMARK_SERVER_TOKEN or "none",
        account_token=account_token,
        timeout=settings.POSTMARK_TIMEOUT,
        root_api_url=settings.POSTMARK_API_URL.rstrip("/") + "/",
    )
    client._session = _Session()
    return client


class PostmarkBackend(BaseEmailBackend):
    """Sets `outcome` on each message; never raises for a single letter."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.client = client_for()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for batch in _batches(email_messages):
            outcomes = self._hand_over([payload for _, payload, _ in batch])
            for (message, _, _), outcome in zip(batch, outcomes, strict=True):
                message.outcome = outcome  # type: ignore[attr-defined]
        return sum(isinstance(getattr(message, "outcome", None), Sent) for message in email_messages)

    def _hand_over(self, payloads: list[dict[str, Any]]) -> list[Outcome]:
        """What became of each. A batch that is refused as a whole goes again in halves: one cannot stop the others."""
        outcomes = self._call(payloads)
        if len(payloads) > 1 and isinstance(outcomes, Refused):
            middle = len(payloads) // 2
            return [*self._hand_over(payloads[:middle]), *self._hand_over(payloads[middle:])]
        return outcomes if isinstance(outcomes, list) else [outcomes] * len(payloads)

    def _call(self, payloads: list[dict[str, Any]]) -> list[Outcome] | Outcome:
        """One answer for each, or one for all of them."""
        try:
            answers = self.client.call("POST", "/email/batch", data=payloads)
        except FAULTS as fault:
            return _of_fault(fault)
        if not isinstance(answers, list) or len(answers) != len(payloads):
            return Unknown()
        return [_of_answer(answer) for answer in answers]

    def look_up(self, letter_id: int, to: str) -> Outcome | None:
        """Sent when Postmark has this letter to this person, None when it has not, Unknown when it cannot say."""
        wanted = {"count": 1, "offset": 0, "recipient": to, "metadata_letter": str(letter_id)}
        try:
            messages = self.client.call("GET", "/messages/outbound", **wanted)["Messages"]
            return Sent(str(messages[0]["MessageID"])) if messages else None
        except FAULTS:
            return Unknown()


def _batches(messages: Sequence[EmailMessage]) -> Iterator[list[Loaded]]:
    """At most 500 messages and 45 MB each. What is larger than 10 MB is refused here: it would take its batch along."""
    batch: list[Loaded] = []
    size = 0
    for message in messages:
        payload = _payload(message)
        weight = _weight(payload)
        if weight > MOST_BYTES_EACH:
            message.outcome = Refused("larger than 10 MB")  # type: ignore[attr-defined]
            continue
        if batch and (len(batch) == MOST_MESSAGES or size + weight > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append((message, payload, weight))
        size += weight
    if batch:
        yield batch


def _weight(payload: dict[str, Any]) -> int:
    """Bytes as JSON, or more: for an ordinary letter an upper bound, at six bytes for a character, is good enough."""
    if "Attachments" not in payload:
        most = 6 * sum(len(value) for value in payload.values() if isinstance(value, str)) + _ENVELOPE
        if most * MOST_MESSAGES <= MOST_BYTES:
            return most
    return len(json.dumps(payload))


def _payload(message: EmailMessage) -> dict[str, Any]:
    letter = message.letter  # type: ignore[attr-defined]
    html = [body for body, kind in cast("EmailMultiAlternatives", message).alternatives if kind == "text/html"]
    headers = dict(message.extra_headers)
    payload: dict[str, Any] = {
        "From": message.from_email,
        "To": ",".join(message.to),
        "ReplyTo": headers.pop("Reply-To", None),  # a field of its own here, refused among the headers
        "Subject": message.subject,
        "TextBody": message.body,
        "HtmlBody": str(html[0]) if html else None,
        "Tag": letter.letter,
        "MessageStream": settings.POSTMARK_STREAMS.get(letter.stream, letter.stream),
        "Metadata": {"letter": str(letter.pk)},
        "Headers": [{"Name": name, "Value": value} for name, value in headers.items()],
        "Attachments": [_attachment(*attachment) for attachment in message.attachments],
    }
    return {name: value for name, value in payload.items() if value}


def _attachment(name: str, content: bytes | str, kind: str | None) -> dict[str, str]:
    raw = content.encode() if isinstance(content, str) else content
    return {
        "Name": name,
        "Content": base64.b64encode(raw).decode(),
        "ContentType": kind or "application/octet-stream",
    }


def _of_answer(answer: Any) -> Outcome:
    code = answer.get("ErrorCode", 0) if isinstance(answer, dict) else None
    if code == 0:
        return Sent(str(answer.get("MessageID", "")))
    if not isinstance(code, int):
        return Unknown()
    if code in _TRY_LATER:
        return Retry()
    return Refused(f"Postmark {code}", inactive=code == _INACTIVE_RECIPIENT, sender=code in _SENDER_UNKNOWN)


def _of_fault(fault: Exception) -> Outcome:
    """What a call that failed says about all its letters."""
    response = response_behind(fault)
    if isinstance(fault, requests.TooManyRedirects):
        return Retry()  # whoever answered did not take them
    if isinstance(fault, requests.HTTPError | ClientError | KeyError | TypeError) and response is not None:
        return _of_status(response)
    never_reached = "NewConnectionError" in repr(fault) or "NameResolutionError" in repr(fault)
    if isinstance(fault, requests.ConnectTimeout) or never_reached:
        return Retry()
    return Unknown()  # it broke after the request: they may have been taken


def _of_status(response: requests.Response) -> Outcome:
    if response.status_code in {502, 504}:
        return Unknown()  # a gateway that lost its patience; what is behind it may have taken them
    if response.status_code in {401, 429} or response.status_code >= 500:
        return Retry(_asked_wait(response))  # a wrong token is our fault: the letters wait until it is mended
    return Refused(f"HTTP {response.status_code}")


def _asked_wait(response: requests.Response) -> timedelta:
    said = response.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(said), 3600)) if said.isdecimal() else timedelta(minutes=1)


def response_behind(fault: BaseException) -> requests.Response | None:
    """postmarker hides the answer behind an error of its own, or trips over what the answer lacks."""
    cause: BaseException | None = fault
    while cause is not None:
        response = getattr(cause, "response", None)
        if isinstance(response, requests.Response):
            return response
        cause = cause.__cause__ or cause.__context__
    return None
