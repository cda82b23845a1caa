"""How long the machine looks at a shop before a person does."""

from collections.abc import Iterator

from django.conf import settings

from bench.rows import Row, milliseconds, paired
from bench.stage import Stage
from inspections.preinspection import inspect_shop
from inspections.reading import user_agent
from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import GOOD, Place, pages
from keurmerk import clock
from keurmerk.outside.guard import Guard


def run(stage: Stage) -> Iterator[Row]:
    """The good fixture shop on loopback, where the crawler need not pause, against fetching the same pages."""
    names = {"mark": settings.BRAND["name"], "committee": settings.BRAND["disputes_committee"]}
    guard = Guard(user_agent=user_agent(), allow_loopback=True)
    with ShopServer(pages(GOOD, Place(**names))) as shop:

        def inspect() -> list[str]:
            found = inspect_shop(shop.url, guard=guard, at=clock.real(), **names)
            return [page.url for page in found.pages]

        addresses = inspect()
        pair = paired(
            lambda: milliseconds(inspect) / 1000,
            lambda: milliseconds(lambda: [guard.fetch(url) for url in addresses]) / 1000,
            rounds=3,
        )
    yield pair.row("Pre-inspection of the fixture shop", "s", f"fetching its {len(addresses)} pages")
