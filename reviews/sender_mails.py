"""The letters about a shop's own sender address: is it yours, and: it is out of order."""

from datetime import datetime

from keurmerk.mail import send
from reviews import addresses
from reviews.models import Sender


def confirm_sender(sender: Sender, *, at: datetime) -> None:
    """To the address itself, each time that the shop asks for it."""
    facts = {
        "shop": sender.shop.name,
        "host": sender.shop.host,
        "address": sender.address,
        "confirm_url": addresses.confirm_sender(sender),
    }
    about = f"{sender._meta.label_lower}:{sender.pk}:{at:%Y%m%d%H%M%S}"
    send("reviews/confirm_sender", to=sender.address, language=sender.shop.language, about=about, at=at, facts=facts)


def sender_broken(sender: Sender, *, at: datetime) -> None:
    """To the owner: which record is gone, and that invitations go on meanwhile."""
    person = sender.shop.owner()
    if person is None:
        return
    gone = sender.gone()
    facts = {
        "name": person.name,
        "shop": sender.shop.name,
        "address": sender.address,
        "domain": sender.domain,
        "dkim_gone": "dkim" in gone,
        "return_path_gone": "return_path" in gone,
        "dkim_host": sender.dkim_host,
        "return_path_host": sender.return_path_host,
        "url": addresses.own_sender(sender.shop_id, person.language),
    }
    about = f"{sender._meta.label_lower}:{sender.pk}:{at:%Y%m%d%H%M%S}"
    send("reviews/sender_broken", to=person.email, language=person.language, about=about, at=at, facts=facts)


EXAMPLES = {
    "reviews/confirm_sender": {
        "shop": "Fietsgoed",
        "host": "fietsgoed.example",
        "address": "klantenservice@fietsgoed.example",
        "confirm_url": "https://keurtegel.example/sender/confirm/abc/",
    },
    "reviews/sender_broken": {
        "name": "Anna de Vries",
        "shop": "Fietsgoed",
        "address": "klantenservice@fietsgoed.example",
        "domain": "fietsgoed.example",
        "dkim_gone": True,
        "return_path_gone": True,
        "dkim_host": "20260105090000pm._domainkey.fietsgoed.example",
        "return_path_host": "pm-bounces.fietsgoed.example",
        "url": "https://keurtegel.example/dashboard/shops/1/invitations/sender/",
    },
}
