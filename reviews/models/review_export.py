"""A shop takes its reviews along: asked for, made in parts in the background, signed, kept for a week."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import Lifecycle
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import terms


class ReviewExportQuerySet(models.QuerySet["ReviewExport"]):
    def kept(self) -> "ReviewExportQuerySet":
        """Whose file is there."""
        return self.filter(state=ReviewExport.State.READY)

    def newest_first(self) -> "ReviewExportQuerySet":
        return self.order_by("-pk")


class ReviewExport(Lifecycle):
    """One export (product.md B9). `position` is the last review of the parts that are written."""

    class State(models.TextChoices):
        RUNNING = "RUNNING", _("Being made")
        READY = "READY", _("Ready to download")
        EXPIRED = "EXPIRED", _("Expired")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.RUNNING: {State.READY},
        State.READY: {State.EXPIRED},
        State.EXPIRED: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="review_exports")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    folder = models.CharField(max_length=64, default=new_token)  # of its files, in the default storage
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = ReviewExportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop"], condition=Q(state="RUNNING"), name="review_export_one_at_a_time_per_shop"
            ),
            models.CheckConstraint(
                condition=~Q(state="READY") | Q(expires_at__isnull=False), name="ready_review_export_expires"
            ),
        ]

    def __str__(self) -> str:
        return f"Export {self.pk} of shop {self.shop_id}"

    @classmethod
    def ask(cls, shop: Shop, *, actor: str, at: datetime) -> "ReviewExport":
        """Begins one, or gives the one that is being made."""
        with transaction.atomic():
            Shop.objects.select_for_update().get(pk=shop.pk)
            running = cls.objects.filter(shop=shop, state=cls.State.RUNNING).first()
            if running:
                return running
            total = shop.reviews.public().filter(published_at__lte=at).count()
            export = cls.objects.create(shop=shop, asked_at=at, total=total)
            record("review_export.asked", subject=export, actor=actor, at=at, payload={"shop": shop.pk})
        return export

    def advance(self, *, position: int, done: int, at: datetime) -> None:
        """A part is written: the next one is the next errand."""
        self.position, self.done, self.parts = position, self.done + done, self.parts + 1
        with transaction.atomic():
            self.save(update_fields=["position", "done", "parts"])
            record("review_export.advanced", subject=self, actor="clock", at=at, payload={"shop": self.shop_id})

    def be_ready(self, *, at: datetime) -> None:
        facts: dict[str, Any] = {"ready_at": at, "expires_at": at + terms.EXPORT_KEPT}
        self._move(self.State.READY, "review_export.ready", actor="clock", at=at, **facts)

    def expire(self, *, actor: str, at: datetime) -> None:
        """A week later the file goes."""
        self._move(self.State.EXPIRED, "review_export.expired", actor=actor, at=at)
        default_storage.delete(self.path)

    @property
    def path(self) -> str:
        return f"exports/{self.folder}/reviews.zip"

    def part(self, number: int) -> str:
        return f"exports/{self.folder}/{number}.jsonl"

    def part_brought(self, number: int) -> str:
        return f"exports/{self.folder}/{number}.imported.jsonl"

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0
