"""The card with a QR code that a shop prints: one A6 for the counter, or four of them on an A4."""

import io
import json
from functools import cache
from pathlib import Path
from typing import Final

import segno
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import Shop

_TEMPLATE = Path(__file__).parent / "review_card.typ"
_STANDARD: Final = "a-2b"
SIZES = ("A6", "A4")


def qr_svg(address: str) -> str:
    """The address as a code, error level Q: a scratch or a reflection does not spoil it."""
    drawn = io.BytesIO()
    code = segno.make(address, error="q", micro=False)
    code.save(drawn, kind="svg", border=2, dark="#16213e", light="#ffffff", svgclass=None, lineclass=None)
    return drawn.getvalue().decode()


def as_pdf(shop: Shop, address: str, *, size: str, language: str) -> bytes:
    """PDF/A, in the language that the shop's customers read."""
    with translation.override(language):
        facts = {
            "shop": shop.name,
            "brand": settings.BRAND["name"],
            "size": size,
            "language": language,
            "qr": qr_svg(address),
            "words": {
                "question": _("How was it?"),
                "scan": _("Scan the code and tell it."),
                "honest": _("Good or bad, your review goes online. The webshop cannot remove it."),
            },
        }
    made: bytes = typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"facts": json.dumps(facts)},
        format="pdf",
        pdf_standards=_STANDARD,
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    """The same as on our invoices."""
    return typst.Fonts(include_system_fonts=False, font_paths=[settings.BASE_DIR / "billing" / "fonts"])
