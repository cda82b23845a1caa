"""A mail as it came over the wire, and what we read of it: broken MIME, odd charsets and nested mails included.

`read` is the one parser for what Postmark hands over and for .eml files. It takes the text that a person would see in
the mail itself, and never looks into attachments or into mails inside the mail; who asks gets those as files.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import Any

from keurmerk.harmless import cleaned, one_line
from keurmerk.mail.arriving.page import page_text

MOST_BYTES = 15 * 1024 * 1024
_FEWEST_A_LINE = 36  # bytes on average; a mail of many more lines is made to keep us busy
_MOST_NESTING = 60  # multiparts and mails in mails, wherever they stand
_MOST_PARTS = 100
_MOST_TEXT = 200_000  # bytes of a part
_MOST_FILES = 40
_DECORATION = 15_000  # bytes: a smaller picture inside the page is a logo under a signature
_MOST_HEADER = 2000
_NESTING = re.compile(rb"(?i)multipart/|message/")
_CHARSET = re.compile(r"(?i)utf-?8|us-ascii|ascii|iso-?8859-?\d{1,2}|latin-?1|windows-125\d|cp125\d|utf-?16(?:le|be)?")
_ID = re.compile(r"<[^<>\s]{3,250}>")
_TELLING = (
    "auto-submitted", "x-autoreply", "x-autorespond", "precedence", "return-path", "x-failed-recipients", "list-id",
    "list-post", "list-unsubscribe", "x-auto-response-suppress", "x-loop",
)  # fmt: skip
_WHATEVER = (ValueError, LookupError, TypeError, AttributeError, RecursionError, MemoryError)  # the library's own slips


class Unreadable(Exception):
    """This is no mail that we can read; `code` says why, and the page has the words for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Address:
    """Whom a header names."""

    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]


