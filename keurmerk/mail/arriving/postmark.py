"""What Postmark tells of a mail that came in (integrations.md 3): at which address of ours, and the mail itself."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

from keurmerk.harmless import one_line
from keurmerk.mail.arriving.mail import Attached, Mail, of_message, read

_TOKEN = re.compile(r"[a-z0-9-]{8,60}")
_DECORATION = 15_000  # bytes of a picture inside the page
MOST_RAW = 40_000_000


def tokens(told: Mapping[str, Any], *, domain: str) -> list[str]:
    """What stands behind the plus of an address of ours, likeliest first. With BCC the addressee is the customer, and
    ours stands in OriginalRecipient alone."""
    said = [_plus(_text(told, "OriginalRecipient"), domain), _text(told, "MailboxHash")]
    for field in ("BccFull", "ToFull", "CcFull"):
        said += [_plus(_text(each, "Email"), domain) or _text(each, "MailboxHash") for each in _rows(told, field)]
    found = (each.lower() for each in said)
    return list(dict.fromkeys(each for each in found if _TOKEN.fullmatch(each)))


def mail(told: Mapping[str, Any]) -> Mail:
    """The mail: as it came over the wire where Postmark passes that on, else put together again. Raises Unreadable."""
    raw = _text(told, "RawEmail", MOST_RAW)
    if raw:
        return read(raw.encode("utf-8", "surrogateescape"), most=MOST_RAW, with_files=True)
    kinds = (_text(row, "Value") for row in _rows(told, "Headers") if _text(row, "Name").lower() == "content-type")
    kind = next(kinds, "").partition(";")[0].strip().lower()
    return replace(of_message(_message(told)), kind=kind, files=tuple(_files(told)))


def recipients(told: Mapping[str, Any]) -> list[str]:
    """To which addresses it came, ours among them."""
    named = [_text(each, "Email") for field in ("ToFull", "CcFull", "BccFull") for each in _rows(told, field)]
    return [each.strip().lower() for each in [_text(told, "OriginalRecipient"), *named] if each.strip()]


def _files(told: Mapping[str, Any]) -> Iterator[Attached]:
    for row in _rows(told, "Attachments"):
        try:
            content = base64.b64decode(_text(row, "Content", MOST_RAW))
        except (binascii.Error, ValueError):
            continue
        kind = _text(row, "ContentType").lower()
        if not (_text(row, "ContentID") and kind.startswith("image/") and len(content) < _DECORATION):
            yield Attached(one_line(_sound(_text(row, "Name", 300)), 120), content)


def _message(told: Mapping[str, Any]) -> Message:
    message = MIMEMultipart("alternative")
    for row in _rows(told, "Headers"):
        _add(message, _text(row, "Name", 80), _text(row, "Value", 2000))
    for name, field in (("From", "From"), ("To", "To"), ("Cc", "Cc"), ("Reply-To", "ReplyTo"), ("Subject", "Subject")):
        _add(message, name, _text(told, field, 2000))
    message.attach(MIMEText(_sound(_text(told, "TextBody", 400_000)), "plain", "utf-8"))
    message.attach(MIMEText(_sound(_text(told, "HtmlBody", 800_000)), "html", "utf-8"))
    return message


def _add(message: Message, name: str, value: str) -> None:
    """Once each, and never one that would say how the parts are put together."""
    if re.fullmatch(r"[A-Za-z0-9-]{1,80}", name) and not name.lower().startswith(("content-", "mime-")):
        del message[name]
        message[name] = one_line(_sound(value), 2000)


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _plus(address: str, domain: str) -> str:
    """The part after the plus of an address of ours: orders+TOKEN@domain."""
    local, _, host = address.strip().lower().rpartition("@")
    return local.partition("+")[2] if host == domain.lower() else ""


def _text(told: Mapping[str, Any], field: str, most: int = 500) -> str:
    value = told.get(field)
    return value[:most] if isinstance(value, str) else ""


def _rows(told: Mapping[str, Any], field: str) -> Iterator[Mapping[str, Any]]:
    value = told.get(field)
    yield from (row for row in value[:200] if isinstance(row, dict)) if isinstance(value, list) else ()
