"""Telephone numbers as people write them, when a text message can reach them."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

_MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def mobile(said: str, *, country: str = "NL") -> str:
    """The number in E.164 ("+31612345678"), read as dialled in `country`; empty when no mobile phone has it."""
    try:
        number = phonenumbers.parse(said, country)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _MOBILE:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