@dataclass(frozen=True)
class Attached:
    """A file that came with a mail. Its name is only what the sender calls it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Mail:
    """What a mail says. `text` is its plain text, `page` that of its HTML; either may be empty."""

    message_id: str
    subject: str
    sender: Address
    to: tuple[Address, ...] = ()
    copied: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    text: str = ""
    page: str = ""
    kind: str = ""  # the content type of the whole
    telling: dict[str, str] = field(default_factory=dict)  # headers that tell a machine's answer from a letter
    answers: tuple[str, ...] = ()  # the Message-IDs that it is an answer to, nearest first
    delivered_to: tuple[Address, ...] = ()
    files: tuple[Attached, ...] = ()  # read only for who asks

    @property
    def words(self) -> str:
        """What a person reads: the plain text, unless there is none to speak of."""
        return self.text if len(self.text) >= 40 or not self.page else self.page


def read(raw: bytes, *, most: int = MOST_BYTES, with_files: bool = False) -> Mail:
    """The mail in these bytes. Raises Unreadable, and nothing else."""
    if len(raw) > most or raw.count(b"\n") > most // _FEWEST_A_LINE:
        raise Unreadable("MAIL_TOO_BIG")
    if len(_NESTING.findall(raw)) > _MOST_NESTING:
        raise Unreadable("MAIL_TOO_INTRICATE")
    try:
        return of_message(email.message_from_bytes(raw), with_files=with_files)
    except _WHATEVER as fault:
        raise Unreadable("MAIL_BROKEN") from fault


def of_message(message: Message, *, with_files: bool = False) -> Mail:
    """What this message says. Raises Unreadable when it has neither a sender, nor a subject, nor words."""
    text, page = _bodies(message)
    senders = addresses(message, "From")
    found = Mail(
        message_id=header(message, "Message-ID"),
        subject=one_line(header(message, "Subject"), 250),
        sender=senders[0] if senders else Address(""),
        to=tuple(addresses(message, "To")),
        copied=tuple(addresses(message, "Cc")),
        reply_to=tuple(addresses(message, "Reply-To")),
        text=text,
        page=page,
        kind=message.get_content_type(),
        telling={name: _told(message, name) for name in _TELLING},
        answers=_answers(message),
        delivered_to=tuple(addresses(message, "X-Original-To") + addresses(message, "Delivered-To")),
        files=tuple(_files(message)) if with_files else (),
    )
    if not (found.sender.email or found.to) or not (found.subject or found.words or found.files):
        raise Unreadable("NO_MAIL")
    return found


def header(message: Message, name: str) -> str:
    """A header in words, whatever it is encoded in; empty when there is none."""
    value = message.get(name, "")
    return one_line(_decoded(_bare(value)), _MOST_HEADER)


def _told(message: Message, name: str) -> str:
    """An empty Return-Path is written `<>`, and tells much; one that is not there tells nothing."""
    found = header(message, name).lower()
    return found or ("<>" if name == "return-path" and name in message else "")


def _answers(message: Message) -> tuple[str, ...]:
    named = [*_ID.findall(header(message, "In-Reply-To")), *reversed(_ID.findall(header(message, "References")))]
    return tuple(dict.fromkeys(named))[:20]


def addresses(message: Message, name: str) -> list[Address]:
    """The addresses of a header, in lower case; their names decoded after they are parted, for commas in names."""
    lines = [_bare(value) for value in message.get_all(name, [])[:5]]
    try:
        pairs = getaddresses(lines)[:20]
    except _WHATEVER:
        return []
    found = (Address(one_line(place, 254).lower(), one_line(_decoded(words), 120)) for words, place in pairs)
    return [each for each in found if "@" in each.email]


def _bare(value: Any) -> str:
    """A header as one short line of text; bytes that are no ASCII are taken for UTF-8, or else for Windows-1252."""
    text = str(value)[:_MOST_HEADER].replace("\r", " ").replace("\n", " ")
    return _unescaped(text)


def _unescaped(text: str) -> str:
    if text.isascii():
        return text
    return _as_text(text.encode("utf-8", "surrogateescape"), "")


def _decoded(words: str) -> str:
    try:
        parts = decode_header(words)
    except _WHATEVER:
        return words
    return "".join(part if isinstance(part, str) else _as_text(part, charset or "") for part, charset in parts)


def _as_text(raw: bytes, charset: str) -> str:
    """Bytes as text: in the charset they say if we know it, else in UTF-8 if they can be, else in Windows-1252."""
    for each in (charset if _CHARSET.fullmatch(charset) else "utf-8", "utf-8"):
        try:
            return raw.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("cp1252", "replace")


def _bodies(message: Message) -> tuple[str, str]:
    texts: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    for part in _own_parts(message):
        kind = part.get_content_type()
        if kind in texts:
            texts[kind].append(_words_of(part))
    plain = cleaned("\n".join(texts["text/plain"]))
    return plain[:_MOST_TEXT], page_text("\n".join(texts["text/html"]))[:_MOST_TEXT]


def _files(message: Message) -> Iterator[Attached]:
    """What is attached, mails among it; without the pictures that only decorate the page."""
    found = 0
    for part in _all_parts(message):
        kind = part.get_content_maintype()
        if kind == "text" and not (_is_attached(part) or part.get_filename()):
            continue
        content = _bytes_of(part)
        if kind == "image" and part.get("Content-ID") and len(content) < _DECORATION:
            continue
        found += 1
        if found > _MOST_FILES:
            return
        yield Attached(one_line(_decoded(_bare(part.get_filename() or part.get_content_type())), 120), content)


def _all_parts(message: Message) -> Iterator[Message]:
    """The leaves of the mail; a mail in the mail is one of them."""
    waiting, seen = [message], 0
    while waiting and seen < _MOST_PARTS:
        part = waiting.pop()
        seen += 1
        payload: Any = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            waiting.extend(reversed(payload))
        else:
            yield part


def _bytes_of(part: Message) -> bytes:
    payload: Any = part.get_payload()
    if isinstance(payload, list):
        return payload[0].as_bytes() if payload else b""
    raw: Any = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _own_parts(message: Message) -> Iterator[Message]:
    """The parts of the mail itself, in their order, without attachments and without mails in the mail."""
    waiting, seen = [message], 0
    while waiting and seen < _MOST_PARTS:
        part = waiting.pop()
        seen += 1
        if part.get_content_maintype() == "message" or _is_attached(part):
            continue
        payload: Any = part.get_payload()
        if isinstance(payload, list):
            waiting.extend(reversed(payload))
        else:
            yield part


def _is_attached(part: Message) -> bool:
    return _bare(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _words_of(part: Message) -> str:
    try:
        raw: Any = part.get_payload(decode=True)
        charset = str(part.get_content_charset("") or "")
    except _WHATEVER:
        return ""
    return _as_text(raw[:_MOST_TEXT], charset) if isinstance(raw, bytes) else ""
