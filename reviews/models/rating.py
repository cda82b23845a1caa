"""A shop's stored score: what the verified reviews of twelve months come to, beside those of all time.

It is kept in step with every change of a review, in the transaction of that change and under the lock of the shop's
one row, at a cost that does not grow with the number of reviews (docs/adr/0006).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction

from keurmerk.outbox import record
from members.models import Shop
from reviews.chain import START
from reviews.models.rating_month import RatingMonth
from reviews.models.recount import Recount, leaving, next_to_leave, recount
from reviews.scoring import RECOMMENDS, SUB_SCORES, Tally, Vote

__all__ = ["SUB_SCORES", "Rating", "Turn"]


@dataclass(frozen=True)
class Turn:
    """One review before and after a change; None where nobody may read it."""

    review_id: int
    before: Vote | None
    after: Vote | None


class RatingQuerySet(models.QuerySet["Rating"]):
    def changing(self) -> "RatingQuerySet":
        """With a review that will leave the twelve months."""
        return self.filter(next_change_at__isnull=False)

    def unchecked(self, since: datetime) -> "RatingQuerySet":
        """Not held against a full count since this moment; the longest ago first."""
        return self.filter(models.Q(checked_at=None) | models.Q(checked_at__lt=since)).order_by("checked_at", "pk")

    def corrected(self, since: datetime) -> "RatingQuerySet":
        """Found to be wrong, and put right, since this moment."""
        return self.filter(corrected_at__gte=since).order_by("-corrected_at")

    def beside(self, shop: Shop, fewest: int) -> "RatingQuerySet":
        """Of running shops in the category of this one, run by others, with so many reviews in the twelve months."""
        alike = self.filter(shop__category=shop.category, shop__ended_at=None, count__gte=fewest)
        return alike.exclude(shop__category="").exclude(shop__member_id=shop.member_id)


class Rating(models.Model):
    """Every mean is a plain one on the scale of 1 to 5, cut off after four decimals, of verified public reviews.

    Without suffix: the twelve months before `as_of`. `_all`: since the beginning. `public_count` counts the
    unverified too. The row is also the lock behind which a shop's ledger grows: `ledger_length`, `ledger_head`.
    """

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="rating")
    count = models.PositiveIntegerField(default=0)
    mean = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    distribution = models.JSONField(default=dict)
    sums = models.JSONField(default=dict)
    delivery = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    service = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    price = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    aftersales = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    recommends = models.DecimalField(max_digits=5, decimal_places=4, null=True)  # a share, between 0 and 1
    count_all = models.PositiveIntegerField(default=0)
    mean_all = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    distribution_all = models.JSONField(default=dict)
    sums_all = models.JSONField(default=dict)
    public_count = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField(null=True)  # whoever counts no more at this moment has been taken out
    next_change_at = models.DateTimeField(null=True, db_index=True)
    checked_at = models.DateTimeField(null=True, db_index=True)
    corrected_at = models.DateTimeField(null=True)
    ledger_length = models.PositiveBigIntegerField(default=0)
    ledger_head = models.CharField(max_length=64, default=START)

    objects = RatingQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-mean", "-count"], name="rating_best_first"),
            models.Index(fields=["-count", "shop"], name="rating_most_reviewed"),
            models.Index(
                fields=["corrected_at"], condition=models.Q(corrected_at__isnull=False), name="rating_corrected"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mean} ({self.count}) of shop {self.shop_id}"

    @classmethod
    def locked(cls, shop_id: int) -> "Rating":
        """The shop's row, made when it is the first time. Whoever comes second waits until the first has committed.

        Whoever changes a review locks that row before this one: in the other order two could wait for each other.
        """
        rating = cls.objects.select_for_update().filter(shop_id=shop_id).first()
        if rating is None:
            cls.objects.get_or_create(shop_id=shop_id)
            rating = cls.objects.select_for_update().get(shop_id=shop_id)
        return rating

    @classmethod
    def rebuild(cls, shop_id: int, *, at: datetime) -> "Rating":
        """Counts all reviews of the shop anew."""
        with transaction.atomic():
            rating = cls.locked(shop_id)
            rating.count_anew(at=at)
            rating.save()
        return rating

    def take(self, turns: Sequence[Turn], *, at: datetime) -> None:
        """Counts these changes in. Call on a locked row, with the reviews as they became in the database; then save.

        Time moves on first: who left the twelve months since the last change is counted out.
        """
        if self.as_of is None:
            self.count_anew(at=at)
            return
        year, ever = self.tally(), self.tally("_all")
        self._let_go(year, turns, at)
        months = RatingMonth.Changes(self.shop_id)
        for turn in turns:
            for vote, times in ((turn.before, -1), (turn.after, 1)):
                if vote is not None:
                    self._count(vote, times, year, ever)
                    months.count(vote, times)
        if self.public_count < 0 or not (year.is_sound and ever.is_sound and months.apply()):
            self.count_anew(at=at)  # the counters were wrong before this change: the reviews themselves are right
            return
        self._keep(year, ever)
        self._look_ahead(turns)

    def pass_time(self, *, at: datetime) -> None:
        """Counts out whoever left the twelve months; nothing else changed."""
        self.take([], at=at)

    def _let_go(self, year: Tally, turns: Sequence[Turn], at: datetime) -> None:
        assert self.as_of is not None
        since, self.as_of = self.as_of, max(self.as_of, at)
        if self.next_change_at is None or self.next_change_at > self.as_of:
            return
        for vote in leaving(self.shop_id, since, self.as_of, without=[turn.review_id for turn in turns]):
            year.add(vote, times=-1)
        for vote in _first_seen(turns):  # the database has these as they became already
            if vote.counts_at(since) and not vote.counts_at(self.as_of):
                year.add(vote, times=-1)
        self.next_change_at = None

    def _count(self, vote: Vote, times: int, year: Tally, ever: Tally) -> None:
        assert self.as_of is not None
        self.public_count += times
        if vote.verified:
            ever.add(vote, times=times)
        if vote.counts_at(self.as_of):
            year.add(vote, times=times)

    def _look_ahead(self, turns: Sequence[Turn]) -> None:
        """Sets when the next review leaves; asks only when the one that was next is gone."""
        assert self.as_of is not None
        came = [turn.after.counts_until for turn in turns if turn.after and turn.after.counts_at(self.as_of)]
        went = [turn.before.counts_until for turn in turns if turn.before]
        if self.next_change_at is None or self.next_change_at in went:
            self.next_change_at = next_to_leave(self.shop_id, self.as_of) if self.count else None
        else:
            self.next_change_at = min([self.next_change_at, *came])

    def count_anew(self, *, at: datetime) -> None:
        """Replaces every counter by what the reviews come to. Call on a locked row, then save."""
        self.as_of = max(self.as_of or at, at)
        found = recount(self.shop_id, self.as_of)
        self.public_count = found.public_count
        self._keep(found.year, found.ever)
        self.next_change_at = next_to_leave(self.shop_id, self.as_of)
        RatingMonth.replace(self.shop_id, found.months)

    def check_against_reviews(self, *, actor: str, at: datetime) -> bool:
        """Holds the counters against a full count; puts them right where they differ, and says so. True: they held.

        Looks without the lock first: a writer that comes between makes a difference that is gone under the lock.
        """
        held = self.is_exact() or self._correct(actor=actor, at=at)
        Rating.objects.filter(pk=self.pk).update(checked_at=at)
        return held

    def _correct(self, *, actor: str, at: datetime) -> bool:
        with transaction.atomic():
            rating = Rating.locked(self.shop_id)
            if rating.is_exact():
                return True
            fresh = rating.as_of is None
            rating.count_anew(at=at)
            rating.corrected_at = rating.corrected_at if fresh else at
            rating.save()
            if not fresh:
                record("rating.corrected", subject=rating, actor=actor, at=at, payload={"shop": self.shop_id})
        return fresh

    def is_exact(self) -> bool:
        """Are all counters what the reviews come to, months included?"""
        if self.as_of is None:
            return False
        return self.comes_to(recount(self.shop_id, self.as_of))

    def comes_to(self, found: Recount) -> bool:
        """Is this score, with its months, what was found?"""
        stored = Recount(self.public_count, self.tally(), self.tally("_all"), RatingMonth.stored(self.shop_id))
        return stored == found and self.figures() == self._would_be(found)

    def _would_be(self, found: Recount) -> dict[str, Any]:
        other = Rating(shop_id=self.shop_id)
        other._keep(found.year, found.ever)
        return other.figures()

    def at(self, moment: datetime) -> "Rating":
        """The score at this moment, for whoever shows it before the sweep has passed. Not to be saved."""
        if self.next_change_at is not None and self.next_change_at <= moment:
            year = self.tally()
            self._let_go(year, [], moment)
            self._keep(year, self.tally("_all"))
        return self

    def tally(self, suffix: str = "") -> Tally:
        """The counters of twelve months, or with `_all` those since the beginning."""
        return Tally(getattr(self, f"distribution{suffix}"), getattr(self, f"sums{suffix}"))

    def _keep(self, year: Tally, ever: Tally) -> None:
        self.count, self.mean, self.distribution, self.sums = year.count, year.mean, year.distribution, year.sums
        for name in (*SUB_SCORES, RECOMMENDS):
            setattr(self, name, year.part(name))
        self.count_all, self.mean_all = ever.count, ever.mean
        self.distribution_all, self.sums_all = ever.distribution, ever.sums

    def figures(self) -> dict[str, Any]:
        """The score as plain values, for whoever compares or publishes it."""
        names = ("count", "mean", "distribution", *SUB_SCORES, RECOMMENDS, "count_all", "mean_all", "distribution_all")
        return {name: getattr(self, name) for name in names}


def _first_seen(turns: Iterable[Turn]) -> list[Vote]:
    """What each review was before the first of its changes."""
    first: dict[int, Vote | None] = {}
    for turn in turns:
        first.setdefault(turn.review_id, turn.before)
    return [vote for vote in first.values() if vote is not None]
