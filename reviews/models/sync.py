"""Where a shop keeps copies of its product reviews, and how far each copy is behind."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.outbox import record
from members.models import Shop
from reviews.models.product_review import ProductReview

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440, 1440))


class SyncAddress(models.Model):
    """Where a shop's plugin takes in product reviews; the last one that it named."""

    shop = models.OneToOneField(Shop, models.CASCADE, related_name="sync_address")
    url = models.CharField(max_length=500)
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url

    @classmethod
    def register(cls, shop: Shop, url: str, *, actor: str, at: datetime) -> "SyncAddress":
        """The plugin says so each time its settings are kept: also the moment to try anew what failed."""
        with transaction.atomic():
            address, _new = cls.objects.update_or_create(shop=shop, defaults={"url": url, "registered_at": at})
            record("sync_address.registered", subject=address, actor=actor, at=at, payload={"shop": shop.pk})
        return address


class PushQuerySet(models.QuerySet["Push"]):
    def waiting(self) -> "PushQuerySet":
        """That will be tried at `next_attempt_at`, with all that is said."""
        return self.filter(state=Push.State.WAITING).select_related(
            "review__product", "review__invitation", "review__shop__sync_address"
        )

    def failed(self) -> "PushQuerySet":
        return self.filter(state=Push.State.FAILED)


class Push(models.Model):
    """The shop's own copy of one product review (plugin API 2.9)."""

    class State(models.TextChoices):
        WAITING = "WAITING", _("On its way")
        DONE = "DONE", _("In your shop")
        FAILED = "FAILED", _("Not taken by your shop")

    class Problem(models.TextChoices):
        UNREACHABLE = "UNREACHABLE", _("Your shop did not answer")
        KEY = "KEY", _("Your shop does not know our key: copy it into your plugin again")
        SWITCHED_OFF = "SWITCHED_OFF", _("Your shop refuses: is the key right, are product reviews on in your plugin?")
        UNKNOWN = "UNKNOWN", _("Your shop does not know this product any more")
        REFUSED = "REFUSED", _("Your shop refused it")
        BROKEN = "BROKEN", _("Your shop answered with an error")
        NO_KEY = "NO_KEY", _("Your shop has no key: make one")

    review = models.OneToOneField(ProductReview, models.CASCADE, related_name="push")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    problem = models.CharField(max_length=12, choices=Problem, blank=True)
    shop_review_id = models.CharField(max_length=64, blank=True)  # the number of the copy there, while there is one
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state="WAITING") | Q(next_attempt_at__isnull=False), name="waiting_push_says_when"
            ),
            models.CheckConstraint(condition=~Q(state="FAILED") | ~Q(problem=""), name="failed_push_says_why"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_attempt_at"], condition=Q(state="WAITING"), name="push_waiting"),
        ]

    def __str__(self) -> str:
        return f"Copy of {self.review_id}: {self.state}"

    @classmethod
    def want(cls, review: ProductReview, *, at: datetime) -> "Push | None":
        """The copy in the shop is no longer what its writer says. None when there is none, and need not be."""
        fresh = {"state": cls.State.WAITING, "attempts": 0, "next_attempt_at": at}
        if not review.is_public and not cls.objects.filter(review=review).exists():
            return None
        push, _new = cls.objects.update_or_create(review=review, defaults=fresh)
        return push

    def settle(self, shop_review_id: str, *, at: datetime) -> None:
        """The shop took it; `shop_review_id` is its number there, or empty when the copy is gone."""
        self.state, self.problem, self.shop_review_id = self.State.DONE, "", shop_review_id
        self.pushed_at, self.next_attempt_at = at, None
        self.save()

    def stumble(self, problem: str, *, again: bool, at: datetime) -> None:
        """The shop did not take it. `again`: another time it might, at most so often as there are pauses."""
        wait = BACK_OFF[self.attempts] if again and self.attempts < len(BACK_OFF) else None
        self.attempts += 1
        self.problem = problem
        self.state = self.State.WAITING if wait else self.State.FAILED
        self.next_attempt_at = at + wait if wait else None
        self.save()

    def postpone_others(self) -> None:
        """This shop's server is down: what waits for the same shop need not find that out one by one."""
        waiting = Push.objects.filter(state=self.State.WAITING, review__shop=self.review.shop_id)
        if self.next_attempt_at:
            waiting.filter(next_attempt_at__lt=self.next_attempt_at).update(next_attempt_at=self.next_attempt_at)

    def forget_copy(self, *, at: datetime) -> None:
        """The shop threw its copy away: the next attempt makes a new one."""
        self.shop_review_id, self.next_attempt_at = "", at
        self.save()
