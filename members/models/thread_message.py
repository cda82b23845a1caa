"""What was written in a thread, by whom, and the files that came with it."""

from datetime import datetime
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from keurmerk.fields import personal
from keurmerk.file_kinds import Kind as FileKind
from keurmerk.tokens import new_token
from members.models.user import User


class ThreadMessage(models.Model):
    """One message; never changed afterwards. Of what came in we keep its Message-ID, so that it comes once."""

    class Kind(models.TextChoices):
        IN = "IN", pgettext_lazy("correspondence", "From them")
        OUT = "OUT", pgettext_lazy("correspondence", "From us")
        NOTE = "NOTE", pgettext_lazy("correspondence", "Note for colleagues")

    thread = models.ForeignKey("members.Thread", models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=4, choices=Kind)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sender = personal(models.EmailField(blank=True))
    text = personal(models.TextField(blank=True))
    message_id = personal(models.CharField(max_length=250, blank=True))
    left_out = models.PositiveSmallIntegerField(default=0)  # files of a kind or size that we do not keep
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["message_id"], condition=~Q(message_id=""), name="thread_message_arrives_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.thread_id}"


class ThreadFile(models.Model):
    """A file of a kind that can hold no program; for our own people, as a download."""

    message = models.ForeignKey(ThreadMessage, models.CASCADE, related_name="files")
    name = personal(models.CharField(max_length=120))
    path = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=FileKind)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"File {self.pk} of message {self.message_id}"

    @classmethod
    def keep(cls, message: ThreadMessage, name: str, content: bytes, kind: FileKind) -> "ThreadFile":
        path = f"threads/{new_token()}.{kind.ending}"
        made = cls.objects.create(message=message, name=name[:120], path=path, kind=kind, size=len(content))
        default_storage.save(path, ContentFile(content))
        return made

    def forget(self) -> None:
        """The row first, the bytes when that is certain."""
        path = self.path
        with transaction.atomic():
            self.delete()
            transaction.on_commit(lambda: default_storage.delete(path))


def files_to_forget(before: datetime) -> "models.QuerySet[ThreadFile]":
    return ThreadFile.objects.filter(message__thread__closed_at__lt=before)
