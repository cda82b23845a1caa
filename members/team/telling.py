"""What the people of a team hear of each other, by letter."""

from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Seat, SeatOffer, Shop, Succession, User
from members.team import mails


@on("seat_offer.made", "seat_offer.sent_again")
def send_invitation(event: Event) -> None:
    """Not when it was withdrawn meanwhile."""
    offer = SeatOffer.objects.open().select_related("shop", "offered_by").filter(pk=event.subject_id).first()
    if offer:
        mails.seat_offered(offer, at=event.happened_at)


@on("seat_offer.taken")
def tell_owners_who_is_in(event: Event) -> None:
    mails.seat_taken(
        SeatOffer.objects.select_related("shop", "taken_by").get(pk=event.subject_id), at=event.happened_at
    )


@on("seat_offer.declined")
def tell_of_refusal(event: Event) -> None:
    """Not of who had their address erased: then there is no name to tell."""
    offer = SeatOffer.objects.select_related("shop", "offered_by").get(pk=event.subject_id)
    if offer.email:
        mails.seat_declined(offer, at=event.happened_at)


@on("seat.changed")
def tell_of_new_role(event: Event) -> None:
    """With the role of now, and not who left meanwhile."""
    seats = Seat.objects.filter(shop=event.subject_id, user=event.payload["user"])
    for seat in seats.select_related("shop", "user"):
        mails.seat_changed(seat, at=event.happened_at, about=f"event:{event.pk}")


@on("seat.removed")
def tell_who_is_out(event: Event) -> None:
    person, shop = _both(event)
    mails.seat_removed(person, shop, at=event.happened_at, about=f"event:{event.pk}")


@on("seat.left")
def tell_owners_who_left(event: Event) -> None:
    person, shop = _both(event)
    mails.seat_left(person, shop, at=event.happened_at, about=f"event:{event.pk}")


@on("succession.asked")
def ask_both(event: Event) -> None:
    succession = _succession(event)
    if succession.state == Succession.State.ASKED:
        mails.succession_asked(succession, at=event.happened_at)


@on("succession.done")
def tell_both(event: Event) -> None:
    mails.succession_done(_succession(event), at=event.happened_at)


@on("succession.withdrawn", "succession.expired")
def tell_both_of_the_end(event: Event) -> None:
    mails.succession_stopped(_succession(event), at=event.happened_at)


def _both(event: Event) -> tuple[User, Shop]:
    return User.objects.get(pk=event.payload["user"]), Shop.objects.get(pk=event.subject_id)


def _succession(event: Event) -> Succession:
    return Succession.objects.select_related("shop", "giver", "taker").get(pk=event.subject_id)
