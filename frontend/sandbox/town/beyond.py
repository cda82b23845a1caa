"""Disputes of the town with more to them: evidence, a pause with a handover, and three on the way to the committee."""

import io
from collections.abc import Sequence
from datetime import datetime, timedelta

import typst
from PIL import Image, ImageDraw

from disputes.evidence_file import taken
from disputes.models import Dispute, Evidence, Extension, Handover, Kind, Objection, Party, Pause, Referral, Ruling
from frontend.sandbox.town.quarrels import filed
from keurmerk.calendar import amsterdam_date
from members.models import Shop, User

_DAY = timedelta(days=1)
_MAIL = """From: klantenservice@theeplank.example
To: mehmet.aydin@example.com
Date: Mon, 2 Nov 2026 09:12:00 +0100
Subject: Uw retour 2044

Beste Mehmet, we hebben uw pakket ontvangen. Omdat de verpakking open is,
betalen we de helft terug.
"""


def write_history(shops: Sequence[Shop], staff: dict[str, User], *, now: datetime) -> None:
    """At the first shop evidence and a choice for the committee, at two others the rest."""
    first, second, third = shops
    mediator, manager = staff["mediator"], staff["manager"]
    _with_evidence(Dispute.objects.of(first).in_mediation().order_by("pk").first(), now - 2 * _DAY)
    _announced(first, mediator, now - 12 * _DAY)
    _paused(second, mediator, manager, now - 16 * _DAY)
    _sent(third, mediator, now - 75 * _DAY)
    _ruled(second, mediator, now - 140 * _DAY)


def _with_evidence(dispute: Dispute | None, at: datetime) -> None:
    if dispute is None:
        return
    files = (
        (Party.CONSUMER, _parcel(), Evidence.Kind.PHOTO, "Het pakket zoals ik het terugstuurde", "pakket.jpg"),
        (
            Party.CONSUMER,
            _MAIL.encode(),
            Evidence.Kind.LETTERS,
            "Het antwoord van de winkel op mijn retour",
            "mail.eml",
        ),
        (Party.SHOP, _parcel("#7a5b33"), Evidence.Kind.PHOTO, "De verpakking zoals wij hem ontvingen", "retour.jpg"),
    )
    for number, (by, content, kind, shows, name) in enumerate(files):
        when = at + timedelta(hours=number)
        Evidence.add(dispute, by, taken(content), kind=kind, shows=shows, name=name, actor="demo", at=when)


def _failed(shop: Shop, mediator: User, at: datetime, **facts: str) -> Dispute:
    """A mediation of eight days that came to nothing."""
    dispute = filed(shop, at, **facts)
    dispute.answer("Daar gaan wij niet over.", refuses=True, actor="shop", at=at + _DAY)
    dispute.ask_mediation(actor="visitor", at=at + 2 * _DAY)
    who = f"user:{mediator.pk}"
    dispute.take(mediator, actor=who, at=at + 2 * _DAY)
    dispute.ask(Party.SHOP, "Wat zou je kunnen aanbieden?", actor=who, at=at + 3 * _DAY)
    dispute.answer("Niets, het artikel was goed.", actor="shop", at=at + 6 * _DAY)
    dispute.fail("De partijen werden het niet eens over de oorzaak.", actor=who, at=at + 8 * _DAY)
    return dispute


def _announced(shop: Shop, mediator: User, at: datetime) -> None:
    dispute = _failed(
        shop, mediator, at, consumer_name="Noor Willems", order_number="2040", amount="74.00", kind=Kind.BROKEN,
        story="De theepot lekt bij het deksel. Volgens de winkel heb ik hem laten vallen.",
        tried="Foto's gemaild.", wish="Een nieuwe theepot of mijn geld terug.",
    )  # fmt: skip
    referral = Referral.announce(dispute, actor="visitor", at=at + 10 * _DAY)
    item = f"message:{dispute.messages.earliest('pk').pk}"
    words = "Hierin noemen wij onze leverancier."
    Objection.make(referral, Party.SHOP, item, words, actor="shop", at=at + 11 * _DAY)


