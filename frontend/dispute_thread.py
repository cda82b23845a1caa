"""What was said in a dispute, as its reader sees it: whose words, and who has seen them since."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from disputes.course import name_of
from disputes.models import Dispute, Message, Party


@dataclass(frozen=True)
class Seen:
    """That somebody else had it on the screen, and when first."""

    who: str
    at: datetime


@dataclass(frozen=True)
class Said:
    """One message of the thread; `kind` is that of the message component."""

    kind: str
    author: str
    role: str
    text: str
    at: datetime
    seen: tuple[Seen, ...] = ()


def thread(dispute: Dispute, reader: Party) -> list[Said]:
    """The complaint first, then every message that both parties read."""
    complaint = Message(author=Party.CONSUMER, text=dispute.story, written_at=dispute.filed_at)
    return said(dispute, reader, [complaint, *dispute.messages.all()])


def said(dispute: Dispute, reader: Party, messages: Iterable[Message], kind: str = "") -> list[Said]:
    """Who has seen a message is for its author, and for the mediator."""
    return [_said(dispute, reader, each, kind) for each in messages]


def _said(dispute: Dispute, reader: Party, message: Message, kind: str) -> Said:
    author = Party(message.author)
    mine = author == reader
    name = _("You") if mine else name_of(dispute, author)
    shown = kind or ("me" if mine else "party")
    seen = _seen(dispute, reader, message)
    role = _("%(role)s, by e-mail") % {"role": author.label} if message.by_mail else str(author.label)
    return Said(shown, name[:1].upper() + name[1:], role, message.text, message.written_at, seen)


def _seen(dispute: Dispute, reader: Party, message: Message) -> tuple[Seen, ...]:
    if reader not in {message.author, Party.MEDIATOR}:
        return ()
    return tuple(Seen(name_of(dispute, party), at) for party, at in message.seen_by() if party != reader)
