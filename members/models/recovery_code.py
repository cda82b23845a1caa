"""Codes on paper for who lost the phone: each opens the door once."""

import hashlib
import re
import secrets
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction

from keurmerk.outbox import record
from members.models.user import User
from members.terms import RECOVERY_CODES

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read for another
_GROUPS, _LONG = 4, 4


class RecoveryCodeQuerySet(models.QuerySet["RecoveryCode"]):
    def unused(self, user: User) -> "RecoveryCodeQuerySet":
        return self.filter(user=user, used_at=None)


class RecoveryCode(models.Model):
    """One code, as a hash: about 79 random bits cannot be guessed, so that a slow hash would protect nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    objects: ClassVar = RecoveryCodeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once_per_person"),
        ]

    def __str__(self) -> str:
        return f"A recovery code of {self.user_id}"

    @classmethod
    def make(cls, user: User) -> list[str]:
        """New codes in the place of all old ones. They are shown this once; what we keep does not show them again."""
        codes = [_new_code() for _ in range(RECOVERY_CODES)]
        with transaction.atomic():
            cls.objects.filter(user=user).delete()
            RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(code)) for code in codes)
        return codes

    @classmethod
    def first_of(cls, user: User) -> list[str]:
        """For who sets up a first second factor; who has codes keeps them."""
        return [] if cls.objects.unused(user).exists() else cls.make(user)

    @classmethod
    def renew(cls, user: User, *, actor: str, at: datetime) -> list[str]:
        """For who used most of them, or lost the paper."""
        with transaction.atomic():
            record("recovery_code.renewed", subject=user, actor=actor, at=at)
            return cls.make(user)

    @classmethod
    def use(cls, user: User, typed: str, *, at: datetime) -> bool:
        """Does this code open the door? Then it never does again."""
        with transaction.atomic():
            if not cls.objects.unused(user).filter(digest=_digest(typed)).update(used_at=at):
                return False
            left = {"left": cls.objects.unused(user).count()}
            record("recovery_code.used", subject=user, actor=f"user:{user.pk}", at=at, payload=left)
        return True

    @classmethod
    def are_of(cls, user: User, codes: list[str]) -> bool:
        """Are these the codes of this person that still work, each of them?"""
        working = set(cls.objects.unused(user).values_list("digest", flat=True))
        return bool(working) and {_digest(code) for code in codes} == working


def _new_code() -> str:
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_LONG)) for _ in range(_GROUPS))


def _digest(typed: str) -> str:
    """Hyphens, spaces and capitals are no part of it."""
    return hashlib.sha256(re.sub(r"[^a-z0-9]", "", typed.lower()).encode()).hexdigest()
