"""How long the machine looks at a shop before a person does, and what that costs."""

import resource
import time
from collections.abc import Iterator, Mapping

from django.conf import settings

from bench.rows import Row, at_most, milliseconds, paired
from bench.stage import Stage
from inspections.browser import browser
from inspections.crawler import MOST_PAGES, PAUSE, Crawler
from inspections.preinspection import inspect_shop
from inspections.reading import user_agent
from inspections.sandbox.server import Content, ShopServer
from inspections.sandbox.shops import GOOD, Place, pages
from keurmerk import clock
from keurmerk.outside.guard import Guard


def run(stage: Stage) -> Iterator[Row]:
    """The good fixture shop on loopback, where the crawler need not pause, against fetching the same pages."""
    names = {"mark": settings.BRAND["name"], "committee": settings.BRAND["disputes_committee"]}
    guard = Guard(user_agent=user_agent(), allow_loopback=True)
    with ShopServer(pages(GOOD, Place(**names))) as shop:

        def inspect() -> list[str]:
            found = inspect_shop(shop.url, guard=guard, at=clock.real(), pictures=False, **names)
            return [page.url for page in found.pages]

        addresses = inspect()
        pair = paired(
            lambda: milliseconds(inspect) / 1000,
            lambda: milliseconds(lambda: [guard.fetch(url) for url in addresses]) / 1000,
            rounds=3,
        )
    yield pair.row("Pre-inspection of the fixture shop", "s", f"fetching its {len(addresses)} pages")
    yield from _forty_pages(guard, names)


WAIT = 0.15  # seconds before a shop's server answers
ALLOWED, OF_PROCESSOR = 60, 3  # seconds for the report, and of processor time


def _forty_pages(guard: Guard, names: Mapping[str, str]) -> Iterator[Row]:
    """A shop of more pages than we read, over a slow line and at our usual pace; without and with a browser."""
    shop = _large_shop(names)

    def answer(_method: str, path: str) -> Content | None:
        time.sleep(WAIT)
        return shop.get(path)

    with ShopServer(answer) as server:
        for words, pictures in (("", False), (", with pictures", True)):
            began, spent = time.perf_counter(), _processor()
            found = _visit(server.url, guard, names, pictures=pictures)
            seconds, spent = time.perf_counter() - began, _processor() - spent
            if len(found) < MOST_PAGES:
                raise AssertionError(f"{len(found)} pages of {MOST_PAGES} were read")
            name, peer = f"Report on a shop of forty pages{words}", f"{len(found)} pages, {ALLOWED} s allowed"
            yield Row(name, seconds, "s", peer, seconds / ALLOWED, at_most(1))
            if not pictures:  # of the browser's own children the machine keeps no account for us
                yield Row(
                    f"{name}: processor", spent, "s", f"{OF_PROCESSOR} s allowed", spent / OF_PROCESSOR, at_most(1)
                )


def _visit(url: str, guard: Guard, names: Mapping[str, str], *, pictures: bool) -> list[str]:
    with browser(allow_loopback=True) as opened:
        told = {"pause": PAUSE, "browser": opened, "pictures": pictures, "to_the_end": True}
        crawler = Crawler(guard=guard, at=clock.real(), **told)
        found = inspect_shop(url, guard=guard, at=clock.real(), crawler=crawler, **names)
    return [page.url for page in found.pages]


def _large_shop(names: Mapping[str, str]) -> dict[str, Content]:
    """The good shop with a name for each of its many products, and a page for each question that it answers."""
    shop = pages(GOOD, Place(**names))
    home = str(shop["/"])
    words = [f"{one}{two}" for one in ("berg", "dal", "zee", "bos", "veld", "hof") for two in ("thee", "mix", "kruid")]
    more = [f"/product/{word}/" for word in words] + [f"/klantenservice/{word}/" for word in words]
    links = "".join(f'<a href="{path}">{path.strip("/").split("/")[-1]}</a> ' for path in more)
    product = next(str(page) for path, page in shop.items() if path.startswith("/product/"))
    shop |= {path: product.replace("</h1>", f" {path}</h1>", 1) for path in more}
    return {**shop, "/": home.replace("</main>", f"{links}</main>", 1)}


def _processor() -> float:
    """Seconds of processor time, those of children that have ended included."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in both)
