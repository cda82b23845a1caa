"""Disputes of the town: one that was solved, one in mediation, one that has just begun."""

from datetime import datetime, timedelta

from disputes.admission import Complaint
from disputes.models import Dispute, Kind, Party
from keurmerk.calendar import amsterdam_date
from members.models import Shop, User


def write_history(shop: Shop, mediator: User, *, now: datetime) -> None:
    _solved(shop, now - timedelta(days=90))
    _in_mediation(shop, mediator, now - timedelta(days=20))
    _just_filed(shop, now - timedelta(days=2))


def _complaint(at: datetime, **facts: object) -> Complaint:
    ordered = amsterdam_date(at) - timedelta(days=25)
    return Complaint(
        **{
            "is_consumer": True,
            "ordered_on": ordered,
            "happened_on": ordered + timedelta(days=10),
            "complained_on": ordered + timedelta(days=12),
            "language": "nl",
            **facts,
        }  # type: ignore[arg-type]  # one fact per field, of the field's own type
    )


def _solved(shop: Shop, at: datetime) -> None:
    dispute = Dispute.file(
        shop,
        _complaint(
            at,
            consumer_name="Sanne Kuipers",
            consumer_email="sanne.kuipers@example.com",
            order_number="2017",
            amount="34.50",
            kind=Kind.NOT_DELIVERED,
            story="Mijn bestelling is nooit aangekomen. Volgens de vervoerder is er bezorgd, maar de buren weten van niets.",
            tried="Twee keer gemaild.",
            wish="Opnieuw versturen of mijn geld terug.",
        ),
        actor="visitor",
        at=at,
    )
    dispute.answer(
        "Dat is vervelend. We sturen je vandaag een nieuw pakket.", actor="user:1", at=at + timedelta(days=1)
    )
    dispute.reply("Het pakket is binnen, dank je wel.", actor="visitor", at=at + timedelta(days=4))
    dispute.settle("Nieuw pakket verstuurd en ontvangen.", actor="visitor", at=at + timedelta(days=4, hours=1))


def _in_mediation(shop: Shop, mediator: User, at: datetime) -> None:
    dispute = Dispute.file(
        shop,
        _complaint(
            at,
            consumer_name="Mehmet Aydin",
            consumer_email="mehmet.aydin@example.com",
            order_number="2044",
            amount="58.00",
            kind=Kind.REFUND_LATE,
            story="Ik heb binnen 14 dagen herroepen en teruggestuurd. Het geld is na een maand nog niet terug.",
            tried="Gebeld en drie keer gemaild.",
            wish="Het hele bedrag terug, met de verzendkosten.",
        ),
        actor="visitor",
        at=at,
    )
    dispute.answer(
        "Het pakket was geopend, daarom betalen we de helft terug.", actor="user:1", at=at + timedelta(days=3)
    )
    dispute.ask_mediation(actor="visitor", at=at + timedelta(days=5))
    dispute.ask(
        Party.SHOP,
        "Openen om te bekijken mag. Welke waardevermindering zien jullie, en kun je die laten zien?",
        actor=f"user:{mediator.pk}",
        at=at + timedelta(days=17),
    )


def _just_filed(shop: Shop, at: datetime) -> None:
    Dispute.file(
        shop,
        _complaint(
            at,
            consumer_name="Lieke Bos",
            consumer_email="lieke.bos@example.com",
            order_number="2051",
            amount="19.95",
            kind=Kind.BROKEN,
            story="De theepot had een barst toen ik hem uitpakte. Ik heb meteen een foto gestuurd.",
            tried="Een mail met foto, daarna stil.",
            wish="Een nieuwe theepot.",
        ),
        actor="visitor",
        at=at,
    )
