"""The letters about a team: each function gathers the facts of one."""

from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from keurmerk.calendar import amsterdam_date
from keurmerk.mail import send
from members.applicant_mails import page
from members.models import Seat, SeatOffer, Shop, Succession, User
from members.models.seat import Entitled
from members.team import links


def seat_offered(offer: SeatOffer, *, at: datetime) -> None:
    """To the colleague: who asks, for which webshop and what, and until when the link works."""
    reader = User.objects.filter(email__iexact=offer.email, is_active=True).first()
    language = reader.language if reader else offer.offered_by.language
    facts = {
        "name": reader.name if reader else "",
        "person": str(offer.offered_by),
        "shop": offer.shop.name,
        "role": _in_words(offer, language),
        "last_day": amsterdam_date(offer.expires_at),
        "link": links.to_offer(offer, language),
    }
    about = f"members.seatoffer:{offer.pk}:{offer.letters}"
    send("members/seat_offered", to=offer.email, language=language, about=about, at=at, facts=facts)


def seat_taken(offer: SeatOffer, *, at: datetime) -> None:
    """To the owners: who is in the team from now on, and with which role."""
    _tell_owners("members/seat_taken", offer.shop, offer, at=at, person=str(offer.taken_by), of=offer)


def seat_declined(offer: SeatOffer, *, at: datetime) -> None:
    """To the owner who asked."""
    facts = {"person": offer.email}
    _tell("members/seat_declined", offer.offered_by, offer.shop, at=at, about=offer, **facts)


def seat_changed(seat: Seat, *, at: datetime, about: str) -> None:
    """To the colleague: the new role."""
    facts = {"role": _in_words(seat, seat.user.language)}
    _tell("members/seat_changed", seat.user, seat.shop, at=at, about=about, **facts)


def seat_removed(person: User, shop: Shop, *, at: datetime, about: str) -> None:
    """To the colleague, who has no access any more."""
    _tell("members/seat_removed", person, shop, at=at, about=about)


def seat_left(person: User, shop: Shop, *, at: datetime, about: str) -> None:
    """To the owners: who left."""
    _tell_owners("members/seat_left", shop, about, at=at, person=str(person))


def succession_asked(succession: Succession, *, at: datetime) -> None:
    """To both: what is about to happen, and each a link to confirm it."""
    for person in (succession.giver, succession.taker):
        facts = {**_of(succession, person), "link": links.to_succession(succession, person)}
        _tell("members/succession_asked", person, succession.shop, at=at, about=succession, **facts)


def succession_done(succession: Succession, *, at: datetime) -> None:
    """To both: it happened."""
    for person in (succession.giver, succession.taker):
        _tell("members/succession_done", person, succession.shop, at=at, about=succession, **_of(succession, person))


def succession_stopped(succession: Succession, *, at: datetime) -> None:
    """To both: it does not happen, for somebody stopped it or too little time was left."""
    for person in (succession.giver, succession.taker):
        _tell("members/succession_stopped", person, succession.shop, at=at, about=succession, **_of(succession, person))


def _of(succession: Succession, reader: User) -> dict[str, Any]:
    return {
        "gives": reader.pk == succession.giver_id,
        "giver": str(succession.giver),
        "taker": str(succession.taker),
        "expired": succession.state == Succession.State.EXPIRED,
        "last_day": amsterdam_date(succession.expires_at),
    }


def _in_words(entitled: Entitled, language: str) -> str:
    with translation.override(language):
        return entitled.in_words()


def _tell_owners(
    letter: str, shop: Shop, about: Any, *, at: datetime, of: Entitled | None = None, **facts: Any
) -> None:
    seats = {"seats__shop": shop, "seats__role": Seat.Role.OWNER}
    for owner in User.objects.filter(is_active=True, **seats).order_by("pk"):
        role = {"role": _in_words(of, owner.language)} if of else {}
        _tell(letter, owner, shop, at=at, about=about, **role, **facts)


def _tell(letter: str, to: User, shop: Shop, *, at: datetime, about: Any, **facts: Any) -> None:
    known = {"name": to.name, "shop": shop.name, "page": page(f"/dashboard/shops/{shop.pk}/team/", to.language)}
    send(letter, to=to.email, language=to.language, about=about, at=at, facts={**known, **facts})


_EXAMPLE = {
    "name": "Anna de Vries",
    "person": "Bea Bakker",
    "shop": "Fietsgoed",
    "role": "Geschillen",
    "last_day": amsterdam_date(datetime(2026, 3, 9, 9, tzinfo=UTC)),
    "link": "https://keurtegel.example/dashboard/team/invitation/abc/",
    "page": "https://keurtegel.example/dashboard/shops/1/team/",
    "gives": True,
    "giver": "Anna de Vries",
    "taker": "Bea Bakker",
    "expired": False,
}
EXAMPLES: dict[str, dict[str, Any]] = {
    f"members/{name}": _EXAMPLE
    for name in (
        "seat_offered",
        "seat_taken",
        "seat_declined",
        "seat_changed",
        "seat_removed",
        "seat_left",
        "succession_asked",
        "succession_done",
        "succession_stopped",
    )
}
