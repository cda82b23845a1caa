"""The QR code that banking apps read to fill in a transfer (EPC069-12, numbers 5.5)."""

import io
from decimal import Decimal

import segno

_MOST_BYTES = 331


def epc_text(*, name: str, iban: str, amount: Decimal, reference: str) -> str:
    """The lines of the code: `name` is the account's name exactly, `amount` in euros, `reference` ISO 11649.

    Raises ValueError for an amount or a length that the standard refuses.
    """
    if not Decimal("0.01") <= amount <= Decimal("999999999.99"):
        raise ValueError(f"{amount} cannot be paid by a code")
    lines = ["BCD", "002", "1", "SCT", "", name[:70], iban.replace(" ", ""), f"EUR{amount:.2f}", "", reference[:35]]
    text = "\n".join(lines)
    if len(text.encode()) > _MOST_BYTES:
        raise ValueError("The code would be too long")
    return text


def epc_svg(text: str) -> str:
    """The code as an SVG document: error level M, at most version 13, as the standard says."""
    code = segno.make(text, error="m", boost_error=False, micro=False, encoding="utf-8")
    if int(code.version) > 13:
        raise ValueError("The code would be too large")
    drawn = io.BytesIO()
    code.save(drawn, kind="svg", border=0, dark="#16213e", svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
