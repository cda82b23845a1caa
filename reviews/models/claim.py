"""A case in somebody's hands for a while, so that two people do not decide it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Q

from keurmerk.outbox import record
from members.models import User
from reviews import terms

if TYPE_CHECKING:
    from typing import Self


class InOtherHands(Exception):
    """A colleague has this case now."""

    def __init__(self, colleague: User) -> None:
        super().__init__(str(colleague.pk))
        self.colleague = colleague


class Claimable(models.Model):
    """Claimed under lock, seen by everybody at the desk, free again after a while or when put back."""

    claimed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    claim_ends_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def claim(self, by: User, *, at: datetime) -> None:
        """Takes the case, or keeps it a while longer. Raises InOtherHands."""
        with transaction.atomic():
            fresh = self.locked(self.pk)
            colleague = fresh.in_hands_of(at)
            if colleague not in {None, by}:
                raise InOtherHands(colleague)
            self._hold(by, at + terms.CLAIM)
            if colleague is None:
                record("notice.claimed", subject=self, actor=f"user:{by.pk}", at=at)

    def put_back(self, by: User, *, at: datetime) -> None:
        """Free for whoever is next; only who has it can put it back."""
        with transaction.atomic():
            if self.locked(self.pk).in_hands_of(at) == by:
                self._hold(None, None)
                record("notice.put_back", subject=self, actor=f"user:{by.pk}", at=at)

    def in_hands_of(self, now: datetime) -> User | None:
        """Who has it now; nobody when the time of a claim has passed."""
        return self.claimed_by if self.claim_ends_at and self.claim_ends_at > now else None

    def _hold(self, by: User | None, until: datetime | None) -> None:
        type(self)._default_manager.filter(pk=self.pk).update(claimed_by=by, claim_ends_at=until)
        self.claimed_by, self.claim_ends_at = by, until

    @classmethod
    def locked(cls, pk: int) -> "Self":
        """The row as it is now, held until the transaction ends."""
        return cls._default_manager.select_for_update(of=("self",)).get(pk=pk)


def whole_claim(name: str) -> models.CheckConstraint:
    """A claim has an end; the person may be forgotten afterwards."""
    return models.CheckConstraint(condition=Q(claimed_by=None) | Q(claim_ends_at__isnull=False), name=name)
