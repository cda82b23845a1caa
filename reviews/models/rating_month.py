"""A shop's score month by month: counts and sums of the reviews that were published in it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models

from members.models import Shop
from reviews.models.recount import Month
from reviews.scoring import Tally, Vote


class RatingMonth(models.Model):
    """The verified public reviews of one month; `public_count` counts the unverified too.

    Changed only under the lock of the shop's Rating, so nobody overtakes anybody.
    """

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="rating_months", db_index=False)
    month = models.DateField()  # its first day, in Amsterdam
    count = models.PositiveIntegerField(default=0)
    distribution = models.JSONField(default=dict)
    sums = models.JSONField(default=dict)
    public_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["month"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shop", "month"], name="rating_month_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of shop {self.shop_id}"

    @property
    def tally(self) -> Tally:
        return Tally(self.distribution, self.sums)

    @property
    def mean(self) -> Decimal | None:
        return self.tally.mean

    @classmethod
    def latest(cls, shop_id: int, number: int) -> "list[RatingMonth]":
        """The last so many months with a checked review, the newest first."""
        return list(cls.objects.filter(shop_id=shop_id, count__gt=0).order_by("-month")[:number])

    @classmethod
    def stored(cls, shop_id: int) -> dict[date, Month]:
        """Every month in which there is something to read."""
        rows = cls.objects.filter(shop_id=shop_id, public_count__gt=0)
        return {row.month: Month(row.public_count, row.tally) for row in rows}

    @classmethod
    def replace(cls, shop_id: int, months: Mapping[date, Month]) -> None:
        cls.objects.filter(shop_id=shop_id).delete()
        RatingMonth.objects.bulk_create(_row(shop_id, day, month) for day, month in months.items())

    class Changes:
        """What a number of changes come to per month, before they are written."""

        def __init__(self, shop_id: int) -> None:
            self.shop_id = shop_id
            self.months: dict[date, Month] = defaultdict(lambda: Month(0, Tally()))

        def count(self, vote: Vote, times: int) -> None:
            month = self.months[vote.month]
            month.public_count += times
            if vote.verified:
                month.tally.add(vote, times=times)

        def apply(self) -> bool:
            """Writes them; False when a month would have fewer than none, and then it wrote nothing."""
            if not self.months:
                return True
            for row in RatingMonth.objects.filter(shop_id=self.shop_id, month__in=self.months):
                self.months[row.month].public_count += row.public_count
                self.months[row.month].tally.join(row.tally)
            if not all(month.is_sound for month in self.months.values()):
                return False
            RatingMonth.objects.bulk_create(
                (_row(self.shop_id, day, month) for day, month in self.months.items()),
                update_conflicts=True,
                unique_fields=["shop", "month"],
                update_fields=["count", "distribution", "sums", "public_count"],
            )
            return True


def _row(shop_id: int, day: date, month: Month) -> RatingMonth:
    return RatingMonth(
        shop_id=shop_id,
        month=day,
        count=month.tally.count,
        distribution=month.tally.distribution,
        sums=month.tally.sums,
        public_count=month.public_count,
    )
