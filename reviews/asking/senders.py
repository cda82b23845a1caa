"""From whom an invitation comes, and where an answer to it goes."""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings

from members.models import Shop
from reviews.content import one_line
from reviews.models import Sender


@dataclass(frozen=True)
class Envelope:
    """Who writes, as mail programs show it, and who reads an answer."""

    sender: str
    reply_to: str


def envelope_of(shop: Shop) -> Envelope:
    """The shop is the visible sender: from its own address when it proves the domain, else through ours.

    Answers go to the shop, which the buyer knows. Plain UTF-8, as Postmark wants it (numbers.md 6.2; processing
    agreement, invitation: sender).
    """
    brand, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    own = _proven(shop)
    name = one_line(shop.name, 80).replace("\\", "").replace('"', "'")
    if own:
        return Envelope(f'"{name}" <{own.address}>', own.address)
    return Envelope(f'"{name} via {brand}" <{address}>', shop.member.email)


def _proven(shop: Shop) -> Sender | None:
    own: Sender | None = getattr(shop, "sender", None)
    return own if own and own.state == Sender.State.ACTIVE else None
