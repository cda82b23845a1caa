"""Does a page cost what it shows when there are a thousand times as many reviews, most of them of a few shops?"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from statistics import median

from django.db import connection
from django.test import Client
from django.urls import reverse

from bench import town
from bench.load import Failed
from bench.rows import Row, at_most, milliseconds, paired
from bench.stage import Stage
from keurmerk import clock
from keurmerk.outbox import in_silence
from members.models import ApiKey, Scope, Seat, Shop
from reviews.models import PluginKey, Rating, Review, Tally
from tests.factories import members, reviews

REVIEWS = 200_000  # `bench/run.py scale=5000000` for the whole figure
SHOPS = 5_000
FEW_REVIEWS, FEW_SHOPS = 5_000, 50
TIMES = 3
ROUNDS = 5
DEPTH = 100_000
MOST_MILLISECONDS = 50
FILLING = 3_600_000  # milliseconds that one statement of the filling may take


@dataclass(frozen=True)
class Place:
    """A town in a database of its own; `shops` go from the one with most reviews to one with few."""

    name: str
    shops: list[int]
    keys: dict[int, str]
    codes: dict[int, str]


def run(stage: Stage, number: int = REVIEWS) -> Iterator[Row]:
    """Medians over shops from the largest to a small one; in each round both towns in turn."""
    large, small = _town(stage, "large", SHOPS, number), _town(stage, "small", FEW_SHOPS, FEW_REVIEWS)
    peer = f"{FEW_REVIEWS:,} over {FEW_SHOPS} shops"
    for title, ask in PAGES.items():
        pair = paired(
            lambda ask=ask: _middle(stage, large, ask),  # type: ignore[misc]
            lambda ask=ask: _middle(stage, small, ask),  # type: ignore[misc]
            rounds=ROUNDS,
        )
        yield pair.row(f"{title}, {number:,} reviews over {SHOPS:,} shops", "ms", peer, at_most(1.3))
    yield from _deep(stage, large)


def _deep(stage: Stage, place: Place) -> Iterator[Row]:
    """As deep as the largest shop goes, and at most a hundred thousand rows."""
    stage.enter(place.name)
    shop = place.shops[0]
    depth = min(DEPTH, Rating.objects.get(shop=shop).public_count - 100)
    client = Client()
    for title, route in (("ratings.json", "ratings"), ("invitations.json", "invitations")):
        address = f"/api/1.0/{route}.json?id={shop}&code={place.codes[shop]}&limit=25"
        pair = paired(
            lambda address=address: _time(client, f"{address}&offset={depth}"),  # type: ignore[misc]
            lambda address=address: _time(client, f"{address}&offset=0"),  # type: ignore[misc]
            rounds=ROUNDS,
        )
        bound = at_most(round(MOST_MILLISECONDS / pair.peer, 2))
        yield pair.row(f"{title} at offset {depth:,}, below {MOST_MILLISECONDS} ms", "ms", "its first page", bound)


def _town(stage: Stage, name: str, shops: int, number: int) -> Place:
    """So many reviews, of which shop r has about 1 / (r ln shops): the first of five thousand has eight percent."""
    stage.build(name)
    shop = town.inviting_shop()
    first = town.shops_like(shop, shops)
    with in_silence():
        original = reviews.review(of=shop, at=clock.now())
    _fill(original, first, shops, number)
    chosen = [first + int(shops**place) for place in (0, 0.25, 0.5, 0.75, 0.95)]
    return _measured(name, chosen)


def _fill(original: Review, first: int, shops: int, number: int) -> None:
    """The filling trusts itself: it skips foreign keys and the tally, which is counted afterwards in one go."""
    assert original.invitation is not None
    rank = f"floor(power({shops}, (n * 0.6180339887498949::numeric % 1)::float8))::bigint"
    days = "((n * 7919::bigint) % 1051200) * interval '1 minute'"  # over two years
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {FILLING}")
        cursor.execute("SET session_replication_role = replica")
        invited = town.copies(
            original.invitation,
            number,
            shop_id=f"{first} + {rank}",
            email_hash="md5('h' || n)",
            token="md5('t' || n)",  # noqa: S106
            order_number="'c' || n",
            received_at=f"received_at - {days}",
            sent_at=f"sent_at - {days}",
            used_at=f"used_at - {days}",
        )
        town.copies(
            original,
            number,
            shop_id=f"{first} + {rank}",
            invitation_id=f"{invited} + n",
            stars="1 + n % 5",
            published_at=f"published_at - {days}",
            counts_until=f"counts_until - {days}",
            manage_token="md5('m' || n)",  # noqa: S106
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        Tally.rebuild(list(Shop.objects.values_list("pk", flat=True)))
        Tally.fold()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {FILLING}")
        cursor.execute("VACUUM ANALYZE")
    connection.close()


def _measured(name: str, shops: Sequence[int]) -> Place:
    owner, keys, codes = members.user(), {}, {}
    now = clock.now()
    with in_silence():
        for shop in Shop.objects.filter(pk__in=shops):
            Seat.objects.create(user=owner, shop=shop, since=now)
            Rating.rebuild(shop.pk, at=now)
            codes[shop.pk] = PluginKey.issue(shop, actor="bench", at=now).code
            scopes = [Scope.REVIEWS_READ, Scope.ORDERS_READ]
            keys[shop.pk] = ApiKey.issue(shop, name="bench", scopes=scopes, actor="bench", at=now)[1]
    return Place(name, list(shops), keys, codes)


def _middle(stage: Stage, place: Place, ask: "Ask") -> float:
    """The median over the shops of what a warm page takes."""
    stage.enter(place.name)
    client = Client()
    client.force_login(Seat.objects.get(shop=place.shops[0]).user)
    return median(ask(client, place, shop) for shop in place.shops)


def _time(client: Client, address: str, **headers: str) -> float:
    _ask(client, address, **headers)
    return milliseconds(lambda: _ask(client, address, **headers), times=TIMES)


def _ask(client: Client, address: str, **headers: str) -> None:
    answer = client.get(address, headers=headers)
    if answer.status_code != HTTPStatus.OK:
        raise Failed(f"{address} said {answer.status_code}")


Ask = Callable[[Client, Place, int], float]


def _page(name: str) -> Ask:
    return lambda client, _place, shop: _time(client, reverse(name, args=[shop]))


def _second(name: str, by: str) -> Ask:
    """The page after the one in the middle of the list."""

    def ask(client: Client, _place: Place, shop: int) -> float:
        rows = Shop.objects.get(pk=shop).reviews.public().newest_first()
        middle = rows[rows.count() // 2 : rows.count() // 2 + 1].get()
        return _time(client, f"{reverse(name, args=[shop])}?{by}={middle.pk}")

    return ask


def _api(path: str) -> Ask:
    return lambda client, place, shop: _time(client, path, Authorization=f"Bearer {place.keys[shop]}")


def _plugin(route: str) -> Ask:
    return lambda client, place, shop: _time(client, f"/api/1.0/{route}.json?id={shop}&code={place.codes[shop]}")


PAGES: dict[str, Ask] = {
    "Dashboard": _page("dashboard:home"),
    "Dashboard, reviews": _page("dashboard:reviews"),
    "Dashboard, reviews halfway": _second("dashboard:reviews", "after"),
    "Dashboard, invitations": _page("dashboard:invitations"),
    "Member page": _page("public:shop"),
    "Member page halfway": _second("public:shop", "after"),
    "API, reviews": _api("/api/v1/reviews"),
    "API, orders": _api("/api/v1/orders"),
    "ratings.json": _plugin("ratings"),
    "invitations.json": _plugin("invitations"),
}
