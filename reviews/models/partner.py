"""Who reads the register in bulk: a partner with a token (plugin API 2.12), and what it was given (terms 8.2)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from keurmerk.outbox import record
from keurmerk.tokens import new_token


def _digest(token: str) -> str:
    """What is kept of a token. It is too long to be guessed, so that a slow hash would protect nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


class PartnerQuerySet(models.QuerySet["Partner"]):
    def working(self) -> "PartnerQuerySet":
        return self.filter(revoked_at=None)

    def admitting(self, token: str) -> "Partner | None":
        return self.working().filter(digest=_digest(token)).first()


class Partner(models.Model):
    """A mark or site that we work with. Its token is shown once, when it is made."""

    name = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = PartnerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @classmethod
    def admit(cls, name: str, *, actor: str, at: datetime) -> tuple["Partner", str]:
        """A partner and its new token; one that exists gets a new token in the place of the old."""
        token = new_token()
        with transaction.atomic():
            facts = {"digest": _digest(token), "issued_at": at, "revoked_at": None}
            partner, _new = cls.objects.update_or_create(name=name, defaults=facts)
            record("partner.admitted", subject=partner, actor=actor, at=at)
        return partner, token

    def revoke(self, *, actor: str, at: datetime) -> None:
        """From this moment the token opens nothing. Revoking twice keeps the first moment."""
        with transaction.atomic():
            if Partner.objects.working().filter(pk=self.pk).update(revoked_at=at):
                record("partner.revoked", subject=self, actor=actor, at=at)
        self.refresh_from_db(fields=["revoked_at"])


class PartnerRead(models.Model):
    """What a partner was given of the register at one moment: how many shops, and which facts of each (terms 8.2).

    Written before the partner gets its answer, so that nothing is shared that is not in this log.
    """

    class Kind(models.TextChoices):
        LIST = "LIST", _("A list of webshops")
        ONE = "ONE", _("One webshop, by its address")

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="reads")
    read_at = models.DateTimeField()
    kind = models.CharField(max_length=4, choices=Kind)
    rows = models.PositiveIntegerField()
    facts = ArrayField(models.CharField(max_length=40), default=list)  # the names of the fields that were in each row
    shops = ArrayField(models.BigIntegerField(), default=list)  # the numbers of the shops

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["partner", "-read_at"], name="partner_read_of"),
            models.Index(fields=["-read_at"], name="partner_read_newest"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(shops__len=models.F("rows")), name="partner_read_names_each_shop"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rows} rows for {self.partner_id}"

    @classmethod
    def note(cls, partner: Partner, kind: str, given: Sequence[Mapping[str, Any]], *, at: datetime) -> "PartnerRead":
        """`given` is what the answer holds, a row per shop with its `id`."""
        facts = list(given[0]) if given else []
        shops = [row["id"] for row in given]
        return cls.objects.create(partner=partner, kind=kind, rows=len(given), facts=facts, shops=shops, read_at=at)


class Announcement(models.Model):
    """A webshop that a partner vouches for and sends to us. It may apply here; nothing of it is public."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="announcements")
    source = models.CharField(max_length=80)
    host = models.CharField(max_length=253)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, blank=True)
    vat_number = models.CharField(max_length=30, blank=True)
    profile_url = models.CharField(max_length=500, blank=True)
    assurance = models.CharField(max_length=40, blank=True)  # the partner's own word for how the shop stands there
    announced_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["partner", "host"], name="announcement_once_per_host"),
        ]

    def __str__(self) -> str:
        return self.host

    @classmethod
    def note(cls, partner: Partner, host: str, facts: dict[str, str], *, at: datetime) -> "Announcement":
        """Keeps what the partner says; said again it is the same announcement, with what is new in it."""
        with transaction.atomic():
            found, fresh = cls.objects.update_or_create(
                partner=partner, host=host, defaults={**facts, "announced_at": at}
            )
            if fresh:
                record("announcement.made", subject=found, actor=f"partner:{partner.pk}", at=at)
        return found
