"""Proof that an applicant runs the host that the mark will be bound to (terms 5.7, 1.5; checklist 3.7)."""

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models.application import Application
from members.models.user import User


class HostProofQuerySet(models.QuerySet["HostProof"]):
    def holding(self) -> "HostProofQuerySet":
        """Proven, or waived by a senior."""
        return self.exclude(proven_at=None, waived_at=None)


class HostProof(models.Model):
    """A code that only who runs the host can put there, in one of three ways, and what we saw of it: evidence."""

    class Method(models.TextChoices):
        META = "META", _("Tag on the home page")
        DNS = "DNS", _("DNS record")
        FILE = "FILE", pgettext_lazy("host proof", "File on the site")

    application = models.ForeignKey(Application, models.CASCADE, related_name="host_proofs")
    host = models.CharField(max_length=253)
    code = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)  # why the site could not be read, last time
    method = models.CharField(max_length=4, choices=Method, blank=True)
    seen_at = models.CharField(max_length=300, blank=True)
    seen = models.CharField(max_length=300, blank=True)
    proven_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="host_proofs_waived")
    waived_at = models.DateTimeField(null=True)
    waived_because = models.CharField(max_length=500, blank=True)

    objects = HostProofQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["application", "host"], name="host_proof_once_per_host"),
            models.CheckConstraint(
                condition=Q(proven_at__isnull=True, method="") | (Q(proven_at__isnull=False) & ~Q(method="")),
                name="host_proof_says_how",
            ),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True, waived_by__isnull=True)
                | (Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_because="")),
                name="host_proof_waived_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.method or '…'}"

    @classmethod
    def of(cls, application: Application, *, at: datetime) -> "HostProof":
        """The proof of the host of today: whoever changes the address proves the new one."""
        found, _new = cls.objects.get_or_create(
            application=application, host=application.shop_host, defaults={"code": new_token()[:32], "asked_at": at}
        )
        return found

    @classmethod
    def holds_for(cls, application: Application) -> bool:
        return cls.objects.holding().filter(application=application, host=application.shop_host).exists()

    @property
    def holds(self) -> bool:
        return self.proven_at is not None or self.waived_at is not None

    def note_absence(self, problem: str, *, at: datetime) -> None:
        """Looked, and not there (yet). A proof that was seen before stays: it was true then."""
        HostProof.objects.filter(pk=self.pk, proven_at=None).update(checked_at=at, problem=problem[:300])
        self.refresh_from_db()

    def prove(self, method: str, *, seen_at: str, seen: str, actor: str, at: datetime) -> None:
        """We saw the code there. Seen twice keeps the first time."""
        told = {"method": method, "seen_at": seen_at[:300], "seen": seen[:300]}
        with transaction.atomic():
            fresh = HostProof.objects.filter(pk=self.pk, proven_at=None)
            if fresh.update(proven_at=at, checked_at=at, problem="", **told):
                facts = {"application": self.application_id, "method": method}
                record("host.proven", subject=self, actor=actor, at=at, payload=facts)
        self.refresh_from_db()

    def waive(self, reason: str, *, by: User, at: datetime) -> None:
        """A senior knows it another way, and says which. Raises IllegalMove for others, or where it is proven."""
        if not by.has_role("manager") or not reason.strip():
            raise IllegalMove("Only a manager waives the proof of a host, with a reason")
        with transaction.atomic():
            open_ones = HostProof.objects.filter(pk=self.pk, proven_at=None, waived_at=None)
            if not open_ones.update(waived_at=at, waived_by=by, waived_because=reason[:500]):
                raise IllegalMove(f"Host proof {self.pk} is there already")
            facts = {"application": self.application_id}
            record("host.proof_waived", subject=self, actor=f"user:{by.pk}", at=at, payload=facts)
        self.refresh_from_db()
