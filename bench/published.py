"""What a published answer costs to serve: ours, nginx's, and the ways that ask the database."""

from collections.abc import Iterator
from contextlib import ExitStack

from django.conf import settings

from bench import town
from bench.load import generator, rate
from bench.rows import Row, at_least, paired, skipped
from bench.stage import Stage
from frontend.widgets import publish
from keurmerk import clock
from keurmerk.local.serve import nginx_program
from keurmerk.outbox import in_silence
from tests.factories import reviews

SECONDS = 1
ROUNDS = 3


def run(stage: Stage) -> Iterator[Row]:
    """`/w/v1/{shop}.json` of a shop with sixty reviews."""
    shop = town.inviting_shop()
    with in_silence():
        town.reviews_like(reviews.review(of=shop, at=clock.now()), 59)
    publish.site()
    publish.shop(shop.pk, now=clock.now())
    path = f"/w/v1/{shop.pk}.json"
    with ExitStack() as running:
        site = running.enter_context(stage.web())
        api, asked = f"{site}/bench/api/shops/{shop.pk}", f"{site}/bench/shops/{shop.pk}"
        yield _against("the API", site + path, api, "GET /api/v1/shops/{id}", 5)
        yield _against("the database", site + path, asked, "the same, made at each request", 5)
        if not nginx_program():
            yield skipped("Published answer by Granian, against nginx", "nginx is not installed")
            return
        bare = running.enter_context(stage.bare_nginx(settings.PUBLISHED_ROOT))
        served = running.enter_context(stage.front(site))
        yield _against("nginx", site + path, bare + path, "nginx, this file alone", 0.5)
        yield _against("nginx", served + path, bare + path, "nginx, this file alone", 0.95, by="make serve")
        yield _against("the API", served + path, api, "GET /api/v1/shops/{id}", 50, by="make serve")


def _against(title: str, ours: str, theirs: str, peer: str, bound: float, *, by: str = "Granian") -> Row:
    for url in (ours, theirs):
        rate(url, seconds=1)
    pair = paired(lambda: rate(ours, seconds=SECONDS), lambda: rate(theirs, seconds=SECONDS), rounds=ROUNDS)
    return pair.row(f"Published answer by {by}, against {title}", "req/s", f"{peer} ({generator()})", at_least(bound))
