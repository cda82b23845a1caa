"""What a machine of ours answers to a mail: marked as such, and at most once a day to one sender. So no two machines
can keep each other busy, whatever the other one is and whatever it forgets to say of itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from keurmerk.calendar import amsterdam_date
from keurmerk.mail.arriving.machines import may_be_answered
from keurmerk.mail.arriving.mail import Mail
from keurmerk.mail.sending import send
from keurmerk.mail.suppression import address_hash
from keurmerk.models import Heard

HEADERS = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}


def answer(
    letter: str,
    mail: Mail,
    *,
    language: str,
    about: models.Model | str,
    at: datetime,
    facts: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
) -> bool:
    """Whether it was answered. Raises nothing when it may not be: who gets no answer asks again."""
    if not may_be_answered(mail):
        return False
    with transaction.atomic():
        if not first_today(mail.sender.email, at=at):
            return False
        known = {**(headers or {}), **HEADERS}
        send(letter, to=mail.sender.email, language=language, about=about, at=at, facts=facts, headers=known)
    return True


def first_today(address: str, *, at: datetime) -> bool:
    """May a machine write to this address today? Asked once per letter, for asking counts; of two at once one may."""
    said = address_hash(f"{amsterdam_date(at)} {address}")
    return Heard.objects.get_or_create(vendor="answered", said=said, defaults={"at": at})[1]
