"""The letters of a dispute: no more of the case than its number in any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from disputes.links import consumer_link, mail_link, shop_link
from disputes.models import (
    Dispute,
    DisputeMail,
    Evidence,
    Extension,
    Message,
    Objection,
    Party,
    Proposal,
    Referral,
    Settlement,
)
from keurmerk.calendar import amsterdam_date
from keurmerk.mail import send
from keurmerk.mail.arriving.addresses import reply_headers
from keurmerk.mail.arriving.answering import answer
from keurmerk.mail.arriving.mail import Mail

_LETTERS = (
    "dispute_filed dispute_received message_for_you reminder shop_silent last_chance mediation_started "
    "dispute_settled dispute_failed dispute_closed dispute_reopened proposal_made proposal_declined settlement_asked "
    "settlement_late settlement_breached evidence_added private_message mail_confirm mail_not_taken mail_files "
    "mail_confirmed referral_announced referral_withdrawn objection_answered dispute_referred ruling_received "
    "ruling_asked ruling_complied ruling_not_complied dispute_paused dispute_resumed extension_granted "
    "extension_refused"
)
EXAMPLES: dict[str, dict[str, Any]] = {
    f"disputes/{name}": {
        "name": "J. Bakker",
        "number": "2026-0311",
        "shop": "Fietsgoed",
        "other": "Fietsgoed",
        "to_consumer": True,
        "your_turn": True,
        "waiting_for": "Fietsgoed",
        "due_on": date(2026, 3, 9),
        "paused_until": date(2026, 3, 16),
        "asked": True,
        "upheld": True,
        "committee": "Geschillencommissie",
        "objections_until": date(2026, 3, 16),
        "comply_by": date(2026, 3, 30),
        "reason": "silent",
        "room": "https://example.com/dispute/abc/",
        "link": "https://example.com/dispute/mail/abc/",
        "answerable": True,
        "is_known": True,
        "files": ["lijst.xlsx"],
    }
    for name in _LETTERS.split()
}


@dataclass(frozen=True)
class Reader:
    """One side of a dispute: where its letters go, in which language, and its own door to the room."""

    party: Party
    email: str
    name: str
    language: str
    room: str


def reader_of(dispute: Dispute, party: Party) -> Reader:
    if party == Party.CONSUMER:
        return Reader(party, dispute.consumer_email, dispute.consumer_name, dispute.language, consumer_link(dispute))
    owner = dispute.shop.owner()
    language = owner.language if owner else dispute.shop.language
    email = owner.email if owner else dispute.shop.member.email
    return Reader(party, email, dispute.shop.name, language, shop_link(dispute, language))


def dispute_filed(dispute: Dispute, *, at: datetime) -> None:
    """To the consumer, with the link to the room."""
    _send("disputes/dispute_filed", dispute, Party.CONSUMER, at=at)


def dispute_received(dispute: Dispute, *, at: datetime) -> None:
    """To the shop: answer within seven days."""
    to_shop("disputes/dispute_received", dispute, at=at)


def message_for_you(dispute: Dispute, message: Message, reader: Party, *, at: datetime) -> None:
    _send("disputes/message_for_you", dispute, reader, at=at, about=f"disputes.message:{message.pk}")


def private_message(message: Message, *, at: datetime) -> None:
    """To the one party that may read it."""
    about = f"disputes.message:{message.pk}"
    _send("disputes/private_message", message.dispute, Party(str(message.only_for)), at=at, about=about, private=True)


def evidence_added(evidence: Evidence, reader: Party, *, at: datetime) -> None:
    """There is something new to look at; one a day, whoever adds how much."""
    about = f"disputes.dispute:{evidence.dispute_id}+{evidence.by.lower()}@{amsterdam_date(at):%Y%m%d}"
    _send("disputes/evidence_added", evidence.dispute, reader, at=at, about=about)


def reminder(dispute: Dispute, *, at: datetime) -> None:
    """To whoever has the turn; one for each date."""
    due = f"{dispute.due_at:%Y%m%d}" if dispute.due_at else ""
    _send("disputes/reminder", dispute, Party(dispute.turn), at=at, about=f"disputes.dispute:{dispute.pk}@{due}")


def shop_silent(dispute: Dispute, *, at: datetime, about: str) -> None:
    """To the consumer: the shop did not answer, choose mediation if you want it."""
    _send("disputes/shop_silent", dispute, Party.CONSUMER, at=at, about=about)


def of_proposal(letter: str, proposal: Proposal, reader: Party, *, at: datetime) -> None:
    """About a proposal, to the party that has to know; what is proposed stands in the room alone."""
    _send(letter, proposal.dispute, reader, at=at, about=f"disputes.proposal:{proposal.pk}")


def of_settlement(letter: str, settlement: Settlement, reader: Party, *, at: datetime) -> None:
    """Whether what was agreed is done."""
    _send(letter, settlement.dispute, reader, at=at, about=f"disputes.settlement:{settlement.pk}")


def extension_answered(extension: Extension, *, at: datetime) -> None:
    """To who asked; a later date is news for the other too."""
    granted = extension.state == Extension.State.GRANTED
    letter = "disputes/extension_granted" if granted else "disputes/extension_refused"
    for party in (Party.CONSUMER, Party.SHOP):
        asked = party == extension.by
        if asked or granted:
            about = f"disputes.extension:{extension.pk}"
            _send(letter, extension.dispute, party, at=at, about=about, asked=asked)


def of_referral(letter: str, referral: Referral, *parties: Party, at: datetime) -> None:
    """Where it stands between us and the committee; what it is about stands in the room alone."""
    ruling = getattr(referral, "ruling", None)
    facts: dict[str, Any] = {
        "committee": referral.body,
        "objections_until": referral.objections_until,
        "comply_by": ruling.comply_by if ruling else None,
    }
    for party in parties:
        _send(letter, referral.dispute, party, at=at, about=f"disputes.referral:{referral.pk}", **facts)


def objection_answered(objection: Objection, *, at: datetime) -> None:
    """To who objected."""
    facts: dict[str, Any] = {"upheld": objection.state == Objection.State.UPHELD, "committee": objection.referral.body}
    about = f"disputes.objection:{objection.pk}"
    letter = "disputes/objection_answered"
    _send(letter, objection.referral.dispute, Party(objection.by), at=at, about=about, **facts)


def to_shop(letter: str, dispute: Dispute, *, at: datetime, about: str = "") -> None:
    _send(letter, dispute, Party.SHOP, at=at, about=about)


def to_both(letter: str, dispute: Dispute, *, at: datetime, about: str = "") -> None:
    for party in (Party.CONSUMER, Party.SHOP):
        _send(letter, dispute, party, at=at, about=about)


def confirm_mail(held: DisputeMail, mail: Mail, *, at: datetime) -> None:
    """To somebody we do not know: the mail waits until he says by the link whose it is."""
    facts = {"number": held.dispute.number, "link": mail_link(held), "to_consumer": held.party == Party.CONSUMER}
    _answer("disputes/mail_confirm", held, mail, facts, at=at)


def mail_not_taken(note: DisputeMail, mail: Mail, reason: str, *, is_known: bool, at: datetime) -> None:
    """The dispute ended, or another one wrote. Only who is known gets the door to the room."""
    reader = reader_of(note.dispute, Party(note.party))
    facts = {"number": note.dispute.number, "reason": reason, "is_known": is_known, "room": reader.room}
    facts["to_consumer"] = note.party == Party.CONSUMER
    _answer("disputes/mail_not_taken", note, mail, facts, at=at)


def files_not_taken(note: DisputeMail, mail: Mail, files: Sequence[str], *, at: datetime) -> None:
    """The words are in, some files are not."""
    reader = reader_of(note.dispute, Party(note.party))
    facts = {"number": note.dispute.number, "files": [each or "?" for each in files], "room": reader.room}
    _answer("disputes/mail_files", note, mail, facts, at=at)


def mail_confirmed(held: DisputeMail, *, at: datetime) -> None:
    """To the address that we know of the party: something was added in its name from another one."""
    about = f"disputes.disputemail:{held.pk}"
    _send("disputes/mail_confirmed", held.dispute, Party(held.party), at=at, about=about)


def _answer(letter: str, note: DisputeMail, mail: Mail, facts: dict[str, Any], *, at: datetime) -> None:
    """To who wrote the mail, and by a machine: at most one a day."""
    reader = reader_of(note.dispute, Party(note.party))
    what = _reply_to(note.dispute, reader.party, private=note.is_private)
    answer(letter, mail, language=reader.language, about=note, at=at, facts=facts, headers=reply_headers(what))


def _reply_to(dispute: Dispute, party: Party, *, private: bool) -> str:
    """What the reply address of a letter stands for; see disputes/arriving.py."""
    return f"d{dispute.pk}{party.value[0].lower()}{'p' if private else ''}"


def _send(
    letter: str,
    dispute: Dispute,
    party: Party,
    *,
    at: datetime,
    about: str = "",
    private: bool = False,
    **more: Any,
) -> None:
    reader = reader_of(dispute, party)
    if not reader.email:
        return  # forgotten after its term
    headers = reply_headers(_reply_to(dispute, party, private=private))
    send(
        letter,
        to=reader.email,
        language=reader.language,
        about=about or dispute,
        at=at,
        facts={**_facts(dispute, reader), "answerable": bool(headers), **more},
        headers=headers,
    )


def _facts(dispute: Dispute, reader: Reader) -> dict[str, Any]:
    to_consumer = reader.party == Party.CONSUMER
    names = {Party.SHOP: dispute.shop.name, Party.CONSUMER: dispute.consumer_name}
    return {
        "name": reader.name,
        "number": dispute.number,
        "shop": dispute.shop.name,
        "other": names[Party.SHOP if to_consumer else Party.CONSUMER],
        "to_consumer": to_consumer,
        "your_turn": dispute.turn == reader.party,
        "waiting_for": names.get(Party(dispute.turn), "") if dispute.turn else "",
        "due_on": dispute.due_at,
        "paused_until": dispute.paused_until,
        "reason": dispute.close_reason,
        "room": reader.room,
    }
