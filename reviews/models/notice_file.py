"""Files with a notice: the notifier's evidence and the writer's proof. Seen at the desk only."""

from datetime import datetime
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.file_kinds import MOST_BYTES, Kind
from keurmerk.tokens import new_token
from reviews import terms
from reviews.content import one_line
from reviews.models.notice import Notice


class NoticeFileQuerySet(models.QuerySet["NoticeFile"]):
    def drafts(self, key: str) -> "NoticeFileQuerySet":
        """Sent with a form that is not filed yet."""
        return self.filter(notice=None, draft_key=key).order_by("pk") if key else self.none()

    def to_forget(self) -> "NoticeFileQuerySet":
        return self.filter(forget_at__isnull=False)


class NoticeFile(models.Model):
    """One file. It goes when its case is closed, or a day after a form that was never sent."""

    class Sender(models.TextChoices):
        NOTIFIER = "NOTIFIER", _("The notifier")
        WRITER = "WRITER", _("The writer")

    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="files")
    sender = models.CharField(max_length=8, choices=Sender)
    draft_key = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=120)
    name = personal(models.CharField(max_length=120))
    kind = models.CharField(max_length=8, choices=Kind)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    forget_at = models.DateTimeField(null=True)

    objects = NoticeFileQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(notice__isnull=False) | Q(forget_at__isnull=False), name="file_of_no_notice_is_forgotten"
            ),
            models.CheckConstraint(condition=Q(size__lte=MOST_BYTES), name="notice_file_is_small_enough"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["forget_at"], condition=Q(forget_at__isnull=False), name="notice_file_to_forget"),
            models.Index(fields=["draft_key"], condition=~Q(draft_key=""), name="notice_file_draft"),
        ]

    def __str__(self) -> str:
        return f"File {self.pk} of notice {self.notice_id}"

    @classmethod
    def keep(
        cls,
        content: bytes,
        *,
        name: str,
        kind: str,
        sender: str,
        at: datetime,
        notice: Notice | None = None,
        key: str = "",
    ) -> "NoticeFile":
        """Stores it under a name of our own; the sender's name for it is shown to our own people only."""
        path = default_storage.save(f"notices/{new_token()}.{Kind(kind).ending}", ContentFile(content))
        return cls.objects.create(
            notice=notice,
            sender=sender,
            draft_key="" if notice else key,
            path=path,
            name=one_line(name, 120) or Kind(kind).label,
            kind=kind,
            size=len(content),
            added_at=at,
            forget_at=None if notice else at + terms.DRAFT_FILES_KEPT,
        )

    @classmethod
    def attach(cls, key: str, notice: Notice) -> int:
        """What was sent with the form belongs to the notice now."""
        return cls.objects.drafts(key).update(notice=notice, draft_key="", forget_at=None)

    def forget(self) -> None:
        """The row first, the bytes when that is certain."""
        path = self.path
        with transaction.atomic():
            self.delete()
            transaction.on_commit(lambda: default_storage.delete(path))
