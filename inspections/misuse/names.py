"""Our name as people write it, also where it only looks like it: another alphabet, a digit for a letter, a hyphen."""

import re
from functools import cache

# Letters that a reader takes for this one: of Greek and Cyrillic, with marks, and digits.
_LOOKS_LIKE = {
    "a": "aàáâãäåаα@4", "b": "bЬ8", "c": "cçсϲ", "e": "eèéêëеε3", "g": "gɡ9", "h": "hһ", "i": "iìíîïіι1l|!",
    "j": "jј", "k": "kκк", "l": "lіι1i|", "n": "nñո", "o": "oòóôõöоο0", "p": "pрρ", "r": "rг", "s": "sѕ5$", "t": "tτт7",
    "u": "uùúûüυս", "v": "vν", "w": "wԝ", "x": "xхχ", "y": "yуýÿ", "z": "zᴢ2",
}  # fmt: skip
_BETWEEN = r"[\s\-_.·]?"


@cache
def named(name: str) -> re.Pattern[str]:
    """Finds this name, and what passes for it at a glance."""
    letters = [f"[{re.escape(_LOOKS_LIKE.get(each, each))}]" for each in name.lower() if not each.isspace()]
    return re.compile(rf"(?<!\w){_BETWEEN.join(letters)}(?!\w)", re.IGNORECASE)
