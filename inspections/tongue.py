"""Dutch or English? Told by the small words."""

import re

SMALL_WORDS = {
    "nl": {"de", "het", "een", "en", "van", "voor", "niet", "wordt", "zijn", "met", "dat", "die", "op", "wij", "aan",
           "deze", "bij", "uw", "je", "ons", "onze", "worden", "heeft", "te", "naar"},
    "en": {"the", "and", "of", "to", "for", "not", "is", "are", "with", "that", "this", "by", "we", "you", "your",
           "our", "be", "shall", "will", "or", "from", "these", "have", "has", "any"},
}  # fmt: skip
FEWEST = 8  # small words below which we say nothing


def language_of(text: str) -> str:
    """`nl`, `en`, or empty when the text is too short or neither clearly leads."""
    words = re.findall(r"[a-z]+", text[:60_000].lower())
    counts = {name: sum(word in small for word in words) for name, small in SMALL_WORDS.items()}
    first, second = sorted(counts, key=counts.__getitem__, reverse=True)
    clear = counts[first] >= FEWEST and counts[first] > 2 * counts[second]
    return first if clear else ""
