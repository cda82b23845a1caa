"""The words between braces in a shop's standard texts, and what becomes of them. Pure."""

import re
from collections.abc import Mapping

_NAMES = {"name": "name", "naam": "name", "shop": "shop", "webshop": "shop", "stars": "stars", "sterren": "stars"}
_BRACES = re.compile(r"\{\s*(\w{1,30})\s*\}")


def unknown(text: str) -> list[str]:
    """The placeholders that would stay in the text as they are, such as {surname}."""
    return [word for word in _BRACES.findall(text) if word.lower() not in _NAMES]


def filled(text: str, facts: Mapping[str, str]) -> str:
    """With the facts in their places. "Hallo {name}," without a name is "Hallo,"."""

    def fact(found: re.Match[str]) -> str:
        name = _NAMES.get(found[1].lower())
        return found[0] if name is None else facts.get(name, "")

    return re.sub(r"[ \t]+([,.!?])", r"\1", _BRACES.sub(fact, text))
