"""A shop's letter before it goes out: what a customer would read, on the page and in one's own mailbox."""

from datetime import datetime, timedelta

from django.db import transaction

from keurmerk.mail.letter import Letter
from keurmerk.mail.sending import Draft, Filled, send_all
from keurmerk.models import SentLetter
from members.models import Shop, User
from reviews import addresses, terms
from reviews.asking.letters import letter_to
from reviews.asking.senders import envelope_of
from reviews.asking.wording import Wording
from reviews.models import Invitation

_NAME = "reviews/trial"
_BUYERS = {"nl": "Sanne de Koning", "en": "Alex Morgan"}
_MARKS = {"nl": "Proef", "en": "Trial"}


def preview(shop: Shop, letter: str, wording: Wording, language: str, *, at: datetime) -> Letter:
    """As a customer with a name and an order would read it; the links lead to a page that says it is an example."""
    return _filled(shop, letter, wording, language, at).as_read()


def send_trial(shop: Shop, letter: str, wording: Wording, language: str, *, to: User, at: datetime) -> bool:
    """The same to one's own mailbox; not more than a few an hour, or anybody could be sent any words by us."""
    about = f"members.shop:{shop.pk}:trial"
    with transaction.atomic():
        Shop.objects.select_for_update().get(pk=shop.pk)  # two at once are counted after each other
        lately = SentLetter.objects.filter(letter=_NAME, about__startswith=about, queued_at__gt=at - timedelta(hours=1))
        if lately.count() >= terms.TRIAL_LETTERS_AN_HOUR:
            return False
        read = preview(shop, letter, wording, language, at=at)
        marked = Letter(f"[{_MARKS[language]}] {read.subject}", read.text, read.html)
        envelope = envelope_of(shop)
        draft = Draft(
            letter=_NAME,
            to=to.email,
            language=language,
            about=f"{about}:{at:%Y%m%d%H%M%S%f}",
            content=marked,
            sender=envelope.sender,
            headers={"Reply-To": envelope.reply_to},
        )
        send_all([draft], at=at)
    return True


def _filled(shop: Shop, letter: str, wording: Wording, language: str, at: datetime) -> Filled:
    buyer = Invitation(
        shop=shop,
        customer_name=_BUYERS[language],
        order_number="40871",
        language=language,
        token=addresses.EXAMPLE,
        expires_at=at + terms.INVITATION_LIFE,
    )
    return letter_to(buyer, letter, wording, reply_to=envelope_of(shop).reply_to, away=addresses.EXAMPLE)
