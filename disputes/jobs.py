"""What happens in disputes because a date came, and what disputes have against a promotion."""

from datetime import datetime

from django.db.models import Count

from disputes import committee
from disputes.evidence_file import Unfit, taken
from disputes.models import Dispute, DisputeMail, Evidence, Party, Pause, Proposal, Referral, Ruling, Settlement
from disputes.models.dispute_finding import DisputeQuerySet
from keurmerk.lifecycle import IllegalMove
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
SEAL = Sweep(
    name="disputes.seal_files",
    open=Referral.objects.announced,
    column="share_at",
    act=lambda referral, now: referral.seal(actor="clock", at=now),
    why="PA, disputes: after five working days for objections the file is made (terms 11.4)",
)
WATCH = Sweep(
    name="disputes.watch_rulings",
    open=Ruling.objects.to_check,
    column="next_step_at",
    act=lambda ruling, now: ruling.step(actor="clock", at=now),
    why="terms 11.5, 11.7: after the day of a ruling we ask whether it was done",
)


def hand_over(*, now: datetime) -> int:
    """Every sealed file that the connection has not refused; what does not go now goes the next time."""
    there = committee.provider()
    if there is None:
        return 0
    waiting = Referral.objects.to_hand_over().filter(refused="").select_related("dispute__shop")
    return sum(_handed_over(there, referral, now) for referral in waiting.order_by("sealed_at")[:20])


def _handed_over(there: committee.Committee, referral: Referral, now: datetime) -> bool:
    file = referral.file()
    if file is None:
        return False
    try:
        reference = there.hand_over(referral.dispute.number, file, digest=referral.digest, key=referral.key)
        referral.send(reference, how=Referral.How.HTTP, actor="committee", at=now)
    except committee.Refused as why:
        referral.note_refusal(str(why))
    except (committee.Unavailable, IllegalMove):  # later, or somebody did it by hand meanwhile
        return False
    return True


HAND_OVER = Periodic(
    name="disputes.hand_over",
    run=hand_over,
    why="terms 11.4: the sealed file goes to the committee, again and again until it is there",
    minutes=1,
)


def fetch_rulings(*, now: datetime) -> int:
    """Asks the committee about every file that went there by the connection (terms 11.7)."""
    there = committee.provider()
    if there is None:
        return 0
    waiting = Referral.objects.at_the_committee().filter(sent_how=Referral.How.HTTP).select_related("dispute__shop")
    return sum(_fetched(there, referral, now) for referral in waiting.order_by("sent_at"))


def _fetched(there: committee.Committee, referral: Referral, now: datetime) -> bool:
    """What cannot be read or cannot be is left for a person, who sees the case in the list."""
    try:
        told = there.look_up(referral.reference)
        if told is None:
            return False
        Ruling.receive(
            referral, told.outcome, taken(told.paper), decided_on=told.decided_on, comply_by=told.comply_by,
            words=told.words, actor="committee", at=now,
        )  # fmt: skip
    except (committee.Refused, committee.Unavailable, Unfit, IllegalMove):
        return False
    return True


FETCH = Periodic(
    name="disputes.fetch_rulings",
    run=fetch_rulings,
    why="terms 11.7: a ruling is stored and its day is watched",
    minutes=60,
)


def forget_evidence(*, now: datetime) -> int:
    """The files go with their rows, as long after the end as the words of the case (A22)."""
    old = list(Evidence.objects.to_forget(now)[:500])
    for each in old:
        each.forget()
    referrals = list(Referral.objects.to_forget(now)[:500])
    for referral in referrals:
        referral.forget()
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
    failed = cases.filter(mediation_at__isnull=False, close_reason="no_cooperation")
    broken = Settlement.objects.breached().filter(dispute__shop__member=membership.member_id)
    ignored = Referral.objects.filter(state=Referral.State.NOT_COMPLIED, dispute__in=cases)
    stands = cases.in_mediation().exists() or failed.exists() or broken.exists() or ignored.exists()
    return "open_dispute" if stands else ""


def complaints_about(shops: list[int]) -> dict[int, int]:
    """How many disputes each of these shops had in mediation or failed: a check by lot weighs that (terms 6.4)."""
    serious = Dispute.objects.filter(shop__in=shops).exclude(mediation_at=None)
    return dict(serious.values_list("shop").annotate(n=Count("pk")).order_by())
