"""Reviews from elsewhere, from a file: uploaded, checked, taken in by chunks, taken back as a whole."""

from datetime import datetime
from typing import ClassVar

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q

from members.models import Shop
from reviews import terms
from reviews.models.file_import import FileImport, ImportFault, ImportKey, promises_of

SCALES = (5, 10)


class ReviewImportQuerySet(models.QuerySet["ReviewImport"]):
    def adjustable(self) -> "ReviewImportQuerySet":
        """Lists that are not confirmed yet: how they are read can still be set right. An export needs none of that."""
        state = ReviewImport.State
        return self.with_file().filter(signed=False, state__in=[state.UPLOADED, state.CHECKING, state.READY])

    def with_file(self) -> "ReviewImportQuerySet":
        return self.exclude(path="")


class ReviewImport(FileImport):
    """A file with reviews (product.md B9): a list of another platform, or one of our own signed exports.

    Of an export `path` holds the records as text; `archive` the ZIP, when there are photos in it. One that was changed
    after we signed it is not `intact`: then `path` with `.hashes` behind it says which records are ours.
    """

    NEWS = (
        "review_import.laid_out",
        "review_import.checking",
        "review_import.ready",
        "review_import.confirmed",
        "review_import.done",
        "review_import.cancelled",
        "review_import.undoing",
        "review_import.undone",
    )

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="review_imports")
    source = models.CharField(max_length=40)  # the platform that they were written on, as the public reads it
    scale = models.PositiveSmallIntegerField(default=5)  # of the stars in a list: from 1 to this
    signed = models.BooleanField(default=False)
    intact = models.BooleanField(default=True)
    archive = models.CharField(max_length=120, blank=True)

    objects = ReviewImportQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(scale__in=SCALES), name="review_import_has_a_scale"),
            models.CheckConstraint(condition=~Q(source=""), name="review_import_says_from_where"),
            *promises_of("review_import"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shop", "-uploaded_at", "-id"], name="review_import_list"),
            models.Index(fields=["expires_at"], condition=~Q(path=""), name="review_import_to_forget"),
        ]

    def __str__(self) -> str:
        return f"Review import {self.pk} of shop {self.shop_id}"

    @classmethod
    def begin(cls, shop: Shop, *, file_name: str, path: str, source: str, at: datetime) -> "ReviewImport":
        """The row comes before the file at `path`: were we killed in between, the row is there to forget it by."""
        return cls.objects.create(
            shop=shop,
            file_name=file_name,
            path=path,
            source=source,
            uploaded_at=at,
            expires_at=at + terms.IMPORT_FILE_KEPT,
        )

    @property
    def hashes(self) -> str:
        return f"{self.path}.hashes"

    def discard(self) -> None:
        self._delete_files()
        self.delete()

    def forget_file(self) -> None:
        self._delete_files()
        self.path = self.archive = ""
        self.save(update_fields=["path", "archive"])

    def _delete_files(self) -> None:
        if self.path:
            default_storage.delete(self.path)
            default_storage.delete(self.hashes)
        if self.archive:
            default_storage.delete(self.archive)

    @property
    def can_be_read(self) -> bool:
        return self.signed or {"STARS", "DATE"} <= set(self.columns)

    @property
    def to_take_back(self) -> int:
        return self.position + self.taken.open().count()


class ReviewImportFault(ImportFault):
    """What is wrong in a file with reviews."""

    review_import = models.ForeignKey(ReviewImport, models.CASCADE, related_name="faults")

    class Meta(ImportFault.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["review_import", "line", "column"], name="review_import_fault_once_per_cell"
            ),
        ]


class ReviewImportKey(ImportKey):
    """Which reviews the check of a file met already."""

    review_import = models.ForeignKey(ReviewImport, models.CASCADE, related_name="keys", db_index=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review_import", "key"], name="review_import_key_once"),
        ]