def _paused(shop: Shop, mediator: User, manager: User, at: datetime) -> None:
    dispute = filed(
        shop, at, consumer_name="Tom Verhagen", order_number="B-210", amount="189.00", kind=Kind.WARRANTY,
        story="De lamp knippert sinds een maand. De winkel wil hem eerst nakijken.",
        tried="Gebeld.", wish="Een lamp die het doet.",
    )  # fmt: skip
    dispute.answer("Stuur hem op, dan kijken we ernaar.", actor="shop", at=at + 2 * _DAY)
    dispute.ask_mediation(actor="visitor", at=at + 4 * _DAY)
    who = f"user:{manager.pk}"
    dispute.take(manager, actor=who, at=at + 4 * _DAY)
    note = "De winkel werkt mee, maar wacht op de fabrikant. Belt liever dan dat hij mailt."
    Handover.make(dispute, mediator, note, actor=who, at=at + 5 * _DAY)
    dispute.ask(Party.SHOP, "Wanneer is de lamp nagekeken?", actor=f"user:{mediator.pk}", at=at + 6 * _DAY)
    until = amsterdam_date(dispute.due_at or at) + 6 * _DAY
    reason = "De fabrikant heeft de lamp nog."
    extension = Extension.ask(dispute, Party.SHOP, until=until, reason=reason, actor="shop", at=at + 8 * _DAY)
    extension.grant("Dat is redelijk.", actor=f"user:{mediator.pk}", at=at + 9 * _DAY)
    dispute.refresh_from_db()
    words = "De lamp is bij de fabrikant. We wachten het onderzoek af; daarna gaat het vanzelf verder."
    resumes = amsterdam_date(at) + 26 * _DAY
    who = f"user:{mediator.pk}"
    Pause.begin(dispute, Pause.Reason.EXPERT, words, until=resumes, actor=who, at=at + 14 * _DAY)


def _sent(shop: Shop, mediator: User, at: datetime) -> None:
    dispute = _failed(
        shop, mediator, at, consumer_name="Wim Hoekstra", order_number="8891", amount="420.00",
        kind=Kind.NOT_AS_DESCRIBED, story="De tafel zou massief eiken zijn. Het is fineer.",
        tried="Een mail met foto's van de kopse kant.", wish="De tafel terug, en mijn geld.",
    )  # fmt: skip
    _handed_over(dispute, mediator, at + 10 * _DAY, "GC-2026-114")


def _handed_over(dispute: Dispute, mediator: User, at: datetime, reference: str) -> Referral:
    referral = Referral.announce(dispute, actor="visitor", at=at)
    referral.seal(actor="clock", at=referral.share_at)
    who, at = f"user:{mediator.pk}", referral.share_at + _DAY
    referral.send(reference, how=Referral.How.HAND, actor=who, at=at)
    return referral


def _ruled(shop: Shop, mediator: User, at: datetime) -> None:
    dispute = _failed(
        shop, mediator, at, consumer_name="Esra Kaya", order_number="B-177", amount="95.00", kind=Kind.REFUND_LATE,
        story="Na mijn herroeping kreeg ik een tegoedbon in plaats van mijn geld.",
        tried="Vier mails.", wish="Mijn geld terug.",
    )  # fmt: skip
    referral = _handed_over(dispute, mediator, at + 10 * _DAY, "GC-2026-071")
    paper = typst.compile("= Bindend advies\nDe winkel betaalt € 95,00 terug.".encode(), format="pdf")
    came = at + 130 * _DAY
    Ruling.receive(
        referral, Ruling.Outcome.CONSUMER, taken(paper), decided_on=amsterdam_date(came - _DAY),
        comply_by=amsterdam_date(came + 21 * _DAY), words="De winkel betaalt € 95,00 terug.",
        actor=f"user:{mediator.pk}", at=came,
    )  # fmt: skip


def _parcel(colour: str = "#a9835a") -> bytes:
    """A box with an open flap, as far as a few shapes can show one."""
    picture = Image.new("RGB", (960, 720), "#e9e4da")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((240, 280, 720, 600), fill=colour)
    draw.polygon([(240, 280), (160, 190), (470, 190), (480, 280)], fill="#8d6a44")
    draw.polygon([(480, 280), (520, 180), (800, 200), (720, 280)], fill="#c39d70")
    draw.rectangle((455, 280, 505, 600), fill="#d8c9ae")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
