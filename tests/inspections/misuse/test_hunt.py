"""Of sixty sites that misuse the mark at least 58 are found, and of a thousand others at most one (product.md B1)."""

from random import Random

import pytest

from inspections.misuse.mark import our_mark
from inspections.misuse.sheet import Sheet
from inspections.misuse.signs import signs
from inspections.misuse.visit import visit
from inspections.sandbox.server import Response, ShopServer
from keurmerk.outside.guard import Guard
from tests.inspections.misuse import sites

SEED = 4


@pytest.fixture(autouse=True)
def at_our_address(settings):
    settings.SITE_URL = sites.SITE


def served(all_sites):
    """Each site in a folder of its own, so that addresses from the root lead into it."""
    pages = {}
    for number, site in enumerate(all_sites):
        html = site.html
        for path, content in site.files.items():
            kind = "text/css" if path.endswith(".css") else "image/svg+xml" if path.endswith(".svg") else "image/png"
            pages[f"/s{number}{path}"] = Response(content, headers={"Content-Type": kind})
            html = html.replace(f'"{path}', f'"/s{number}{path}').replace(f"'{path}", f"'/s{number}{path}")
            html = html.replace(f"({path}", f"(/s{number}{path}")
        pages[f"/s{number}/"] = html
    return pages


def test_misuse_is_found_on_the_network():
    misused = sites.misused(Random(SEED))
    with ShopServer(served(misused)) as server:
        guard = Guard(user_agent="test", allow_loopback=True)
        mark = our_mark()
        missed = [
            (site.kind, number)
            for number, site in enumerate(misused)
            if not signs(visit(f"{server.url}s{number}/", guard), mark)
        ]
    assert len(missed) <= 2, missed


def test_who_does_nothing_wrong_is_left_alone():
    chance, mark = Random(SEED), our_mark()
    flagged = []
    for number in range(1000):
        site = sites.genuine(chance, number)
        url = f"https://site{number}.example/"
        pictures = {url.rstrip("/") + path: content for path, content in site.files.items()}
        found = signs(Sheet(url, site.html, pictures), mark)
        flagged += [(site.kind, found)] if found else []
    assert len(flagged) <= 1, flagged[:5]
