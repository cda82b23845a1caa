"""From a mail to an order, or to why we are not sure. A wrong invitation is worse than one that waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from keurmerk.mail.arriving.mail import Address, Mail
from reviews.imports.mails import facts, kinds
from reviews.imports.mails.customers import Own, customer
from reviews.models import OrderMail

Reason = OrderMail.Reason
_REASONS = {
    kinds.BOUNCE: Reason.BOUNCE,
    kinds.AUTO_REPLY: Reason.AUTO_REPLY,
    kinds.OTHER: Reason.OTHER_KIND,
    kinds.UNSURE: Reason.NO_ORDER,
}


@dataclass(frozen=True)
class Reading:
    """What we make of a mail. `reason` empty: it is an order, and we are sure. Otherwise the facts are only a guess."""

    reason: str = ""
    email: str = ""
    number: str = ""
    name: str = ""
    language: str = ""
    total: Decimal | None = None

    @property
    def is_no_order(self) -> bool:
        return self.reason in {Reason.BOUNCE, Reason.AUTO_REPLY, Reason.OTHER_KIND}


def recognise(mail: Mail, own: Own) -> Reading:
    """The order in this mail, when kind, customer and number are each beyond doubt, in its text as in its HTML."""
    readings = [_read(mail, words, own) for words in _versions(mail)]
    best = max(readings, key=lambda each: (bool(each.email) + bool(each.number), bool(each.name), bool(each.total)))
    reason = _REASONS.get(kinds.kind_of(mail), "") or _doubt(best, readings)
    return replace(best, reason=str(reason))


def _versions(mail: Mail) -> list[str]:
    return [words for words in dict.fromkeys((mail.text, mail.page)) if words] or [""]


def _doubt(best: Reading, readings: Iterable[Reading]) -> str:
    """What keeps us from believing it: something is missing, or text and HTML contradict each other."""
    if not best.email or len({each.email for each in readings if each.email}) > 1:
        return Reason.NO_CUSTOMER
    if not best.number or len({each.number.lower() for each in readings if each.number}) > 1:
        return Reason.NO_NUMBER
    return ""


def _read(mail: Mail, words: str, own: Own) -> Reading:
    who = customer(mail, words, own, told_to_shop=kinds.is_for_the_shop(mail))
    return Reading(
        email=who.email if who else "",
        number=facts.order_number(mail.subject, words),
        name=_name_of(who, mail, words) if who else "",
        language=facts.language(f"{mail.subject} {words}"),
        total=facts.total(words),
    )


def _name_of(who: Address, mail: Mail, words: str) -> str:
    """The name beside the address; else whom the mail greets, if it was sent to that address."""
    sent_to = who.email in {each.email for each in mail.to} and not kinds.is_for_the_shop(mail)
    return facts.as_name(who.name) or (facts.greeted(words) if sent_to else "")
