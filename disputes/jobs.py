"""What happens in disputes because a date came, and what disputes have against a promotion."""

from datetime import datetime

from django.db.models import Count

from disputes.models import Dispute, DisputeMail, Evidence, Party, Pause, Proposal, Settlement
from disputes.models.dispute_finding import DisputeQuerySet
from keurmerk.schedule import Periodic, Sweep
from members.models import Membership


def waiting_for_a_party() -> DisputeQuerySet:
    return Dispute.objects.open().exclude(turn=Party.MEDIATOR)


LET_PASS = Sweep(
    name="disputes.let_pass",
    open=waiting_for_a_party,
    column="due_at",
    act=lambda dispute, now: dispute.let_pass(actor="clock", at=now),
    why="terms 11.1: who is silent past the date does not hold up the other",
)
REMIND = Sweep(
    name="disputes.remind",
    open=Dispute.objects.to_remind,
    column="remind_at",
    act=lambda dispute, now: dispute.remind(actor="clock", at=now),
    why="numbers 7.3: a reminder before each date",
)
RESUME = Sweep(
    name="disputes.resume",
    open=Pause.objects.running,
    column="resumes_at",
    act=lambda pause, now: pause.end(actor="clock", at=now),
    why="numbers 7.4: a pause has an end, and the mediation goes on by itself",
)
EXPIRE = Sweep(
    name="disputes.expire_proposals",
    open=Proposal.objects.open,
    column="expires_at",
    act=lambda proposal, now: proposal.expire(actor="clock", at=now),
    why="numbers 7.4: a proposal has a day until which it can be accepted",
)
CHECK = Sweep(
    name="disputes.check_settlements",
    open=Settlement.objects.to_check,
    column="next_step_at",
    act=lambda settlement, now: settlement.step(actor="clock", at=now),
    why="numbers 7.3: after the day of a settlement we ask whether it was done",
)


LAPSE_MAIL = Sweep(
    name="disputes.lapse_mail",
    open=DisputeMail.objects.waiting,
    column="expires_at",
    act=lambda mail, now: mail.lapse(actor="clock", at=now),
    why="GDPR 5(1)(e): what a stranger wrote and nobody confirmed goes",
    minutes=15,
)


def forget_evidence(*, now: datetime) -> int:
    """The files go with their rows, as long after the end as the words of the case (A22)."""
    old = list(Evidence.objects.to_forget(now)[:500])
    for each in old:
        each.forget()
    return len(old)


FORGET = Periodic(
    name="disputes.forget_evidence",
    run=forget_evidence,
    why="PA, disputes; A22: evidence goes five years after the end",
    minutes=60,
)


def dispute_stands_against(membership: Membership, _now: datetime) -> str:
    """What keeps from promotion: mediation, one that failed for lack of cooperation, a broken settlement (5.2, A2)."""
    cases = Dispute.objects.filter(shop__member=membership.member_id)
    failed = cases.filter(state=Dispute.State.FAILED, close_reason="no_cooperation")
    broken = Settlement.objects.breached().filter(dispute__shop__member=membership.member_id)
    return "open_dispute" if cases.in_mediation().exists() or failed.exists() or broken.exists() else ""


def complaints_about(shops: list[int]) -> dict[int, int]:
    """How many disputes each of these shops had in mediation or failed: a check by lot weighs that (terms 6.4)."""
    serious = Dispute.objects.filter(shop__in=shops).exclude(mediation_at=None)
    return dict(serious.values_list("shop").annotate(n=Count("pk")).order_by())
