"""Reads a shop for its owner before the application is sent: the same look as the inspection's, filed nowhere else."""

from typing import Any

from django.conf import settings
from django.utils import translation

from inspections.editions import edition
from inspections.models import SelfCheck
from inspections.preinspection import Preinspection, inspect_shop
from inspections.reading import broken_off, user_agent
from inspections.site import Claims
from inspections.verdicts import DecidedBy, Outcome, Verdict
from keurmerk import clock
from keurmerk.outside.guard import Guard
from keurmerk.outside.unreadable import Unreadable


def run(check_id: int) -> bool:
    """What the queue calls. Returns whether this call settled the look."""
    check = SelfCheck.objects.claim(check_id, clock.real())
    if check is None:
        return False
    with translation.override(check.application.applicant.language):
        seen = {"problem_words": broken_off().problem_words} if check.is_worn_out else _look(check)
    return bool(SelfCheck.objects.open().filter(pk=check.pk).update(done_at=clock.now(), **seen))


def _look(check: SelfCheck) -> dict[str, Any]:
    application = check.application
    member = application.member
    try:
        found = inspect_shop(
            check.url,
            guard=Guard(user_agent=user_agent(), allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK),
            at=clock.now(),
            mark=settings.BRAND["name"],
            committee=settings.BRAND["disputes_committee"],
            language=application.applicant.language,
            claims=Claims(member.legal_name, member.kvk_number, member.vat_number) if member else None,
        )
    except Unreadable as failure:
        return {"problem_words": str(failure)[:300]}
    return _as_fields(found, application.applicant.language)


def _as_fields(found: Preinspection, language: str) -> dict[str, Any]:
    """What is certain: a hint is for our own people, and would only make an owner uneasy."""
    certain = [each for each in found.verdicts if each.decided_by == DecidedBy.MACHINE]
    questions = {each.code: (each.question, each.basis) for each in edition(found.edition).criteria}
    wanting = [each for each in found.open_points() if each in certain]
    return {
        "pages": len(found.pages),
        "met": sum(1 for each in certain if each.verdict == Outcome.MET),
        "points": [_point(each, *questions[each.code], language) for each in wanting],
    }


def _point(verdict: Verdict, question: dict[str, str], basis: str, language: str) -> dict[str, str]:
    """PostgreSQL keeps no NUL, and no half of a letter."""
    said = {
        "code": verdict.code,
        "severity": verdict.severity,
        "question": question.get(language) or question["nl"],
        "basis": basis,
        "note": verdict.note,
        "advice": verdict.advice,
        "quote": verdict.quote,
        "page": verdict.page,
    }
    return {name: text.replace("\0", " ").encode("utf-8", "replace").decode() for name, text in said.items()}
