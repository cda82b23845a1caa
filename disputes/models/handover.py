"""A mediation goes from one mediator to another, with a note that the parties never see (numbers 7.4)."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from disputes.conflict import is_partial
from disputes.models.dispute import Dispute
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove
from keurmerk.outbox import record
from members.models import User


class Handover(models.Model):
    """Who had the case, who has it now, and what the one told the other. Its event is its own: the chronology of the
    dispute is read by both parties, and by the committee.
    """

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="handovers")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = personal(models.TextField(_("What must your colleague know?"), blank=True))
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return f"handover of {self.dispute_id}"

    @classmethod
    def make(cls, dispute: Dispute, taker: User, note: str, *, actor: str, at: datetime) -> "Handover":
        """Gives the case to `taker`. Raises IllegalMove for who has it, is no mediator, or stands too near the shop."""
        with transaction.atomic():
            dispute.refresh_from_db(from_queryset=Dispute.objects.select_for_update(of=("self",)))
            if taker.pk == dispute.mediator_id or not may_mediate(taker, dispute):
                raise IllegalMove(f"{dispute} cannot go to {taker.pk}")
            made = cls.objects.create(dispute=dispute, giver_id=dispute.mediator_id, taker=taker, note=note, made_at=at)
            dispute._update(mediator=taker)
            record("handover.made", subject=made, actor=actor, at=at, payload={"dispute": dispute.pk})
        return made


def may_mediate(person: User, dispute: Dispute) -> bool:
    return person.is_active and person.has_role(User.StaffRole.MEDIATOR) and not is_partial(person, dispute.shop)
