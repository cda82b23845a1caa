"""What people type, made harmless to the page around it. Which words a review may not use stands in reviews.

Pure functions; static/js/components/form.js counts characters by the same rules.
"""

import re
import unicodedata

_HARMLESS = {"\n", "\u200d", "\ufe0f"}  # a new line, and what holds emoji together
_MARKS = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_PILE = re.compile(f"({_MARKS}{{3}}){_MARKS}+")


def cleaned(text: str) -> str:
    """Text without control characters, without marks that turn the direction of the page, trimmed.

    U+202E and its like would show the rest of a page backwards; NUL is refused by the database. Of the marks piled on
    one letter three stay.
    """
    if text.isprintable() and not _PILE.search(text):  # none of those, nor a new line: most names and numbers
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(
        each for each in text if each in _HARMLESS or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return re.sub(r"\n{3,}", "\n\n", _PILE.sub(r"\1", kept)).strip()


def one_line(text: str, most: int) -> str:
    """Cleaned, on one line, at most `most` characters."""
    return " ".join(cleaned(text).split())[:most].strip()
