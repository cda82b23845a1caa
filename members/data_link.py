"""The link by which a person sees and erases what we hold: sealed, so that no log tells whose, and short-lived."""

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken

from keurmerk.links import in_language
from keurmerk.mail import send
from keurmerk.mail.suppression import address_hash
from keurmerk.models import SentLetter
from keurmerk.sealing import seal, unseal
from keurmerk.tokens import BadToken, sign, unsign

LIFE = timedelta(hours=2)
MOST_A_DAY = 3  # letters to one address: somebody may be plaguing it
EXAMPLES = {"members/your_data": {"url": "https://example.com/your-data/abc/", "hours": 2}}
_PURPOSE = "members.your_data"


def link_for(address: str, language: str) -> str:
    return in_language(language, "consumer:your_data", token=sign(_PURPOSE, seal(address)))


def address_in(token: str) -> str:
    """Whose it is. Raises BadToken."""
    try:
        return unseal(unsign(_PURPOSE, token, max_age=int(LIFE.total_seconds())))
    except InvalidToken as fault:
        raise BadToken from fault


def send_link(address: str, language: str, *, at: datetime) -> None:
    """To whoever reads this address, known to us or not; once an hour, three times a day."""
    address = address.strip().lower()
    earlier = SentLetter.objects.filter(letter="members/your_data", to__iexact=address)
    if earlier.filter(queued_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        return
    facts = {"url": link_for(address, language), "hours": LIFE // timedelta(hours=1)}
    about = f"your_data:{address_hash(address)[:24]}:{at:%Y%m%d%H}"
    send("members/your_data", to=address, language=language, about=about, at=at, facts=facts)
