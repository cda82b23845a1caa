"""A copied mail comes in: it becomes an invitation, waits for a person, or is no order; the same mail never twice."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from email.utils import formataddr, parseaddr

from django.db import IntegrityError, transaction
from django.db.models import Q

from keurmerk.mail.arriving.mail import Mail
from keurmerk.mail.suppression import address_hash
from members.models import Shop
from reviews.imports.mails import rules
from reviews.imports.mails.customers import addressee, own_of
from reviews.imports.mails.recognise import Reading, recognise
from reviews.models import OrderMail, OrderMailRule
from reviews.orders import Order

CLIENT = "mail"
MOST_WORDS = 50_000  # characters that are kept of a mail that waits


def take_mail_in(shop: Shop, mail: Mail, *, vendor_id: str = "", actor: str, at: datetime) -> OrderMail:
    """What became of this mail, now or when it came before: told twice is heeded once."""
    digest = _digest(mail)
    told_before = Q(message_hash=digest) | (Q(vendor_id=vendor_id) & ~Q(vendor_id=""))
    try:
        with transaction.atomic():
            before = shop.order_mails.filter(told_before).first()
            return before or _keep(shop, mail, {"message_hash": digest, "vendor_id": vendor_id}, actor=actor, at=at)
    except IntegrityError:
        return shop.order_mails.get(told_before)  # it came twice at once


def _keep(shop: Shop, mail: Mail, known_by: dict[str, str], *, actor: str, at: datetime) -> OrderMail:
    own = own_of(shop)
    reading = recognise(mail, own)
    who = addressee(mail, own)
    words = {
        "sender": mail.sender.email,
        "recipient": formataddr((who.name, who.email)) if who else "",
        "subject": mail.subject,
        "text": mail.words[:MOST_WORDS],
    }
    if reading.reason not in {"", OrderMail.Reason.AUTO_REPLY, OrderMail.Reason.BOUNCE}:
        reading = _by_rule(shop.order_mail_rules.all(), words) or reading
    return OrderMail.note(
        shop,
        order=None if reading.reason else order_of(reading),
        reason=reading.reason,
        words=None if reading.is_no_order else words,
        known_by=known_by,
        actor=actor,
        at=at,
    )


def read_anew(shop: Shop, rule: OrderMailRule, *, actor: str, at: datetime) -> int:
    """A new rule also reads what waits; says how many it read."""
    done = 0
    for mail in shop.order_mails.unrecognised().order_by("received_at")[:500]:
        reading = _by_rule([rule], {"subject": mail.subject, "recipient": mail.recipient, "text": mail.text})
        if reading:
            mail.become(order_of(reading), by_hand=False, actor=actor, at=at)
            done += 1
    return done


def _by_rule(own_rules: Iterable[OrderMailRule], words: dict[str, str]) -> Reading | None:
    recipient = parseaddr(words["recipient"])[1]
    return rules.first_that_fits(own_rules, subject=words["subject"], recipient=recipient, text=words["text"])


def order_of(reading: Reading) -> Order:
    return Order(
        email=reading.email,
        number=reading.number,
        customer_name=reading.name,
        language=reading.language,
        total=reading.total,
        client=CLIENT,
    )


def _digest(mail: Mail) -> str:
    """By its Message-ID; a mail without one by all that it says. Keyed, for either may name a person."""
    said = mail.message_id or "\0".join((mail.sender.email, *(to.email for to in mail.to), mail.subject, mail.words))
    return address_hash(f"mail {hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}")
