"""The letters of an inspection, and the facts in each."""

from datetime import datetime
from typing import Any

from inspections.models import CampaignCase, Finding, Inspection, Misuse, Reading, Remedy, Scan
from inspections.pasting import for_shop
from keurmerk import links, tokens
from keurmerk.calendar import AMSTERDAM
from keurmerk.mail import send
from members.models import Application, User


def result(inspection: Inspection, *, at: datetime) -> None:
    """The result with its report: each point that failed, with quote, page and advice (terms 4.6, 4.7)."""
    owner = _owner(inspection)
    if owner is None:
        return
    passed = inspection.state == Inspection.State.PASSED
    facts = {
        "name": owner.name,
        "shop": inspection.shop.name,
        "note": " ".join(inspection.note_to_shop.split()),
        "points": [_point(finding, owner.language) for finding in inspection.failed_points()],
        "report": _page(f"/dashboard/shops/{inspection.shop_id}/inspection/", owner.language),
        "paper": _page(f"/dashboard/reports/{tokens.sign('report', inspection.pk)}/", owner.language),
    }
    if not passed and inspection.application:
        facts["reinspection"] = reinspection_link(inspection.application, owner.language)
    letter = "inspections/approved" if passed else "inspections/rejected"
    send(letter, to=owner.email, language=owner.language, about=inspection, at=at, facts=facts)


def unreadable(reading: Reading, *, at: datetime) -> None:
    """The machine could not read the shop: why, and how to have it look again."""
    owner = _owner(reading.inspection)
    if owner is None:
        return
    shop = reading.inspection.shop
    facts = {
        "name": owner.name,
        "shop": shop.name,
        "problem": reading.problem_words,
        "page": _page(f"/dashboard/shops/{shop.pk}/inspection/", owner.language),
    }
    send("inspections/unreadable", to=owner.email, language=owner.language, about=reading, at=at, facts=facts)


def misuse_warning(case: Misuse, *, at: datetime) -> None:
    """Warning and request to remove, with the proof and the last day (terms 10.5). In Dutch and in English in one."""
    proof = case.proofs.first()
    facts = {
        "host": case.host,
        "seen_at": proof.seen_at if proof else case.opened_at,
        "proof": proof.signs[0]["proof"] if proof and proof.signs else "",
        "address": proof.url if proof else "",
        "last_day": case.deadline_at,
        "former": case.shop_id is not None,
        "verify": links.absolute(f"/verify/?domain={case.host}"),
    }
    send("inspections/misuse_warning", to=case.email, language="nl", about=case, at=at, facts=facts)


def remedy(found: Remedy, step: str, *, at: datetime, about: str) -> None:
    """`step` is demanded, mended, overdue or extended: what broke, with its proof, and until when (terms 6.5, 7.3)."""
    owner = found.shop.owner()
    if owner is None:
        return
    facts = {
        "name": owner.name,
        "shop": found.shop.name,
        "question": found.criterion.question_in(owner.language),
        "basis": found.criterion.basis,
        "quote": found.after,
        "before": found.before,
        "address": found.page,
        "note": found.note,
        "advice": for_shop(found.advice or found.criterion.advice_in(owner.language), found.shop),
        "due": found.due_at,
        "page": _page(f"/dashboard/shops/{found.shop_id}/remedies/", owner.language),
    }
    send(f"inspections/remedy_{step}", to=owner.email, language=owner.language, about=about, at=at, facts=facts)


def change_of_requirements(case: CampaignCase, *, reminder: bool, at: datetime, about: str) -> None:
    """What is new, what stands on the member's own page, and the last day (terms 6.2, 6.3)."""
    owner = case.shop.owner()
    if owner is None:
        return
    quotes = {each["code"]: each for each in case.affected}
    codes = case.left_over if reminder else case.campaign.codes
    points = [
        {
            "question": each.question_in(owner.language),
            "basis": each.basis,
            "advice": for_shop(each.advice_in(owner.language), case.shop),
            "met": each.code not in case.left_over,
            **{name: quotes.get(each.code, {}).get(name, "") for name in ("page", "quote")},
        }
        for each in case.campaign.checklist.criteria.filter(code__in=codes)
    ]
    facts = {
        "name": owner.name,
        "shop": case.shop.name,
        "points": points,
        "met": not case.left_over,
        "last_day": case.campaign.deadline_at,
        "page": _page("/code-of-conduct/", owner.language),
    }
    letter = "inspections/change_reminder" if reminder else "inspections/change_of_requirements"
    send(letter, to=owner.email, language=owner.language, about=about, at=at, facts=facts)


