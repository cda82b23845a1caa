"""What a text message says: who asks, the link, and how to have no more of them. In one part of 160 characters."""

from reviews.models import Invitation

_WORDS = {
    "nl": "{shop}: hoe was je bestelling? Vertel het op {url} Geen sms meer? Antwoord STOP",
    "en": "{shop}: how was your order? Tell it at {url} No more texts? Reply STOP",
}
_PART = 160
_PLAIN = set(  # of the alphabet of GSM, with which a part holds 160
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)


def invitation_text(invitation: Invitation, url: str) -> str:
    """The shop's name is cut where it would make a second part, and plain where a letter would make it dearer."""
    words = _WORDS.get(invitation.language, _WORDS["en"])
    room = _PART - len(words.format(shop="", url=url))
    name = "".join(letter if letter in _PLAIN else "?" for letter in invitation.shop.name).strip()
    return words.format(shop=name[: max(room, 10)].strip(), url=url)
