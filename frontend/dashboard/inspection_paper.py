"""The report of an inspection on paper: each failed point with quote, page and advice (terms 4.7)."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from frontend.templatetags.dutch import day
from inspections.models import Finding, Inspection

_TEMPLATE = Path(__file__).parent / "inspection_report.typ"
_STANDARD: Final = "a-2b"


def as_pdf(inspection: Inspection) -> bytes:
    """PDF/A in the language of the owner. Only what the owner may know: no private note, no reason for a waiver."""
    language = inspection.language
    with translation.override(language):
        facts = _facts(inspection, language)
    made: bytes = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(facts)},
        format="pdf",
        pdf_standards=_STANDARD,
    )
    return made


def _facts(inspection: Inspection, language: str) -> dict[str, Any]:
    points = list(inspection.failed_points().defer("private_note", "waiver"))
    passed = inspection.state == Inspection.State.PASSED
    return {
        "brand": settings.BRAND["name"],
        "language": language,
        "shop": inspection.shop.name,
        "host": inspection.shop.host,
        "note": inspection.note_to_shop,
        "required": [_point(each, language) for each in points if each.criterion.is_blocking],
        "improvements": [_point(each, language) for each in points if not each.criterion.is_blocking],
        "words": {
            "title": _("Report of the inspection"),
            "edition": _("edition %(edition)s") % {"edition": inspection.checklist.edition},
            "decided": day(inspection.decided_at),
            "outcome": _("Your webshop is approved") if passed else _("Not approved yet"),
            "note": _("The inspector writes"),
            "required": _("Required points to improve"),
            "improvements": _("What can still be better"),
            "found": _("Found on"),
            "advice": _("What to do:"),
            "nothing": _("No point fails."),
        },
    }


def _point(finding: Finding, language: str) -> dict[str, str]:
    criterion = finding.criterion
    return {
        "code": criterion.code,
        "question": criterion.question_in(language),
        "quote": finding.quote,
        "page": finding.page,
        "note": finding.note,
        "advice": finding.what_to_do_in(language),
        "basis": criterion.basis,
    }


@cache
def _fonts() -> typst.Fonts:
    """The same as on our invoices."""
    return typst.Fonts(include_system_fonts=False, font_paths=[settings.BASE_DIR / "billing" / "fonts"])
