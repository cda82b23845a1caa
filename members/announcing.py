"""Telling members who will process data for us, in time to object (terms 1.14, 1.16)."""

from datetime import datetime

from django.db import models

from keurmerk.calendar import amsterdam_date
from keurmerk.models import SentLetter
from members import mails, sub_processors
from members.models import Membership, Seat, User
from members.sub_processors import SubProcessor


def tell_of_sub_processors(*, now: datetime) -> int:
    """To owners of whoever was a member when it was announced, each once; how many letters that made."""
    told = 0
    for added in sub_processors.to_tell(amsterdam_date(now)):
        have = SentLetter.objects.filter(
            letter="members/sub_processor_added", about=f"sub_processor:{added.code}:{added.starts_on}"
        ).values("to")
        for owner in _owners(added).exclude(email__in=have).order_by("pk"):
            mails.sub_processor_added(added, owner, at=now)
            told += 1
    return told


def _owners(added: SubProcessor) -> "models.QuerySet[User]":
    then = Membership.objects.exclude(state=Membership.State.ENDED).filter(contracted_at__date__lte=added.announced_on)
    seats = {"seats__role": Seat.Role.OWNER, "seats__shop__member__in": then.values("member")}
    return User.objects.filter(is_active=True, **seats).distinct()
