"""Structured creditor references (ISO 11649), which banks check as people type them (numbers 5.6)."""


def creditor_reference(own: str) -> str:
    """`RF`, two check digits and our own letters and digits; anything else in `own` is left out.

    Raises ValueError when nothing or more than 21 characters remain.
    """
    plain = "".join(character for character in own.upper() if character.isascii() and character.isalnum())
    if not 1 <= len(plain) <= 21:
        raise ValueError(f"No creditor reference can be made of {own!r}")
    check = 98 - _as_number(f"{plain}RF00") % 97
    return f"RF{check:02d}{plain}"


def is_valid(reference: str) -> bool:
    """Do the check digits fit? Spaces are allowed, as people copy them."""
    plain = reference.replace(" ", "").upper()
    if not (5 <= len(plain) <= 25 and plain.isascii() and plain.isalnum() and plain.startswith("RF")):
        return False
    return plain[2:4].isdigit() and _as_number(plain[4:] + plain[:4]) % 97 == 1


def grouped(reference: str) -> str:
    """In fours, as on paper."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))


def _as_number(text: str) -> int:
    """A is 10, Z is 35."""
    return int("".join(str(int(character, 36)) for character in text))
