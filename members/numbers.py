"""The numbers a company is known by (checklist 3.8)."""

import re

from stdnum.exceptions import ValidationError
from stdnum.nl import btw

KVK_DIGITS = 8
_FOREIGN_VAT = re.compile(r"^[A-Z]{2}[A-Z0-9]{5,13}$")
_SEPARATORS = re.compile(r"[\s.\-/]")
_DUTCH_PHONE = re.compile(r"^(?:0\d{9}|\+31\d{9})$")
_FOREIGN_PHONE = re.compile(r"^\+[1-9]\d{6,14}$")


def bare(number: str) -> str:
    """Without the spaces, dots and dashes that people write for reading."""
    return _SEPARATORS.sub("", number).upper()


def is_vat_number(number: str) -> bool:
    """A Dutch one of either kind, by its check digits: legal person (divisible by 11) or sole trader (mod 97).

    Another member state's is taken by its form alone.
    """
    number = bare(number)
    if not number.startswith("NL"):
        return bool(_FOREIGN_VAT.match(number))
    try:
        btw.validate(number)
    except ValidationError:
        return False
    return True


def is_phone_number(number: str) -> bool:
    """Ten digits that start with 0, +31 and nine, or another country's with its plus."""
    number = re.sub(r"\(0\)|[\s.\-/()]", "", number)
    return bool(_DUTCH_PHONE.match(number) or (_FOREIGN_PHONE.match(number) and not number.startswith("+31")))
