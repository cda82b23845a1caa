"""Who hears of new reviews, and how often: one's own choice, per shop."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import AMSTERDAM
from members.models import Seat, Shop, User
from reviews import terms


class ReviewNewsQuerySet(models.QuerySet["ReviewNews"]):
    def daily(self) -> "ReviewNewsQuerySet":
        return self.filter(pace=ReviewNews.Pace.DAILY).select_related("seat__user", "seat__shop")


class ReviewNews(models.Model):
    """A person's choice. Who never chose gets a letter per review as the shop's owner, and none otherwise."""

    class Pace(models.TextChoices):
        EACH = "EACH", _("An e-mail for each review")
        DAILY = "DAILY", _("One e-mail a day")
        NONE = "NONE", _("No e-mails")

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="review_news")
    pace = models.CharField(max_length=5, choices=Pace)
    told_until = models.DateTimeField()  # what was published later is for the next digest
    digest_due_at = models.DateTimeField(null=True)

    objects = ReviewNewsQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(pace="DAILY", digest_due_at__isnull=False) | (~Q(pace="DAILY") & Q(digest_due_at=None)),
                name="review_news_has_a_day_when_daily",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["digest_due_at"], condition=Q(pace="DAILY"), name="review_news_due"),
        ]

    def __str__(self) -> str:
        return f"{self.pace} for seat {self.seat_id}"

    @classmethod
    def choose(cls, seat: Seat, pace: str, *, at: datetime) -> "ReviewNews":
        """From now on at this pace. A second digest never tells what the first did, nor what a letter told before."""
        due = next_digest(at) if pace == cls.Pace.DAILY else None
        news, fresh = cls.objects.get_or_create(
            seat=seat, defaults={"pace": pace, "told_until": at, "digest_due_at": due}
        )
        if not fresh and news.pace != pace:
            news.pace, news.told_until, news.digest_due_at = pace, at, due
            news.save(update_fields=["pace", "told_until", "digest_due_at"])
        return news

    @classmethod
    def pace_of(cls, seat: Seat) -> str:
        """What this person chose; without a choice the owner hears of each review, and the others of none.

        Who may not open the reviews hears of none, whatever was chosen before.
        """
        if not seat.may_read(Seat.Duty.REVIEWS):
            return cls.Pace.NONE
        chosen = cls.objects.filter(seat=seat).values_list("pace", flat=True).first()
        owners = Seat.objects.filter(shop=seat.shop_id, role=Seat.Role.OWNER)
        first = owners.order_by("pk").values_list("pk", flat=True).first()
        return chosen or (cls.Pace.EACH if seat.pk == first else cls.Pace.NONE)

    def told(self, *, at: datetime) -> None:
        """The digest until `at` is written; the next one is for tomorrow."""
        self.told_until, self.digest_due_at = at, next_digest(at)
        self.save(update_fields=["told_until", "digest_due_at"])


def hearing_each(shop: Shop) -> Iterator[User]:
    """The people of a shop who want a letter for each review."""
    for seat in Seat.objects.filter(shop=shop).select_related("user").order_by("pk"):
        if ReviewNews.pace_of(seat) == ReviewNews.Pace.EACH:
            yield seat.user


def next_digest(at: datetime) -> datetime:
    """The next morning of Amsterdam, later than `at`."""
    here = at.astimezone(AMSTERDAM)
    today = datetime.combine(here.date(), terms.DIGEST_AT, AMSTERDAM)
    return today if today > at else datetime.combine(here.date() + timedelta(days=1), terms.DIGEST_AT, AMSTERDAM)
