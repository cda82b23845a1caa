"""The links in letters about a team: each is signed, for one purpose and one reader, and ends by itself."""

from keurmerk.links import in_language
from keurmerk.tokens import BadToken, sign, unsign
from members.models import SeatOffer, Succession, User

_OFFER, _SUCCESSION = "members.seat_offer", "members.succession"


def to_offer(offer: SeatOffer, language: str) -> str:
    """It names the letter, so that only the link in the last one works."""
    return in_language(language, "dashboard:take_seat", token=token_of(offer))


def token_of(offer: SeatOffer) -> str:
    return sign(_OFFER, f"{offer.pk}:{offer.letters}")


def offer_behind(token: str) -> SeatOffer | None:
    """None when it was sent again since, and for what we never signed."""
    number, _, letters = _read(_OFFER, token).partition(":")
    found = SeatOffer.objects.select_related("shop", "offered_by").filter(pk=number or 0, letters=letters or 0)
    return found.first()


def to_succession(succession: Succession, person: User) -> str:
    token = sign(_SUCCESSION, f"{succession.pk}:{person.pk}")
    return in_language(person.language, "dashboard:confirm_succession", token=token)


def succession_behind(token: str, person: User) -> Succession | None:
    """None unless the link was made for this person."""
    number, _, reader = _read(_SUCCESSION, token).partition(":")
    found = Succession.objects.select_related("shop", "giver", "taker").filter(pk=number or 0)
    return found.first() if reader == str(person.pk) else None


def _read(purpose: str, token: str) -> str:
    try:
        return unsign(purpose, token)
    except BadToken:
        return ""
