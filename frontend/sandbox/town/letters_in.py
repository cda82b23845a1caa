"""Letters that came in at the town's desk: unread, answered, tied to an invoice and to a refusal, closed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from billing.models import Invoice
from members.models import Application, Member, Shop, Thread, User


def write_history(shop: Shop, staff: Mapping[str, User], *, now: datetime) -> None:
    _unread(now)
    _about_an_invoice(shop, staff["finance"], now=now)
    _after_a_refusal(now)
    _closed(staff["moderator"], now=now)


def _written(
    email: str,
    name: str,
    subject: str,
    text: str,
    at: datetime,
    *,
    language: str = "nl",
    about: str = "",
    shop: Shop | None = None,
    member: Member | None = None,
) -> Thread:
    thread = Thread.begin(
        email=email, name=name, subject=subject, language=language, about=about, shop=shop, member=member, at=at
    )
    known = f"<{thread.pk}.{at:%Y%m%d%H%M}@mail.example>"
    thread.receive(text, sender=email, message_id=known, actor="mail", at=at)
    return thread


def _unread(now: datetime) -> None:
    _written(
        "joris.smeets@example.com",
        "Joris Smeets",
        "Is deze winkel wel echt?",
        "Ik zag jullie keurmerk op een site die ik niet vertrouw: geen adres, alleen vooruitbetalen.\n\n"
        "Kunnen jullie zeggen of zij lid zijn?",
        now - timedelta(hours=5),
    )
    _written(
        "press@hetdagblad.example",
        "Nora Bakker",
        "Question for an article",
        "I write about fake reviews. May I ask a few questions by phone this week?",
        now - timedelta(days=1, hours=2),
        language="en",
    )


def _about_an_invoice(shop: Shop, finance: User, *, now: datetime) -> None:
    invoice = Invoice.objects.filter(member=shop.member).order_by("-pk").first()
    owner = shop.owner()
    if invoice is None or owner is None:
        return
    thread = _written(
        owner.email,
        owner.name,
        "Staat ons inkoopnummer op de factuur?",
        "Onze boekhouder wil het inkoopnummer op de factuur. Kan dat nog?",
        now - timedelta(days=3),
        about=f"billing.invoice:{invoice.pk}",
        shop=shop,
        member=shop.member,
    )
    thread.note("Nummer staat bij de gegevens van het lid; volgende factuur heeft het.", by=finance, at=now)
    thread.answer("Vanaf de volgende factuur staat het erop.", by=finance, at=now - timedelta(days=2))


def _after_a_refusal(now: datetime) -> None:
    refused = Application.objects.filter(state=Application.State.REFUSED).select_related("applicant").first()
    if refused:
        _written(
            refused.applicant.email,
            refused.applicant.name,
            "Je aanvraag is afgewezen",
            "Ik ben het hier niet mee eens en wil dat jullie er nog eens naar kijken.",
            now - timedelta(hours=20),
            about=f"members.application:{refused.pk}",
        )


def _closed(moderator: User, *, now: datetime) -> None:
    at = now - timedelta(days=40)
    thread = _written(
        "els.vermeer@example.com",
        "Els Vermeer",
        "Mijn review staat er niet",
        "Gisteren schreef ik een review, maar ik zie hem niet.",
        at,
    )
    thread.answer("Je review wachtte nog op je bevestiging. Hij staat er nu.", by=moderator, at=at + timedelta(hours=4))
    thread.close(actor=f"user:{moderator.pk}", at=at + timedelta(days=2))
