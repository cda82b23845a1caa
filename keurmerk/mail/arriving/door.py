"""For whom is this mail? Every app says what it takes; the first that takes a mail has it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from keurmerk.mail.arriving.mail import Mail

Taker = Callable[["Arrival", datetime], bool]
_TAKERS: list[tuple[int, Taker]] = []


@dataclass(frozen=True)
class Arrival:
    """A mail at our door: what it says, to which addresses it came, and what stood behind their plus."""

    mail: Mail
    recipients: tuple[str, ...]
    hashes: tuple[str, ...]
    vendor_id: str = ""

    def is_at(self, box: str) -> bool:
        """Did it come to this mailbox of the inbound domain, whatever stood behind its plus?"""
        parts = (each.rpartition("@") for each in self.recipients)
        return any(
            host == settings.INBOUND_DOMAIN and local.partition("+")[0] == box for local, _, host in parts if host
        )


def of_mail(mail: Mail, *, vendor_id: str = "") -> Arrival:
    """A mail that nobody told more about than what it says itself: from a file."""
    known = [each.email for each in (*mail.delivered_to, *mail.to, *mail.copied)]
    ours = f"@{settings.INBOUND_DOMAIN}"
    hashes = (each.removesuffix(ours).partition("+")[2] for each in known if each.endswith(ours))
    return Arrival(mail, tuple(known), tuple(filter(None, hashes)), vendor_id)


def takes(order: int) -> Callable[[Taker], Taker]:
    """Registers who takes mail; asked in this order, what takes everything else last."""

    def register(taker: Taker) -> Taker:
        _TAKERS.append((order, taker))
        _TAKERS.sort(key=lambda each: each[0])
        return taker

    return register


def take_in(arrival: Arrival, *, at: datetime) -> bool:
    """Whether anybody wanted it."""
    return any(taker(arrival, at) for _, taker in _TAKERS)
