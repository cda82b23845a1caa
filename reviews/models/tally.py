"""How many orders had which fate: kept by the database itself, whoever writes, so that nobody counts rows to know."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar

from django.db import connection, models, transaction
from django.db.models import Q

from members.models import Shop
from reviews import fates

_FOLD = """
WITH taken AS (
    DELETE FROM reviews_tally WHERE NOT folded RETURNING shop_id, month, state, reason, count
), sums AS (
    SELECT shop_id, month, state, reason, sum(count) AS count FROM taken GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0
)
INSERT INTO reviews_tally (shop_id, month, state, reason, count, folded)
SELECT shop_id, month, state, reason, count, true FROM sums ORDER BY 1, 2, 3, 4
ON CONFLICT (shop_id, month, state, reason) WHERE folded
DO UPDATE SET count = reviews_tally.count + excluded.count
"""
_COUNTED = """
SELECT shop_id, date_trunc('month', received_at AT TIME ZONE 'Europe/Amsterdam')::date AS month,
    state, reason, count(*) AS count
FROM reviews_invitation GROUP BY 1, 2, 3, 4
"""
_DIFFERING = f"""
WITH kept AS (SELECT shop_id, month, state, reason, sum(count) AS count FROM reviews_tally GROUP BY 1, 2, 3, 4),
    counted AS ({_COUNTED})
SELECT DISTINCT shop_id FROM kept FULL JOIN counted USING (shop_id, month, state, reason)
WHERE coalesce(kept.count, 0) <> coalesce(counted.count, 0) ORDER BY 1
"""  # noqa: S608  # names of our own  # both parts stand above
_REBUILD = f"""
WITH gone AS (DELETE FROM reviews_tally WHERE shop_id = ANY(%(shops)s))
INSERT INTO reviews_tally (shop_id, month, state, reason, count, folded)
SELECT shop_id, month, state, reason, count, false FROM ({_COUNTED}) AS counted WHERE shop_id = ANY(%(shops)s)
"""  # noqa: S608  # names of our own
_LOCK = 4_120_733  # the number under which folding and rebuilding wait for each other


class TallyQuerySet(models.QuerySet["Tally"]):
    def of(self, shop_id: int, since: date) -> "TallyQuerySet":
        return self.filter(shop_id=shop_id, month__gte=since)

    def reaching(self, shop_id: int) -> int:
        """How many orders of this shop were invited, or will be."""
        reaching = self.filter(shop_id=shop_id, state__in=fates.REACHING)
        return int(reaching.aggregate(orders=models.Sum("count", default=0))["orders"])

    def fates_by_shop(self) -> dict[int, list[tuple[date, str, str, int]]]:
        """The same for every shop of these rows, in one query."""
        found: dict[int, list[tuple[date, str, str, int]]] = {}
        summed = self.values("shop", "month", "state", "reason").annotate(orders=models.Sum("count"))
        for row in summed.filter(~Q(orders=0)).order_by("shop", "month", "state", "reason"):
            found.setdefault(row["shop"], []).append((row["month"], row["state"], row["reason"], row["orders"]))
        return found

    def fates(self) -> list[tuple[date, str, str, int]]:
        """(month, state, reason, how many), every fate once, in one query."""
        summed = self.values("month", "state", "reason").annotate(orders=models.Sum("count"))
        rows = summed.filter(~Q(orders=0)).order_by("month", "state", "reason")
        return [(row["month"], row["state"], row["reason"], row["orders"]) for row in rows]


class Tally(models.Model):
    """A change in a number of orders: of one shop, received in one month of Amsterdam, with one fate.

    A trigger on the invitations adds rows in the transaction that changes them (migration tally_of_fates); none is ever
    updated by it, so two orders of one shop never wait for each other. `fold` adds them up.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="tallies", db_index=False)
    month = models.DateField()
    state = models.CharField(max_length=10, choices=fates.State)
    reason = models.CharField(max_length=20, choices=fates.Reason, blank=True)
    count = models.IntegerField()
    folded = models.BooleanField(default=False)

    objects = TallyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop", "month", "state", "reason"], condition=Q(folded=True), name="tally_folded_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shop", "month"], name="tally_of_shop"),
            models.Index(fields=["shop", "month"], condition=Q(folded=False), name="tally_to_fold"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.state} of shop {self.shop_id} in {self.month:%Y-%m}"

    @classmethod
    def fold(cls) -> int:
        """Adds the changes up, one row per fate; the sums stay the same. Returns how many rows were added up."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            waiting = cls.objects.filter(folded=False).count()
            cursor.execute(_FOLD)
        return waiting

    @classmethod
    def differing(cls) -> list[int]:
        """The shops whose numbers are not what their orders say, by a full recount in one statement."""
        with connection.cursor() as cursor:
            cursor.execute(_DIFFERING)
            return [shop_id for (shop_id,) in cursor.fetchall()]

    @classmethod
    def rebuild(cls, shop_ids: Collection[int]) -> None:
        """Counts these shops anew. Forgetting and counting see the same moment, so orders may come in meanwhile."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            cursor.execute(_REBUILD, {"shops": list(shop_ids)})
