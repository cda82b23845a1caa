"""What disputes tells the software of shops: that there is something to do, and never what it is about."""

from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute
from keurmerk.models import Event
from keurmerk.outbox import on
from members.outgoing.news import Kind, tell

_DISPUTE = {"shop": 1, "dispute": 7, "number": "2026-0007", "state": "SHOP_FIRST", "turn": "SHOP"}
FILED = Kind("dispute.filed", _("A customer filed a dispute"), _DISPUTE)
CHANGED = Kind(
    "dispute.changed",
    _("Somebody wrote in a dispute or added evidence, or it went on to mediation"),
    {**_DISPUTE, "state": "MEDIATION"},
)
ENDED = Kind(
    "dispute.ended",
    _("A dispute was solved, failed or closed, went to the committee, or was decided there"),
    {**_DISPUTE, "state": "SETTLED", "turn": ""},
)


@on("dispute.filed")
def tell_of_dispute(event: Event) -> None:
    _tell(FILED, event)


@on(
    "dispute.answered",
    "dispute.replied",
    "dispute.asked",
    "dispute.evidence_added",
    "dispute.mediation_asked",
    "dispute.shop_silent",
    "dispute.reopened",
    "dispute.paused",
    "dispute.resumed",
)
def tell_of_turn(event: Event) -> None:
    _tell(CHANGED, event)


@on("dispute.settled", "dispute.failed", "dispute.closed", "dispute.referred", "dispute.decided")
def tell_of_end(event: Event) -> None:
    _tell(ENDED, event)


def _tell(kind: Kind, event: Event) -> None:
    dispute = Dispute.objects.select_related("shop").get(pk=event.subject_id)
    facts = {"dispute": dispute.pk, "number": dispute.number, "state": dispute.state, "turn": dispute.turn}
    tell(dispute.shop, kind, event, facts)
