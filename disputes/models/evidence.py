"""Evidence: files that prove something, numbered per dispute and read by both parties and the mediator (terms 11.3)."""

from datetime import datetime
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes import terms
from disputes.evidence_file import FileKind, Taken
from disputes.models.dispute import Dispute
from disputes.models.party import Party
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from keurmerk.tokens import new_token


class AlreadyThere(Exception):
    """The same file is in this dispute; `evidence` is the one."""

    def __init__(self, evidence: "Evidence") -> None:
        super().__init__(evidence.number)
        self.evidence = evidence


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def to_forget(self, now: datetime) -> "EvidenceQuerySet":
        ended_before = now - relativedelta(months=terms.EVIDENCE_KEPT_MONTHS)
        return self.filter(dispute__closed_at__lt=ended_before)


class Evidence(models.Model):
    """One file in the room. It is never changed or replaced: who has something better adds it."""

    class Kind(models.TextChoices):
        ORDER = "ORDER", _("Order or confirmation")
        PAYMENT = "PAYMENT", _("Proof of payment")
        DELIVERY = "DELIVERY", _("Delivery or return: tracking, receipt")
        PHOTO = "PHOTO", _("Photo of the product")
        LETTERS = "LETTERS", _("E-mails or chat between you")
        CONDITIONS = "CONDITIONS", _("Description of the product, conditions, warranty")
        OTHER = "OTHER", pgettext_lazy("evidence", "Something else")

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=8, choices=Party)
    kind = models.CharField(_("What is it?"), max_length=10, choices=Kind)
    shows = personal(models.CharField(_("What does it show?"), max_length=200))
    name = personal(models.CharField(max_length=120))
    path = models.CharField(max_length=120)
    file_kind = models.CharField(max_length=4, choices=FileKind)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dispute", "number"], name="evidence_has_one_number_in_a_dispute"),
            models.UniqueConstraint(fields=["dispute", "digest"], name="evidence_is_once_in_a_dispute"),
            models.CheckConstraint(condition=Q(by__in=Party.values), name="evidence_is_of_a_party"),
            models.CheckConstraint(condition=Q(size__lte=terms.LARGEST_EVIDENCE), name="evidence_is_small_enough"),
        ]

    def __str__(self) -> str:
        return f"{self.mark} in {self.dispute_id}"

    @classmethod
    def add(
        cls, dispute: Dispute, by: Party, file: Taken, *, kind: str, shows: str, name: str, actor: str, at: datetime
    ) -> "Evidence":
        """Puts a file in the room under the next number; the others hear of it (terms 11.3).

        Raises AlreadyThere for a file that is in it, IllegalMove when the dispute has ended or `by` has added so many.
        """
        with transaction.atomic():
            dispute._lock()
            there = cls.objects.filter(dispute=dispute)
            if same := there.filter(digest=file.digest).first():
                raise AlreadyThere(same)
            if there.filter(by=by).count() >= terms.MOST_EVIDENCE:
                raise IllegalMove(f"{by} has added {terms.MOST_EVIDENCE} files to {dispute}")
            number = (there.aggregate(last=Max("number"))["last"] or 0) + 1
            made = cls.objects.create(
                dispute=dispute, number=number, by=by, kind=kind, shows=shows, name=name[:120],
                path=f"disputes/{new_token()}.{file.kind.ending}", file_kind=file.kind, size=len(file.content),
                digest=file.digest, added_at=at,
            )  # fmt: skip
            payload = {"shop": dispute.shop_id, "evidence": made.pk, "number": number, "by": by}
            record("dispute.evidence_added", subject=dispute, actor=actor, at=at, payload=payload)
            default_storage.save(made.path, ContentFile(file.content))
        return made

    def forget(self) -> None:
        """The row first, the bytes when that is certain."""
        path = self.path
        with transaction.atomic():
            self.delete()
            transaction.on_commit(lambda: default_storage.delete(path))

    def content(self) -> bytes | None:
        """The bytes; None when they are gone."""
        if not default_storage.exists(self.path):
            return None
        with default_storage.open(self.path) as stored:
            return bytes(stored.read())

    @property
    def mark(self) -> str:
        """What people call it: `B3`."""
        return f"B{self.number}"

    @property
    def file_name(self) -> str:
        """A name of ours for who saves it: the sender's own could be anything."""
        return f"{self.mark}.{FileKind(self.file_kind).ending}"

    @property
    def is_picture(self) -> bool:
        return FileKind(self.file_kind).is_picture
