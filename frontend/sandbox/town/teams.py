"""The team of the first shop: somebody for each role, and an invitation that waits."""

from datetime import datetime, timedelta

from frontend.sandbox.town import people
from members.models import Role, Seat, SeatOffer, Shop, User

Duty = Seat.Duty

_TEAM: tuple[tuple[str, str, list[Seat.Duty]], ...] = (
    ("reviews", "Rik Verweij", [Duty.REVIEWS]),
    ("geschillen", "Gea Schilder", [Duty.DISPUTES, Duty.REVIEWS]),
    ("boekhouding", "Bo Houder", [Duty.BILLING]),
    ("stagiair", "Sil de Jager", [Duty.READ]),
)


def write_history(shop: Shop, *, now: datetime) -> None:
    owner = shop.owner()
    assert owner is not None  # who applied
    for weeks, (box, name, duties) in enumerate(_TEAM, start=2):
        asked = now - timedelta(weeks=weeks)
        person = people.person(f"{box}@{shop.host}", name, at=asked + timedelta(hours=1))
        offer = _offer(shop, person.email, duties, owner, at=asked)
        offer.take(person, actor=f"user:{person.pk}", at=asked + timedelta(hours=2))
    _offer(shop, f"magazijn@{shop.host}", [Duty.REVIEWS], owner, at=now - timedelta(days=1))


def _offer(shop: Shop, email: str, duties: list[Seat.Duty], owner: User, *, at: datetime) -> SeatOffer:
    return SeatOffer.make(shop, email, Role.STAFF, duties, by=owner, actor=f"user:{owner.pk}", at=at)
