"""Twelve whole shops with the traps that real shops have, each with what a careful inspector would find in it.

All but one are the good fixture shop, changed: so what else fails than the trap says is a fault of the machine.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import typst
from django.conf import settings

from inspections.crawler import Crawler
from inspections.preinspection import Preinspection, inspect_shop
from inspections.sandbox.server import Content, Response, ShopServer
from inspections.sandbox.shops import GOOD, Place, pages
from keurmerk.outside.guard import Guard
from tests.inspections.english_shop import ENGLISH

Pages = dict[str, Content]
PLACE = Place(mark="Keurtegel", committee="Geschillencommissie Keurtegel", base=settings.SITE_URL, shop="1")


@dataclass(frozen=True)
class WholeShop:
    """`fails` are all points that are not met; `met` and `unknown` are those that the trap is about."""

    name: str
    make: Callable[[], Pages]
    fails: frozenset[str] = frozenset()
    met: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    labels: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        said = {"not_met": self.fails, "met": self.met, "unknown": self.unknown}
        object.__setattr__(self, "labels", {code: verdict for verdict, codes in said.items() for code in codes})


def good() -> Pages:
    return pages(GOOD, PLACE)


def everywhere(shop: Pages, old: str, new: str) -> Pages:
    """The same words on every page."""
    return {path: page.replace(old, new) if isinstance(page, str) else page for path, page in shop.items()}


def look(content: Pages, now: datetime) -> Preinspection:
    """As the machine reads it, over loopback."""
    guard = Guard("Test/1", allow_loopback=True)
    with ShopServer(content) as shop:
        return inspect_shop(shop.url, guard=guard, at=now, mark=PLACE.mark, committee=PLACE.committee,
                            crawler=Crawler(guard, now, pause=0, to_the_end=True))  # fmt: skip


def on(shop: Pages, path: str, old: str, new: str) -> Pages:
    page = shop[path]
    assert isinstance(page, str)
    assert old in page, f"{old!r} is not on {path}"
    return {**shop, path: page.replace(old, new)}


def main_of(page: Content) -> str:
    found = re.search(r"<main>(.*)</main>", str(page), re.DOTALL)
    assert found
    return found[1]


def terms_as_a_pdf() -> Pages:
    """The terms are a file to open, as thousands of shops have them."""
    shop = good()
    text = re.sub(r"<[^>]+>", "", main_of(shop.pop("/voorwaarden/")).replace("</p>", "\n\n").replace("</h2>", "\n\n"))
    lines = "\n\n".join(f"#{_quoted(line.strip())}" for line in text.splitlines() if line.strip())
    pdf = typst.compile(lines.encode(), format="pdf")
    assert isinstance(pdf, bytes)
    return {
        **everywhere(shop, "/voorwaarden/", "/files/algemene-voorwaarden.pdf"),
        "/files/algemene-voorwaarden.pdf": pdf,
    }


def _quoted(line: str) -> str:
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


def terms_at_another_address() -> Pages:
    """Moved twice, in an old character set, and said so by nobody but the server."""
    shop = good()
    terms = str(shop["/voorwaarden/"]).replace('charset="utf-8"', 'charset="windows-1252"')
    moved = {"/voorwaarden/": "/av", "/av": "/nl/algemene-voorwaarden/"}
    return {
        **shop,
        **{old: Response(status=301, headers={"Location": new}) for old, new in moved.items()},
        "/nl/algemene-voorwaarden/": Response(
            terms.encode("windows-1252", "xmlcharrefreplace"),
            headers={"Content-Type": "text/html; charset=windows-1252"},
        ),
    }


def returns_in_an_accordion() -> Pages:
    """Folded away until a visitor opens them: it is on the page all the same."""
    shop = good()
    page = main_of(shop["/retourneren/"])
    folded = re.sub(
        r"<p>(.*?)</p>", r"<details><summary>Meer lezen</summary><p>\1</p></details>", page, flags=re.DOTALL
    )
    return on(shop, "/retourneren/", page, folded)


def an_endless_calendar() -> Pages:
    """A link to next month on every month."""
    shop = on(good(), "/", "</main>", '<p><a href="/agenda/1/">Agenda met theeproeverijen</a></p></main>')
    months = {
        f"/agenda/{month}/": f'<html lang="nl"><title>Agenda {month}</title><h1>Agenda</h1><p>Deze maand is er geen '
        f'theeproeverij.</p><a href="/agenda/{month + 1}/">Volgende maand</a> <a href="/contact/">Contact</a></html>'
        for month in range(1, 400)
    }
    return {**shop, **months}


def a_door_before_the_checkout() -> Pages:
    """Nobody sees the last button who has no account: a person looks."""
    door = '<html lang="nl"><title>Inloggen</title><h1>Inloggen</h1><form><label>Wachtwoord <input type="password">'
    return {**good(), "/afrekenen/": f"{door}</label><button>Inloggen</button></form></html>"}


def a_contradiction() -> Pages:
    """Fourteen days in the terms, and seven where customers look."""
    return on(good(), "/retourneren/", "een bedenktijd van 14 dagen", "een bedenktijd van 7 dagen")


def another_s_terms() -> Pages:
    """Copied from another shop, with its name and number left standing."""
    return on(good(), "/voorwaarden/", f"KvK-nummer: {GOOD.kvk}", "KvK-nummer: 00000999")


def a_dead_platform_in_the_footer() -> Pages:
    """In small print under every page."""
    link = 'Geschillen? <a href="https://ec.europa.eu/consumers/odr/">Naar het ODR-platform</a>.'
    return everywhere(good(), "Alle prijzen zijn inclusief btw.", f"Alle prijzen zijn inclusief btw. {link}")


def a_box_and_a_form() -> Pages:
    """Reached by post box and form alone."""
    shop = everywhere(good(), f"{GOOD.street}<br>{GOOD.postcode}", "Postbus 12<br>8000 AA")
    shop = everywhere(shop, f"{GOOD.street}, {GOOD.postcode}", "Postbus 12, 8000 AA")
    shop = everywhere(shop, f'<a href="mailto:{GOOD.mail}">{GOOD.mail}</a>', "via het formulier")
    return everywhere(shop, GOOD.mail, "het contactformulier")


def a_button_that_does_not_say_it() -> Pages:
    """The last button, and an extra that is chosen beforehand."""
    shop = on(
        good(), "/afrekenen/", "<button>Bestellen en betalen</button>", '<input type="submit" value="Bevestigen">'
    )
    box = '<p><label><input type="checkbox" name="verzekering" checked> Verzeker mijn pakket voor € 1,95</label></p>'
    return on(shop, "/afrekenen/", "<p>Op je bestelling", f"{box}<p>Op je bestelling")


def conditions_for_the_refund() -> Pages:
    """Unopened, in its own box, less a fee, and as a voucher."""
    return on(
        good(), "/retourneren/", "<p>Je mag het product uitpakken",
        "<p>Wij nemen retouren alleen terug in de originele, ongeopende verpakking. Je krijgt een tegoedbon voor het "
        "bedrag.</p><p>Je mag het product uitpakken",
    )  # fmt: skip


SHOPS = (
    WholeShop("terms as a PDF", terms_as_a_pdf, met=frozenset({"TC-01", "TC-04", "WD-01", "WD-03", "DL-03"})),
    WholeShop(
        "terms at another address", terms_at_another_address, met=frozenset({"TC-01", "TC-03", "WD-02", "WD-06"})
    ),
    WholeShop("returns in an accordion", returns_in_an_accordion, met=frozenset({"WD-01", "WD-08", "WD-11"})),
    WholeShop("an endless calendar", an_endless_calendar, met=frozenset({"TC-01", "PR-01", "ID-03", "WD-11", "OR-01"})),
    WholeShop("a door before the checkout", a_door_before_the_checkout, unknown=frozenset({"OR-01"})),
    WholeShop("a contradiction", a_contradiction, fails=frozenset({"WD-01"})),
    WholeShop("another's terms", another_s_terms, fails=frozenset({"ID-07"})),
    WholeShop("a dead platform in the footer", a_dead_platform_in_the_footer, fails=frozenset({"TC-05"})),
    WholeShop("a box and a form", a_box_and_a_form, fails=frozenset({"ID-02", "ID-04"})),
    WholeShop("a button that does not say it", a_button_that_does_not_say_it, fails=frozenset({"OR-01", "OR-07"})),
    WholeShop("conditions for the refund", conditions_for_the_refund, fails=frozenset({"WD-09", "WD-12"})),
    WholeShop(
        "a shop in English",
        lambda: dict(ENGLISH),
        met=frozenset({"ID-03", "TC-01", "WD-01", "WD-03", "PR-08", "OR-01"}),
    ),
)
