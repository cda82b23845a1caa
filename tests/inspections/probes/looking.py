"""How the tests of the probes look at a text: as one document of a kind, or as a small shop."""

from django.utils.translation import override

from inspections.pages import Kind
from inspections.probes import PROBES
from inspections.readers import read
from inspections.site import Site

MARK, COMMITTEE = "Keurtegel", "Geschillencommissie Keurtegel"


def page(text, kind="terms", url="https://shop.nl/pagina"):
    return read(text.encode(), "text/html" if text.lstrip().startswith("<") else "text/plain", url=url, kind=Kind(kind))


def look(code, text, kind="terms", **facts):
    """The answer of a probe about one document."""
    return shop(code, {kind: text}, whole=False, **facts)


def shop(code, texts, **facts):
    """The answer of a probe about a shop with these pages, by kind."""
    pages = tuple(page(text, kind, f"https://shop.nl/{kind}") for kind, text in texts.items())
    site = Site(pages=pages, mark=MARK, committee=COMMITTEE, **{"whole": True, **facts})
    with override("en"):
        return PROBES[code](site)


def outcome(code, text, kind="terms", **facts):
    return look(code, text, kind, **facts).outcome.value
