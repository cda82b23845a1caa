"""Does a page cost what it shows, or what there is?"""

from collections.abc import Iterator
from http import HTTPStatus

from django.test import Client
from django.urls import reverse

from bench import town
from bench.load import Failed
from bench.rows import Row, at_most, milliseconds, paired
from bench.stage import Stage
from keurmerk import clock
from keurmerk.outbox import in_silence
from tests.factories import reviews

SIZES = {"three": 3, "thirty": 30, "hundreds": 300}  # shops in the register, and reviews of the first one
TIMES = 5
ROUNDS = 3


def run(stage: Stage) -> Iterator[Row]:
    """Server time of the warm page with three, thirty (more than a page shows) and three hundred."""
    for name, size in SIZES.items():
        stage.build(name)
        shop = town.inviting_shop()
        town.shops_like(shop, size - 1)
        with in_silence():
            town.reviews_like(reviews.review(of=shop, at=clock.now()), size - 1)
    pages = {"Register": reverse("public:register"), "Member page": reverse("public:shop", args=[shop.pk])}
    for title, address in pages.items():
        for fewer, target in (("three", None), ("thirty", at_most(1.5))):
            pair = paired(
                lambda address=address: _warm(stage, "hundreds", address),  # type: ignore[misc]
                lambda address=address, fewer=fewer: _warm(stage, fewer, address),  # type: ignore[misc]
                rounds=ROUNDS,
            )
            yield pair.row(f"{title} with 300, against {fewer}", "ms", f"with {fewer}", target)


def _warm(stage: Stage, place: str, address: str) -> float:
    stage.enter(place)
    client = Client()
    _ask(client, address)
    return milliseconds(lambda: _ask(client, address), times=TIMES)


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != HTTPStatus.OK:
        raise Failed(f"{address} said {answer.status_code}")
