"""What kind of mail is this? Only what confirms a new order counts, and whoever is not sure says so."""

import re

from keurmerk.mail.arriving import machines
from keurmerk.mail.arriving.mail import Mail
from reviews.imports.mails import phrases

ORDER, AUTO_REPLY, BOUNCE, OTHER, UNSURE = "ORDER", "AUTO_REPLY", "BOUNCE", "OTHER", "UNSURE"
_TOP = 1500  # characters in which a mail says what it is about
_ANSWER = re.compile(r"^\s*(?:re|aw|antw|fw|fwd|doorst|tr|vs)\s*:", re.IGNORECASE)


def kind_of(mail: Mail) -> str:
    """ORDER when it surely confirms a new order; UNSURE when a person should look."""
    if machines.is_bounce(mail):
        return BOUNCE
    if machines.is_auto_reply(mail):
        return AUTO_REPLY
    return UNSURE if _ANSWER.search(mail.subject) else _by_words(mail.subject, mail.words[:_TOP])


def is_for_the_shop(mail: Mail) -> bool:
    """Does it tell the shop of an order, rather than the customer?"""
    return bool(phrases.TELLS_THE_SHOP.search(f"{mail.subject}\n{mail.words[:_TOP]}"))


def _by_words(subject: str, top: str) -> str:
    """The subject first: what it says is what the mail is about. Where it says nothing, the mail's first words."""
    confirms = bool(phrases.CONFIRMS.search(subject))
    if phrases.LATER_NEWS.search(subject):
        return UNSURE if confirms else OTHER
    if confirms:
        return ORDER
    confirms = bool(phrases.CONFIRMS.search(top))
    if phrases.OTHER_NEWS.search(subject):
        return UNSURE if confirms else OTHER
    return ORDER if confirms and not phrases.LATER_NEWS.search(top) else UNSURE
