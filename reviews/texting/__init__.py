"""Text messages: the role. A vendor's words stay in the file that is named after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings


class Refused(Exception):
    """This message can never be sent: the number, the words or the sender are not accepted."""


class Unavailable(Exception):
    """It was not sent; try again later."""


class Forged(Exception):
    """A webhook that the vendor did not sign, or that is too old."""


@dataclass(frozen=True)
class Text:
    """One message. The vendor takes a `key` once, however often it hears it."""

    key: str
    to: str
    words: str
    language: str


@dataclass(frozen=True)
class Taken:
    """The vendor has it: under which number, in how many parts, at what price, and what became of it so far."""

    vendor_id: str
    parts: int = 1
    cost: Decimal | None = None
    delivered: bool = False
    failed: str = ""


@dataclass(frozen=True)
class Answered:
    """Somebody wrote back."""

    vendor_id: str
    sender: str
    words: str


@dataclass(frozen=True)
class Moved:
    """Something became of one of our messages: a hint to look it up."""

    vendor_id: str


class TextProvider(Protocol):
    """Sends, looks up, and reads its own webhooks. Always with a timeout; raises Refused or Unavailable."""

    def send(self, text: Text) -> Taken | None:
        """None: it was handed over and nobody answered. Look it up; never send it again blindly."""

    def find(self, key: str, *, to: str, since: datetime) -> Taken | None:
        """What became of the message with this key; None when the vendor never saw it."""

    def look_up(self, vendor_id: str) -> Taken | None:
        """What became of the message with this number."""

    def heard(self, body: bytes, headers: Mapping[str, str]) -> Answered | Moved | None:
        """What a webhook says; None when it does not concern us. Raises Forged."""


def provider() -> TextProvider:
    """The vendor, or the sandbox's stand-in."""
    vendor = import_module(f"reviews.texting.{settings.TEXT_PROVIDER}")
    return cast("TextProvider", vendor.Provider())
