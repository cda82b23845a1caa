"""An objection to sharing one item with the committee, and what was decided about it (PA, disputes)."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models.party import Party
from disputes.models.referral import Referral
from disputes.shared_items import items_of
from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> "ObjectionQuerySet":
        return self.filter(state=Objection.State.MADE)

    def upheld(self) -> "ObjectionQuerySet":
        return self.filter(state=Objection.State.UPHELD)


class Objection(Lifecycle):
    """One of the parties does not want an item to be shared. The mediator decides; the file names what is left out."""

    class State(models.TextChoices):
        MADE = "MADE", pgettext_lazy("objection", "Made")
        UPHELD = "UPHELD", _("Kept out of the file")
        OVERRULED = "OVERRULED", _("Shared after all")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.MADE: {State.UPHELD, State.OVERRULED},
        State.UPHELD: set(),
        State.OVERRULED: set(),
    }

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="objections")
    by = models.CharField(max_length=8, choices=Party)
    item = models.CharField(_("Which item?"), max_length=30)
    state = models.CharField(max_length=10, choices=State, default=State.MADE)
    reason = personal(models.TextField(_("Why should the committee not see it?")))
    made_at = models.DateTimeField()
    answer = personal(models.TextField(_("Your answer, for who objects"), blank=True))
    answered_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["referral", "by", "item"], name="one_objection_of_a_party_to_an_item"),
            models.CheckConstraint(condition=Q(by__in=["SHOP", "CONSUMER"]), name="a_party_objects"),
            models.CheckConstraint(
                condition=Q(state="MADE", answered_at=None) | Q(~Q(state="MADE"), answered_at__isnull=False),
                name="decided_objection_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"objection of {self.by} to {self.item}"

    @classmethod
    def make(cls, referral: Referral, by: Party, item: str, reason: str, *, actor: str, at: datetime) -> "Objection":
        """Within five working days. Raises IllegalMove after them, for no item of this case, and the second time."""
        with transaction.atomic():
            locked = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
            known = {each.key for each in items_of(referral.dispute)}
            before = cls.objects.filter(referral=referral, by=by, item=item)
            if by == Party.MEDIATOR or not locked.takes_objections(at) or item not in known or before.exists():
                raise IllegalMove(f"{by} cannot object to {item} of {referral}")
            made = cls.objects.create(referral=referral, by=by, item=item, reason=reason, made_at=at)
            referral.wait_for_an_answer()
            record("sharing.objected", subject=made, actor=actor, at=at, payload=made._facts())
        return made

    def uphold(self, answer: str, *, actor: str, at: datetime) -> None:
        """The item stays out of the file, which says so."""
        self._decide(self.State.UPHELD, "sharing.upheld", answer, actor=actor, at=at)

    def overrule(self, answer: str, *, actor: str, at: datetime) -> None:
        """The committee needs it to judge fairly: it is shared."""
        self._decide(self.State.OVERRULED, "sharing.overruled", answer, actor=actor, at=at)

    def _decide(self, state: str, event: str, answer: str, *, actor: str, at: datetime) -> None:
        with transaction.atomic():
            locked = Referral.objects.select_for_update(of=("self",)).get(pk=self.referral_id)
            if locked.state != Referral.State.ANNOUNCED:
                raise IllegalMove(f"{self}: the file is made")
            self._move(state, event, actor=actor, at=at, payload=self._facts(), answer=answer, answered_at=at)

    def _facts(self) -> dict[str, Any]:
        return {"shop": self.referral.dispute.shop_id, "dispute": self.referral.dispute_id, "by": self.by}
