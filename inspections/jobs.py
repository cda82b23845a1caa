"""What recurs: lost readings, looks at hosts that may not carry the mark, and the days of a warning."""

from datetime import datetime

from dateutil.relativedelta import relativedelta

from inspections import audits, campaigns, referrers, terms, trying
from inspections.models import (
    CampaignCase,
    Inspection,
    Misuse,
    MisuseProof,
    Reading,
    Remedy,
    Scan,
    SelfCheck,
    Snapshot,
    Watch,
)
from keurmerk import clock
from keurmerk.schedule import Periodic, Sweep
from members.models import Membership


def read_what_got_lost(*, now: datetime) -> int:
    """Queues anew what nobody holds. Leases run on the machine's clock; `now` is the installation's."""
    lost = [*Reading.objects.lost(clock.real())[:100], *SelfCheck.objects.lost(clock.real())[:100]]
    for look in lost:
        look.queue()
    return len(lost)


READ = Periodic(
    name="inspections.read_shops", run=read_what_got_lost, minutes=1, why="No reading is lost with its worker"
)
WATCH = Sweep(
    name="inspections.watch_hosts",
    open=Watch.objects.open,
    column="next_look_at",
    act=lambda watch, now: watch.queue(at=now),
    batch=200,  # a minute; each costs a worker some seconds
    stops=False,
    why="terms 10.1, 10.4: whoever may not carry the mark is looked at on day 0, 3, 7 and 8, and every week",
)
REFERRERS = Periodic(
    name="inspections.count_referrers",
    run=referrers.take,
    minutes=60,
    why="terms 10.1: a website whose visitors fetch our seal, and that may not carry it, is looked at the next night",
)
IGNORED = Sweep(
    name="inspections.note_ignored_warnings",
    open=Misuse.objects.warned,
    column="deadline_at",
    act=lambda case, now: case.note_ignored(actor="clock", at=now),
    why="terms 10.5: after a warning that is ignored comes the next step, which a person decides on",
)
TAKE_DOWN = Sweep(
    name="inspections.take_down_misuse",
    open=Misuse.objects.to_take_down,
    column="take_down_on",
    act=lambda case, now: case.take_down(actor="clock", at=now),
    why="terms 10.6: what is published has a day on which it goes",
)


def remedy_stands_against(membership: Membership, now: datetime) -> str:
    """An open point keeps an aspirant one, until it is mended (terms 5.2)."""
    open_now = Remedy.objects.open().filter(shop__member=membership.member_id)
    return "remedy_open" if open_now.exists() else ""


ENLIST = Periodic(
    name="inspections.enlist_scans",
    run=Scan.enlist,
    minutes=60,
    why="terms 6.4: every shop that may show the mark is looked at, from the night after it was approved",
)
SCAN = Periodic(
    name="inspections.scan_members",
    run=Scan.send_out,
    minutes=1,
    why="terms 6.4, 7.4: what changes on the key pages is seen the same night",
)
OVERDUE = Sweep(
    name="inspections.pass_the_day_of_remedies",
    open=Remedy.objects.running,
    column="due_at",
    act=lambda remedy, now: remedy.pass_its_day(actor="clock", at=now),
    why="terms 6.5, 7.3: after a reasonable time a senior decides what follows",
)
AUDITS = Periodic(
    name="inspections.draw_audits",
    run=audits.draw,
    minutes=24 * 60,
    why="terms 6.4: members are checked at random, once a month a draw",
)
EXECUTE = Sweep(
    name="inspections.carry_out_decisions",
    open=Inspection.objects.to_execute,
    column="executes_at",
    act=lambda inspection, now: inspection.execute(at=now),
    why="terms 4.6: a decision can be taken back for ten minutes; then the mark, the membership and the letter follow",
)
CAMPAIGNS = Sweep(
    name="inspections.step_campaigns",
    open=lambda: CampaignCase.objects.open().select_related("campaign", "shop"),
    column="next_step_at",
    act=campaigns.step,
    batch=500,
    why="terms 6.2, 6.3: each member is told of a change in writing, reminded, and has two months",
)
TRY = Periodic(
    name="inspections.resume_trials", run=trying.resume, minutes=5, why="No try of an edition is lost with its worker"
)

FORGET_SNAPSHOTS = Periodic(
    name="inspections.forget_snapshots",
    run=lambda *, now: Snapshot.forget(now - relativedelta(months=terms.SNAPSHOT_MONTHS)),
    minutes=24 * 60,
    why="terms 3.10, PA: what a shop's pages said is kept as long as a decision on them can be disputed",
)
FORGET_PROOFS = Periodic(
    name="inspections.forget_misuse_proofs",
    run=lambda *, now: MisuseProof.forget(now - relativedelta(months=terms.MISUSE_PROOFS_KEPT_MONTHS)),
    minutes=24 * 60,
    why="terms 10.5: proof of misuse is kept as long as a claim for it lives",
)
