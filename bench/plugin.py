"""How much of Django's own speed is left when a plugin reports an order."""

from collections.abc import Iterator

from bench import town
from bench.load import Failed, generator, rate
from bench.rows import Row, at_least, paired
from bench.stage import Stage
from reviews.models import Invitation, PluginKey

SECONDS = 2


def run(stage: Stage) -> Iterator[Row]:
    """The plugin API against a bare view that inserts one row of the same table, on the same server."""
    shop = town.inviting_shop()
    key = PluginKey.issue(shop, actor="bench", at=shop.registered_at)
    with stage.web() as site:
        door = f"{site}/api/1.0/invitations.json?id={shop.pk}&code={key.code}"
        bare = f"{site}/bench/insert?id={shop.pk}"
        for url in (door, bare):
            rate(url, seconds=1, orders=True)
        pair = paired(
            lambda: rate(door, seconds=SECONDS, orders=True), lambda: rate(bare, seconds=SECONDS, orders=True), rounds=3
        )
    if Invitation.objects.exclude(state=Invitation.State.SCHEDULED).exists():
        raise Failed("an order was not scheduled")
    yield pair.row("Plugin reports an order", "req/s", f"bare insert view ({generator()})", at_least(0.5))
