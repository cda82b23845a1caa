"""Our own people, every working day: they inspect, moderate, mediate, and see to the money."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from billing.models import Arrears, Invoice
from disputes.models import Dispute, Party, Settlement
from frontend.sandbox.town import assessments, people
from frontend.sandbox.years.shops import Owner
from frontend.sandbox.years.world import World
from inspections import reading
from inspections.editions import edition
from inspections.models import Checklist, Inspection, NotYet, Reading, Remedy
from inspections.reading import Look
from inspections.verdicts import Outcome as Seen
from inspections.verdicts import Verdict
from keurmerk.lifecycle import IllegalMove
from members.models import Application, Membership, Shop, User
from reviews.grounds import Grounds
from reviews.models import Appeal, Decision, Notice, Review
from reviews.moderation import intake, standard_texts
from reviews.moderation.filing import NotAdmissible, Report, Source
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Outcome, Side

CLAUSE = "PR-15"
FIRST_DAY = date(2020, 1, 1)


@dataclass
class Office:
    """The staff of one world, and what of the day's work was handed out already."""

    world: World
    owners: dict[int, Owner] = field(default_factory=dict)  # by company
    staff: dict[str, User] = field(init=False)
    _billed: set[int] = field(default_factory=set)
    _opened: set[int] = field(default_factory=set)

    def begin(self) -> None:
        Checklist.load(edition(), valid_from=FIRST_DAY)
        self.staff = people.staff(self.world.now)
        self.staff["second"] = people.person(
            "tweede@keurtegel.example", "Wim Tweede", role="moderator", at=self.world.now
        )
        self.world.daily += [self.read, self.inspect, self.hand_out, self.quarrel, self.moderate, self.collect]

    def read(self, at: datetime) -> None:
        """What the machine saw of the shops; the pages themselves are those of the fixture shops."""
        for row in Reading.objects.open().select_related("inspection__shop", "inspection__application").order_by("pk"):
            owner = self.owners[row.inspection.shop.member_id]
            look = assessments.look_at(row.inspection.shop.url, good=owner.good)
            reading.settle(row, look if owner.has_clause else _without_clause(look), at=at)

    def inspect(self, at: datetime) -> None:
        queued = Inspection.objects.filter(state=Inspection.State.QUEUED).order_by("pk")
        for case in queued.select_related("application", "shop"):
            if case.application and case.application.state != Application.State.READY:
                continue
            if self.world.happens(0.3):
                continue  # tomorrow
            self._judge(case, at)
        for case in Inspection.objects.filter(state=Inspection.State.PROPOSED).order_by("pk"):
            case.second(by=self.staff["manager"], at=at)
        for remedy in Remedy.objects.open().filter(due_at__lt=at).order_by("pk"):
            remedy.mend(actor="clock", at=at) if self.world.happens(0.5) else None

    def _judge(self, case: Inspection, at: datetime) -> None:
        """Met or not as the machine saw it; what it left open is looked at, and met."""
        inspector = self.staff["inspector"]
        case.take(inspector, at=at)
        case.begin(by=inspector, at=at)
        assessments.judge_open_points(case, at=at)
        try:
            case.approve(by=inspector, at=at)
        except NotYet:
            case.reject(by=inspector, at=at)
            self.world.done["rejected"] += 1

    def hand_out(self, at: datetime) -> None:
        """New invoices, approvals and rejections reach their owners."""
        for invoice in Invoice.objects.sent().exclude(pk__in=self._billed).order_by("pk"):
            self._billed.add(invoice.pk)
            self.owners[invoice.member_id].receive_invoice(invoice)
        for application in Application.objects.filter(state="APPROVED").exclude(pk__in=self._opened).order_by("pk"):
            self._opened.add(application.pk)
            assert application.shop is not None  # it was sent
            self.owners[application.shop.member_id].open_shop(application.shop)
        for application in Application.objects.filter(state="REJECTED").order_by("pk"):
            if self.world.happens(0.15):
                owner = self.owners[application.member_id or 0]
                self.world.later("mend", lambda then, o=owner, a=application: o.mend(a, then))  # type: ignore[misc]
        for membership in Membership.objects.staying().filter(member__in=self.owners).order_by("pk"):
            if self.world.happens(0.004):
                self.owners[membership.member_id].choose_term(at)

    def quarrel(self, at: datetime) -> None:
        for dispute in Dispute.objects.open().select_related("shop").order_by("pk"):
            owner = self.owners[dispute.shop.member_id]
            if self.world.happens(0.3) and dispute.turn == Party.SHOP:
                self.world.later("answer", lambda then, o=owner, d=dispute: o.answer(d, then))  # type: ignore[misc]
            elif self.world.happens(0.3) and dispute.turn == Party.CONSUMER:
                customers = owner.customers
                self.world.later("react", lambda then, c=customers, d=dispute: c.react(d, then))  # type: ignore[misc]
            elif dispute.turn == Party.MEDIATOR and self.world.happens(0.6):
                self._mediate(dispute, at)
        for settlement in Settlement.objects.to_check().filter(state="ASKED").order_by("pk"):
            if self.world.happens(0.1):
                settlement.deny(actor="visitor", at=at)

    def _mediate(self, dispute: Dispute, at: datetime) -> None:
        mediator = f"user:{self.staff['mediator'].pk}"
        what = self.world.chance.choice(("ask shop", "ask consumer", "fail"))
        if what == "fail":
            dispute.fail("Geen overeenstemming.", actor=mediator, at=at)
        else:
            party = Party.SHOP if what == "ask shop" else Party.CONSUMER
            dispute.ask(party, "Wat zou het oplossen?", actor=mediator, at=at)

    def moderate(self, at: datetime) -> None:
        low = Review.objects.public().filter(published_at__gt=at.replace(hour=0), stars__lte=2).order_by("pk")
        for review in low.select_related("shop"):
            if self.world.happens(0.2):
                self._report(review, at)
        waiting = Notice.objects.filter(state__in=["FILED", "ADMISSIBLE"]).exclude(decisions__state="WAITING")
        for notice in waiting.exclude(decisions__state="PROPOSED").order_by("pk"):
            if self.world.happens(0.5):
                self._decide(notice, self.staff["moderator"], at)
        for decision in Decision.objects.filter(state="PROPOSED").order_by("pk"):
            decision.second(by=self.staff["manager"], at=at)
        for notice in Notice.objects.filter(state="DECIDED_REMOVE").order_by("pk"):
            if self.world.happens(0.05):
                self._appeal(notice, at)
        for notice in Notice.objects.filter(state="APPEALED").order_by("pk"):
            self._decide(notice, self.staff["second"], at)

    def _report(self, review: Review, at: datetime) -> None:
        owner = self.owners[review.shop.member_id]
        grounds = self.world.chance.choice([Grounds.INSULT, Grounds.FALSE_FACTS, Grounds.NO_PURCHASE])
        report = Report(grounds, "Dit klopt niet en het is ook niet netjes gezegd.", good_faith=True)
        try:
            intake.file(review, report, Sender(Source.SHOP, person=owner.user), actor=owner.actor, at=at)
        except (NotAdmissible, IllegalMove):
            self.world.refused["report"] += 1

    def _decide(self, notice: Notice, by: User, at: datetime) -> None:
        remove = self.world.happens(0.4)
        text = "remove-insult" if remove else "keep-opinion"
        outcome = Outcome.REMOVE if remove else Outcome.KEEP
        try:
            Decision.make(notice, outcome, standard_texts.reasons(text, notice.grounds, ["nl"]), by=by, at=at)
        except IllegalMove:
            self.world.refused["decide"] += 1

    def _appeal(self, notice: Notice, at: datetime) -> None:
        try:
            Appeal.file(notice, Side.WRITER, "Ik was boos, maar schold niet.", actor="writer", at=at)
        except IllegalMove:
            self.world.refused["appeal"] += 1

    def collect(self, at: datetime) -> None:
        """The manager suspends and ends what the ladder asks for; finance hands over, and two people write off."""
        finance, manager = (f"user:{self.staff[role].pk}" for role in ("finance", "manager"))
        for arrears in Arrears.objects.open().select_related("invoice").order_by("pk"):
            if not self.world.happens(0.2):
                continue
            try:
                self._step(arrears, finance, manager, at)
            except IllegalMove:
                self.world.refused["collect"] += 1

    def _step(self, arrears: Arrears, finance: str, manager: str, at: datetime) -> None:
        if arrears.state == Arrears.State.SUSPENSION:
            arrears.suspend_membership(actor=manager, at=at)
        elif arrears.state == Arrears.State.TERMINATION and self.world.happens(0.5):
            standing = Membership.objects.standing().filter(member=arrears.invoice.member_id).first()
            if standing:
                standing.end(actor=manager, at=at, reason="12.10")
            else:
                arrears.hand_over("Incasso Oost B.V.", actor=finance, at=at)
        elif arrears.state == Arrears.State.COLLECTION and not arrears.write_off_asked_by:
            arrears.ask_write_off("Er is niets te halen.", actor=finance, at=at)
        elif arrears.write_off_asked_by:
            arrears.write_off(actor=manager, at=at)

    def pass_by(self, at: datetime) -> None:
        """A visitor writes about a shop without having been invited."""
        open_shops = list(Shop.objects.filter(grants__state="GRANTED", ended_at=None).order_by("pk"))
        if open_shops:
            shop = self.world.chance.choice(open_shops)
            self.owners[shop.member_id].customers.write_uninvited(shop, at)


def _without_clause(look: Look) -> Look:
    """The same shop, whose privacy statement does not name what is shared with us (PR-15; terms 18.2)."""
    return replace(look, verdicts=[_lacking(each) if each.code == CLAUSE else each for each in look.verdicts])


def _lacking(verdict: Verdict) -> Verdict:
    return replace(verdict, verdict=Seen.NOT_MET, evidence=())
