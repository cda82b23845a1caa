"""Disputes for tests, at each turn of their course."""

from datetime import datetime, timedelta
from typing import Any

from disputes.admission import Complaint
from disputes.evidence_file import FileKind, Taken
from disputes.models import Dispute, Kind, Referral, Ruling
from keurmerk.calendar import amsterdam_date
from members.models import Shop
from tests.factories import members


def complaint(*, at: datetime, **changed: Any) -> Complaint:
    """A consumer's, about an order of three weeks before `at`."""
    told: dict[str, Any] = {
        "is_consumer": True,
        "consumer_name": "Jan Bakker",
        "consumer_email": "jan@example.com",
        "ordered_on": amsterdam_date(at) - timedelta(weeks=3),
        "kind": Kind.BROKEN,
        "story": "De derailleur brak na drie weken.",
        "wish": "Een nieuwe derailleur.",
        "order_number": "40218",
    }
    return Complaint(**{**told, **changed})


def dispute(*, at: datetime, shop: Shop | None = None, **changed: Any) -> Dispute:
    """Filed at `at`; the shop has the turn."""
    return Dispute.file(shop or members.full_shop(), complaint(at=at, **changed), actor="consumer", at=at)


def answered(*, at: datetime, shop: Shop | None = None, refuses: bool = False) -> Dispute:
    """The shop has answered a day later; the consumer has the turn."""
    made = dispute(at=at, shop=shop)
    made.answer("Dat valt buiten de garantie.", refuses=refuses, actor="user:1", at=at + timedelta(days=1))
    return made


def mediated(*, at: datetime, shop: Shop | None = None) -> Dispute:
    """In mediation two days later; the mediator has the turn."""
    made = answered(at=at, shop=shop, refuses=True)
    made.ask_mediation(actor="consumer", at=at + timedelta(days=2))
    return made


def settled(*, at: datetime, shop: Shop | None = None) -> Dispute:
    made = mediated(at=at, shop=shop)
    made.settle("De winkel vervangt de derailleur.", actor="user:2", at=at + timedelta(days=5))
    return made


def failed(*, at: datetime, shop: Shop | None = None) -> Dispute:
    made = mediated(at=at, shop=shop)
    made.fail("De partijen zijn het niet eens geworden.", actor="user:2", at=at + timedelta(days=5))
    return made


def closed(*, at: datetime, shop: Shop | None = None) -> Dispute:
    made = answered(at=at, shop=shop)
    made.close(reason="silent", actor="clock", at=at + timedelta(days=16))
    return made


def announced(*, at: datetime, shop: Shop | None = None) -> Referral:
    """The consumer chose the committee six days after filing; five working days for objections follow."""
    return Referral.announce(failed(at=at, shop=shop), actor="consumer", at=at + timedelta(days=6))


def sealed(*, at: datetime, shop: Shop | None = None) -> Referral:
    """Nobody objected, and the file is made."""
    made = announced(at=at, shop=shop)
    made.seal(actor="clock", at=made.share_at)
    return made


def sent(*, at: datetime, shop: Shop | None = None) -> Referral:
    made = sealed(at=at, shop=shop)
    made.send("GC-1", how=Referral.How.HAND, actor="user:2", at=made.share_at + timedelta(days=1))
    return made


def ruled(*, at: datetime, shop: Shop | None = None, outcome: str = "CONSUMER") -> Ruling:
    """For the consumer sixty days after filing, to be done two weeks later."""
    there, day = sent(at=at, shop=shop), at + timedelta(days=60)
    return Ruling.receive(
        there, outcome, Taken(b"%PDF-ruling", FileKind.PDF), decided_on=amsterdam_date(day),
        comply_by=amsterdam_date(day + timedelta(days=14)), words="De winkel betaalt terug.", actor="user:2", at=day,
    )  # fmt: skip
