"""What people type for others to read: made harmless, and names made public no further than needed."""

from keurmerk.harmless import cleaned, one_line

__all__ = ["cleaned", "one_line", "public_name"]


def public_name(name: str) -> str:
    """First name and initial only: "Sanne de Koning" is "Sanne K."; an address or nothing is empty."""
    words = [word for word in one_line(name, 80).split() if "@" not in word]
    if not words:
        return ""
    first, last = words[0][:30], words[-1]
    return f"{first} {last[0].upper()}." if len(words) > 1 and last[0].isalpha() else first
