"""A shop's own colour for the stars, and whether it can be seen: reckoned exactly as w.js does in the shop's page."""

import re
from dataclasses import dataclass

OURS = "#e4570b"
DARKEST, LIGHTEST = 0.21, 0.34  # what w.js takes: brighter than this on a dark ground, less bright on a light one

_PARTS = (0.21, 0.72, 0.07)  # of red, green and blue in what the eye sees
_COLOUR = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Accent:
    """A colour, and on which grounds it shows with the 3:1 that WCAG 1.4.11 asks."""

    colour: str
    on_light: bool
    on_dark: bool

    def counts(self, theme: str) -> bool:
        """Will the widget use it in this theme? "auto" may become either."""
        return (theme == "dark" or self.on_light) and (theme not in {"dark", "auto"} or self.on_dark)


def accent(colour: str) -> Accent:
    """`colour` as `written` gives it."""
    bright = light(colour)
    return Accent(colour, on_light=bright < LIGHTEST, on_dark=bright > DARKEST)


def written(said: str) -> str:
    """What somebody typed as #rrggbb; "#f60" and "ff6600" are the same. Raises ValueError for anything else."""
    found = _COLOUR.fullmatch(said.strip())
    if not found:
        raise ValueError(said)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(2 * each for each in digits))


def light(colour: str) -> float:
    """How bright #rrggbb is, near enough to how WCAG reckons contrast; 0.05 for black."""
    bright = 0.05
    for place, part in enumerate(_PARTS):
        bright += part * (int(colour[2 * place + 1 : 2 * place + 3], 16) / 255) ** 2.2
    return bright
