"""Disputes of the town, in every state: just begun, in mediation, with a proposal, settled, failed, closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from disputes.admission import Complaint
from disputes.models import Dispute, Kind, Party, Proposal
from keurmerk.calendar import amsterdam_date
from members.models import Shop, User


def write_history(shop: Shop, mediator: User, *, now: datetime) -> None:
    _solved(shop, now - timedelta(days=90))
    _in_mediation(shop, mediator, now - timedelta(days=20))
    _justfiled(shop, now - timedelta(days=2))
    _proposed(shop, now - timedelta(days=6))


def write_more(shops: Sequence[Shop], mediator: User, *, now: datetime) -> None:
    """At three other shops: the mediator's turn, a settlement that was kept, and no solution."""
    waiting, settled, failed = shops
    _for_the_mediator(waiting, now - timedelta(days=9))
    _settlement(settled, now - timedelta(days=30))
    _failed(failed, mediator, now - timedelta(days=60))


def filed(shop: Shop, at: datetime, **facts: str) -> Dispute:
    """What a consumer wrote, about an order of the month before; the address follows from the name."""
    ordered = amsterdam_date(at) - timedelta(days=25)
    complaint = Complaint(
        **{
            "is_consumer": True,
            "consumer_email": f"{facts['consumer_name'].lower().replace(' ', '.')}@example.com",
            "ordered_on": ordered,
            "happened_on": ordered + timedelta(days=10),
            "complained_on": ordered + timedelta(days=12),
            "language": "nl",
            **facts,
        }  # type: ignore[arg-type]  # one fact per field, of the field's own type
    )
    return Dispute.file(shop, complaint, actor="visitor", at=at)


def _solved(shop: Shop, at: datetime) -> None:
    dispute = filed(
        shop,
        at,
        consumer_name="Sanne Kuipers",
        order_number="2017",
        amount="34.50",
        kind=Kind.NOT_DELIVERED,
        story="Mijn bestelling is nooit aangekomen. Volgens de vervoerder is er bezorgd, maar de buren weten van niets.",
        tried="Twee keer gemaild.",
        wish="Opnieuw versturen of mijn geld terug.",
    )
    dispute.answer(
        "Dat is vervelend. We sturen je vandaag een nieuw pakket.", actor="user:1", at=at + timedelta(days=1)
    )
    dispute.reply("Het pakket is binnen, dank je wel.", actor="visitor", at=at + timedelta(days=4))
    dispute.settle("Nieuw pakket verstuurd en ontvangen.", actor="visitor", at=at + timedelta(days=4, hours=1))


def _in_mediation(shop: Shop, mediator: User, at: datetime) -> None:
    dispute = filed(
        shop,
        at,
        consumer_name="Mehmet Aydin",
        order_number="2044",
        amount="58.00",
        kind=Kind.REFUND_LATE,
        story="Ik heb binnen 14 dagen herroepen en teruggestuurd. Het geld is na een maand nog niet terug.",
        tried="Gebeld en drie keer gemaild.",
        wish="Het hele bedrag terug, met de verzendkosten.",
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


def _justfiled(shop: Shop, at: datetime) -> None:
    filed(
        shop,
        at,
        consumer_name="Lieke Bos",
        order_number="2051",
        amount="19.95",
        kind=Kind.BROKEN,
        story="De theepot had een barst toen ik hem uitpakte. Ik heb meteen een foto gestuurd.",
        tried="Een mail met foto, daarna stil.",
        wish="Een nieuwe theepot.",
    )


def _proposed(shop: Shop, at: datetime) -> None:
    dispute = filed(
        shop,
        at,
        consumer_name="Fatma Yildiz",
        order_number="2049",
        amount="42.00",
        kind=Kind.NOT_AS_DESCRIBED,
        story="Op de foto stond een set van vier kommen, in de doos zaten er drie.",
        tried="Gebeld: ik zou teruggebeld worden.",
        wish="De vierde kom, of een deel van mijn geld terug.",
    )
    dispute.answer("De vierde kom is uitverkocht, sorry.", actor="user:1", at=at + timedelta(days=2))
    Proposal.make(
        dispute,
        Party.SHOP,
        Proposal.Kind.DISCOUNT,
        amount=Decimal("12.50"),
        do_by=amsterdam_date(at + timedelta(days=20)),
        words="Je houdt de drie kommen en krijgt een kwart van de prijs terug.",
        actor="user:1",
        at=at + timedelta(days=3),
    )


def _for_the_mediator(shop: Shop, at: datetime) -> None:
    dispute = filed(
        shop,
        at,
        consumer_name="Pieter van Dam",
        order_number="A-118",
        amount="129.00",
        kind=Kind.WARRANTY,
        story="Na vijf maanden ging hij niet meer aan. De winkel zegt dat ik hem heb laten vallen.",
        tried="Teruggestuurd; hij kwam ongemaakt terug.",
        wish="Reparatie of een nieuwe.",
    )
    dispute.answer(
        "Er zit valschade aan de hoek, dus geen garantie.", refuses=True, actor="shop", at=at + timedelta(days=4)
    )
    dispute.ask_mediation(actor="visitor", at=at + timedelta(days=8, hours=20))


def _settlement(shop: Shop, at: datetime) -> None:
    dispute = filed(
        shop,
        at,
        consumer_name="Ingrid de Haan",
        order_number="7731",
        amount="64.90",
        kind=Kind.LATE,
        story="Beloofd voor mijn verjaardag, drie weken later gekomen.",
        tried="Twee mails.",
        wish="De verzendkosten terug.",
    )
    proposal = Proposal.make(
        dispute,
        Party.SHOP,
        Proposal.Kind.REFUND,
        amount=Decimal("6.95"),
        do_by=amsterdam_date(at + timedelta(days=14)),
        words="We betalen de verzendkosten terug.",
        actor="shop",
        at=at + timedelta(days=3),
    )
    proposal.accept(Party.CONSUMER, actor="visitor", at=at + timedelta(days=4))
    dispute.settlement.step(actor="clock", at=at + timedelta(days=16))
    dispute.settlement.confirm(actor="visitor", at=at + timedelta(days=17))


def _failed(shop: Shop, mediator: User, at: datetime) -> None:
    dispute = filed(
        shop,
        at,
        consumer_name="Joris Lemmens",
        order_number="5512",
        amount="310.00",
        kind=Kind.WITHDRAWAL_REFUSED,
        story="Binnen een week herroepen, maar de winkel zegt dat het maatwerk is. Het is een standaardmaat.",
        tried="Aangetekende brief.",
        wish="Terugsturen en mijn geld terug.",
    )
    dispute.answer("Maatwerk nemen we niet terug.", refuses=True, actor="shop", at=at + timedelta(days=2))
    dispute.ask_mediation(actor="visitor", at=at + timedelta(days=3))
    asks = "Waarin verschilt dit artikel van de maten die in de winkel te kiezen zijn?"
    dispute.ask(Party.SHOP, asks, actor=f"user:{mediator.pk}", at=at + timedelta(days=5))
    dispute.answer("Wij blijven bij ons standpunt.", actor="shop", at=at + timedelta(days=9))
    dispute.fail("De winkel wil niets aanbieden.", actor=f"user:{mediator.pk}", at=at + timedelta(days=11))
