"""The trust mark itself: its name, its address, its picture. All three are the installation's settings."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_OUTER = re.compile(r"<svg\b[^>]*?viewBox=\"([^\"]+)\"[^>]*>(.*)</svg>\s*$", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """`site` is the installation's address without a slash; `picture` is the mark as an SVG document."""

    name: str
    site: str
    picture: str
    register: str = ""
    method: str = ""
    report: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.site).netloc

    @property
    def view_box(self) -> str:
        return self._parts()[0]

    @property
    def shapes(self) -> str:
        """The picture's inside, to be drawn in another picture."""
        return self._parts()[1]

    def _parts(self) -> tuple[str, str]:
        found = _OUTER.search(self.picture)
        if found is None:
            raise ValueError("The mark's picture is not an SVG document with a viewBox")
        return found[1], found[2]