def scan_unreachable(scan: Scan, *, at: datetime, about: str) -> None:
    """Three nights in a row the shop could not be read: that counts against nobody, but the owner should know."""
    owner = scan.shop.owner()
    if owner is not None:
        page = _page(f"/dashboard/shops/{scan.shop_id}/remedies/", owner.language)
        facts = {"name": owner.name, "shop": scan.shop.name, "host": scan.shop.host, "page": page}
        send("inspections/scan_unreachable", to=owner.email, language=owner.language, about=about, at=at, facts=facts)


def reinspection_link(application: Application, language: str) -> str:
    """A signed link that asks a re-inspection from the letter (terms 4.10)."""
    return _page(f"/dashboard/reinspection/{tokens.sign('reinspection', application.pk)}/", language)


def _owner(inspection: Inspection) -> User | None:
    return inspection.application.applicant if inspection.application else inspection.shop.owner()


def _page(path: str, language: str) -> str:
    """Our pages stand at / in Dutch and at /en/ in English."""
    return links.absolute(path if language == "nl" else f"/{language}{path}")


def _point(finding: Finding, language: str) -> dict[str, Any]:
    criterion = finding.criterion
    return {
        "code": criterion.code,
        "question": criterion.question_in(language),
        "required": criterion.is_blocking,
        "quote": finding.quote,
        "page": finding.page,
        "note": finding.note,
        "advice": finding.what_to_do_in(language),
    }


_POINT = {
    "code": "WD-01",
    "question": "Staat er dat je 14 dagen bedenktijd hebt?",
    "required": True,
    "quote": "Retourneren kan binnen 7 dagen na ontvangst.",
    "page": "https://fietsgoed.example/retourneren",
    "note": "Op de retourpagina staat 7 dagen.",
    "advice": "Maak er 14 dagen van.",
}
_FACTS = {
    "name": "Anna de Vries",
    "shop": "Fietsgoed",
    "note": "De rest ziet er goed uit.",
    "points": [_POINT],
    "report": "https://keurtegel.example/dashboard/shops/1/inspection/",
    "paper": "https://keurtegel.example/dashboard/reports/1:abc/",
}
_REMEDY: dict[str, Any] = {
    "name": "Anna de Vries",
    "shop": "Fietsgoed",
    "question": "Staat er een telefoonnummer op de contactpagina?",
    "basis": "BW 6:230m(1)(c)",
    "quote": "",
    "before": "Bel ons op 038 123 45 67.",
    "address": "https://fietsgoed.example/contact",
    "note": "Er staat geen telefoonnummer meer op de site.",
    "advice": "Zet een telefoonnummer op de contactpagina en in de voet van elke pagina.",
    "due": datetime(2026, 3, 16, 12, 0, tzinfo=AMSTERDAM),
    "page": "https://keurtegel.example/dashboard/shops/1/remedies/",
}
_CHANGE: dict[str, Any] = {
    "name": "Anna de Vries",
    "shop": "Fietsgoed",
    "points": [
        {
            "question": "Is er een herroepingsfunctie op de site?",
            "basis": "BW 6:230oa",
            "advice": "Zet een knop op elke pagina waarmee een klant de overeenkomst herroept.",
            "met": False,
            "page": "https://fietsgoed.example/voorwaarden",
            "quote": "Herroepen kan per brief.",
        }
    ],
    "met": False,
    "last_day": datetime(2026, 5, 2, 12, 0, tzinfo=AMSTERDAM),
    "page": "https://keurtegel.example/code-of-conduct/",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "inspections/approved": _FACTS,
    "inspections/rejected": {**_FACTS, "reinspection": "https://keurtegel.example/dashboard/reinspection/abc/"},
    "inspections/unreadable": {
        "name": "Anna de Vries",
        "shop": "Fietsgoed",
        "problem": "De server van de webshop deed er te lang over.",
        "page": "https://keurtegel.example/dashboard/shops/1/inspection/",
    },
    **{f"inspections/remedy_{step}": _REMEDY for step in ("demanded", "mended", "overdue", "extended")},
    "inspections/change_of_requirements": _CHANGE,
    "inspections/change_reminder": _CHANGE,
    "inspections/scan_unreachable": {**_REMEDY, "host": "fietsgoed.example"},
    "inspections/misuse_warning": {
        "host": "nepfiets.example",
        "seen_at": datetime(2026, 3, 2, 10, 0, tzinfo=AMSTERDAM),
        "proof": "Wij zijn aangesloten bij Keurtegel.",
        "address": "https://nepfiets.example/",
        "last_day": datetime(2026, 3, 9, 10, 0, tzinfo=AMSTERDAM),
        "former": False,
        "verify": "https://keurtegel.example/verify/?domain=nepfiets.example",
    },
}
