"""Reads a shop for an inspection: the crawl without a transaction, then what came of it in one.

Killed anywhere in between, the reading is claimed anew when its lease is over; done twice, the second finds it done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from inspections import filing
from inspections.models import Inspection, Reading, Snapshot
from inspections.pages import Page
from inspections.preinspection import inspect_shop
from inspections.site import Claims
from inspections.verdicts import Verdict
from keurmerk import clock
from keurmerk.outbox import record
from keurmerk.outside.guard import Guard
from keurmerk.outside.unreadable import Unreadable
from members.models import Application

BROKE_OFF = "broke_off"


@dataclass(frozen=True)
class Look:
    """What the machine saw of a shop; `problem` and its words say why it saw nothing."""

    pages: Sequence[Page] = ()
    verdicts: Sequence[Verdict] = ()
    problem: str = ""
    problem_words: str = ""
    missed: Sequence[tuple[str, str]] = ()  # (address, why) of pages that could not be read
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # JPEG by address


def read(reading_id: int) -> bool:
    """What the queue calls. Returns whether this call settled the reading."""
    reading = Reading.objects.claim(reading_id, clock.real())
    if reading is None:
        return False
    with translation.override(reading.inspection.language):
        look = broken_off() if reading.is_worn_out else look_at(reading.inspection)
    return settle(reading, look, at=clock.now())


def look_at(inspection: Inspection) -> Look:
    """The pre-inspection of the shop, or why it could not be read."""
    shop = inspection.shop
    member = shop.member
    try:
        found = inspect_shop(
            shop.url,
            guard=Guard(user_agent=user_agent(), allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK),
            at=clock.now(),
            mark=settings.BRAND["name"],
            committee=settings.BRAND["disputes_committee"],
            language=shop.language,
            claims=Claims(member.legal_name, member.kvk_number, member.vat_number),
        )
    except Unreadable as failure:
        return Look(problem=failure.reason, problem_words=str(failure))
    missed = [(each.url, each.message) for each in found.problems]
    return Look(found.pages, found.verdicts, missed=missed, pictures=found.pictures)


def user_agent() -> str:
    """Who we say we are when we read a shop."""
    name = "".join(filter(str.isalnum, settings.BRAND["name"]))
    return f"{name}-inspection/1 (+{settings.SITE_URL})"


def broken_off() -> Look:
    """The machine broke off each time: a person has to look."""
    return Look(problem=BROKE_OFF, problem_words=_("Reading this shop broke off several times."))


def settle(reading: Reading, look: Look, *, at: datetime) -> bool:
    """Files what was seen, completes the application and starts the term of the inspection, all or nothing."""
    with transaction.atomic():
        row = Reading.objects.open().select_for_update().filter(pk=reading.pk).first()
        if row is None:
            return False
        inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=row.inspection_id)
        if inspection.is_in_work:
            filing.file(row, inspection, look.pages, look.verdicts, problem=look.problem, at=at)
            Snapshot.hang(row, look.pictures)
            _complete(inspection, at=at)
        row.done_at, row.pages = at, len(look.pages)
        row.missed = [{"url": url[:1000], "words": words} for url, words in look.missed]
        row.problem, row.problem_words = look.problem, look.problem_words[:300]
        row.save()
        facts = {"reading": row.pk, "pages": row.pages, "problem": row.problem}
        record("inspection.read", subject=inspection, actor="clock", at=at, payload=facts)
    return True


def _complete(inspection: Inspection, *, at: datetime) -> None:
    """With the reading everything is in: the two working days start (terms 4.4, reading A4)."""
    application = inspection.application
    if application and application.state == Application.State.SUBMITTED:
        application.complete(actor="clock", at=at)
        inspection.due_at = application.inspection_due_at
        inspection.save(update_fields=["due_at"])
