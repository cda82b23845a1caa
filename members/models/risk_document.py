"""What only a risk shop is asked: its extract and a masked identity copy. Seen, then deleted (checklist 3.7; PA)."""

from datetime import datetime
from functools import partial
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.file_kinds import MOST_BYTES, Kind
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members import terms
from members.models.application import Application


class RiskDocumentQuerySet(models.QuerySet["RiskDocument"]):
    def there(self) -> "RiskDocumentQuerySet":
        """Not deleted yet; the column is `delete_at`."""
        return self.filter(deleted_at=None)


class RiskDocument(models.Model):
    """A file in our private storage, for the check alone. The row stays as proof that there was one, the bytes go."""

    class About(models.TextChoices):
        EXTRACT = "EXTRACT", _("Extract from the trade register")
        IDENTITY = "IDENTITY", _("Masked copy of an identity document")

    application = models.ForeignKey(Application, models.PROTECT, related_name="risk_documents")
    about = models.CharField(max_length=8, choices=About)
    path = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    delete_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = RiskDocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(size__lte=MOST_BYTES), name="risk_document_is_small_enough"),
            models.CheckConstraint(
                condition=(Q(deleted_at__isnull=True) & ~Q(path="")) | Q(deleted_at__isnull=False, path=""),
                name="risk_document_is_there_or_deleted",
            ),
            models.UniqueConstraint(
                fields=["application", "about"], condition=Q(deleted_at__isnull=True), name="risk_document_once_of_each"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["delete_at"], condition=Q(deleted_at__isnull=True), name="risk_document_to_delete"),
        ]

    def __str__(self) -> str:
        return f"{self.get_about_display()} with application {self.application_id}"

    @classmethod
    def keep(cls, application: Application, about: str, content: bytes, kind: str, *, at: datetime) -> "RiskDocument":
        """Stores it under a name of our own; an earlier one of its sort goes. Raises IllegalMove after the decision."""
        with transaction.atomic():
            locked = Application.objects.select_for_update().get(pk=application.pk)
            if locked.state in Application.FINAL:
                raise IllegalMove(f"Application {application.pk} is decided")
            actor = f"user:{application.applicant_id}"
            for earlier in cls.objects.there().filter(application=locked, about=about):
                earlier.delete_file(actor=actor, at=at)
            path = default_storage.save(f"risk/{new_token()}.{Kind(kind).ending}", ContentFile(content))
            made = cls.objects.create(
                application=locked, about=about, path=path, kind=kind, size=len(content),
                added_at=at, delete_at=at + terms.RISK_DOCUMENT_KEPT,
            )  # fmt: skip
            record("risk_document.added", subject=locked, actor=actor, at=at, payload={"about": about})
        return made

    def note_view(self, *, actor: str, at: datetime) -> None:
        """Who of us looked at it, and when, is written down before it is handed over."""
        with transaction.atomic():
            facts = {"about": self.about}
            record("risk_document.viewed", subject=self.application, actor=actor, at=at, payload=facts)

    def delete_file(self, *, actor: str, at: datetime) -> None:
        """The row first, the bytes when that is certain; doing it twice changes nothing."""
        path = self.path
        with transaction.atomic():
            if not RiskDocument.objects.there().filter(pk=self.pk).update(path="", deleted_at=at):
                return
            facts = {"about": self.about}
            record("risk_document.deleted", subject=self.application, actor=actor, at=at, payload=facts)
            transaction.on_commit(partial(default_storage.delete, path))
        self.refresh_from_db()

    @classmethod
    def delete_all(cls, application: Application, *, actor: str, at: datetime) -> None:
        """The check is done, or there is nothing left to check."""
        for each in cls.objects.there().filter(application=application).select_related("application"):
            each.delete_file(actor=actor, at=at)
