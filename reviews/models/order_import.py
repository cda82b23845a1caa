"""A list of orders from a file: uploaded, checked, carried out in chunks, and taken back until it is sent."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from members.models import Shop
from reviews import terms
from reviews.models.file_import import FileImport, ImportFault, ImportKey, promises_of


class OrderImportQuerySet(models.QuerySet["OrderImport"]):
    def readable(self) -> "OrderImportQuerySet":
        """Not confirmed yet: how it is read can still be set right."""
        state = OrderImport.State
        return self.with_file().filter(state__in=[state.UPLOADED, state.CHECKING, state.READY])

    def with_file(self) -> "OrderImportQuerySet":
        return self.exclude(path="")


class OrderImport(FileImport):
    """A file of orders; `started_at` is the moment at which all of them count as reported."""

    NEWS = (
        "order_import.laid_out",
        "order_import.checking",
        "order_import.ready",
        "order_import.confirmed",
        "order_import.done",
        "order_import.cancelled",
        "order_import.undoing",
        "order_import.undone",
    )

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="order_imports")
    delay_days = models.PositiveSmallIntegerField(default=terms.DELAY_DAYS)
    first_at = models.DateTimeField(null=True)  # when the first and the last of them would be sent
    last_at = models.DateTimeField(null=True)

    objects = OrderImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(delay_days__lte=terms.MOST_DELAY_DAYS), name="order_import_waits_at_most_90_days"
            ),
            *promises_of("order_import"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shop", "-uploaded_at", "-id"], name="order_import_list"),
            models.Index(fields=["expires_at"], condition=~Q(path=""), name="order_import_to_forget"),
        ]

    def __str__(self) -> str:
        return f"Order import {self.pk} of shop {self.shop_id}"

    @classmethod
    def begin(cls, shop: Shop, *, file_name: str, path: str, delay_days: int, at: datetime) -> "OrderImport":
        """The row comes before the file at `path`: were we killed in between, the row is there to forget it by."""
        return cls.objects.create(
            shop=shop,
            file_name=file_name,
            path=path,
            delay_days=delay_days,
            uploaded_at=at,
            expires_at=at + terms.IMPORT_FILE_KEPT,
        )

    def lay_out(self, layout: dict[str, Any], *, actor: str, at: datetime) -> None:
        super().lay_out({**layout, "first_at": None, "last_at": None}, actor=actor, at=at)

    def confirm(self, *, actor: str, at: datetime) -> bool:
        """The shop saw what would happen and wants it: every order counts as reported at this moment.

        What it saw yesterday is not what would happen today: then it is counted anew, and says False.
        """
        if self.checked_at and localdate(self.checked_at) != localdate(at):
            self.lay_out({}, actor=actor, at=at)
            return False
        self.start(actor=actor, at=at)
        return True

    @property
    def can_be_read(self) -> bool:
        return "EMAIL" in self.columns

    @property
    def to_take_back(self) -> int:
        return self.invitations.count()


class OrderImportFault(ImportFault):
    """What is wrong in a list of orders."""

    order_import = models.ForeignKey(OrderImport, models.CASCADE, related_name="faults")

    class Meta(ImportFault.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order_import", "line", "column"], name="order_import_fault_once_per_cell"),
        ]


class OrderImportKey(ImportKey):
    """Which orders and buyers the check of a file met already."""

    order_import = models.ForeignKey(OrderImport, models.CASCADE, related_name="keys", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["order_import", "key"], name="order_import_key_once"),
        ]
