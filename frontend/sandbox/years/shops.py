"""Shop owners: they apply, mend, sell, pay or do not, answer or do not, grow, leave and go bankrupt."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from billing.models import Invoice, Payment, Subscription
from disputes.models import Dispute, Party, Proposal
from frontend.sandbox.town.people import person
from frontend.sandbox.town.places import address, vat_number
from frontend.sandbox.town.places import person as somebody
from frontend.sandbox.years.customers import Customers
from frontend.sandbox.years.world import World
from keurmerk.calendar import amsterdam_date
from keurmerk.lifecycle import IllegalMove
from members import documents
from members.models import Acceptance, Application, HostProof, Member, Membership, Shop, User

# Of a hundred shops so many of each character.
CHARACTERS = {"diligent": 40, "sloppy": 20, "late": 15, "leaving": 10, "growing": 7, "bankrupt": 4, "fraudulent": 4}


@dataclass
class Owner:
    """One company and its shops. `good` says whether its pages meet the required points now."""

    world: World
    number: int
    character: str
    customers: Customers
    user: User = field(init=False)
    member: Member = field(init=False)
    good: bool = field(init=False)
    has_clause: bool = field(init=False)
    bankrupt_from: datetime | None = None

    def arrive(self, at: datetime) -> None:
        chance = self.world.chance
        host = f"winkel{self.number}.example"
        self.good = self.character not in {"sloppy", "fraudulent"}
        self.has_clause = self.world.happens(0.7)
        self.user = person(f"eigenaar@{host}", somebody(chance), at=at)
        self.member = Member.objects.create(
            legal_name=f"Winkel {self.number} B.V.", kvk_number=f"{70000000 + self.number}",
            vat_number=vat_number(chance), city="Zwolle", phone="038 000 12 34", email=f"info@{host}",
            **address(chance),
        )  # fmt: skip
        self.apply(host, at)
        self._plan_life()

    def _plan_life(self) -> None:
        world = self.world
        if self.character == "leaving":
            world.later("give notice", self.leave, days=(150, 700))
        elif self.character == "growing":
            second = f"winkel{self.number}-twee.example"
            world.later("second shop", lambda at: self.apply(second, at), days=(130, 300))
        elif self.character == "bankrupt":
            world.later("bankrupt", self._stop_paying, days=(120, 400))

    def apply(self, host: str, at: datetime) -> None:
        draft = Application.objects.create(
            applicant=self.user, member=self.member, shop_name=host, shop_url=f"https://{host}/", shop_host=host,
            owns_shop=True, answers_are_true=True, material_is_ours=True, knows_requirements=True, started_at=at,
        )  # fmt: skip
        Acceptance.give(draft, documents.CURRENT, at=at)
        proof = HostProof.of(draft, at=at)
        proof.prove(HostProof.Method.FILE, seen_at=f"https://{host}/", seen="code", actor="clock", at=at)
        draft.submit(actor=self.actor, at=at)

    @property
    def actor(self) -> str:
        return f"user:{self.user.pk}"

    def mend(self, application: Application, at: datetime) -> None:
        """The sloppy mend it in the end, the fraudulent only seem to."""
        self.good = self.character != "fraudulent" and self.world.happens(0.8)
        application.refresh_from_db()
        application.ask_reinspection(actor=self.actor, at=at, what_changed="De bedenktijd aangepast.")

    def open_shop(self, shop: Shop) -> None:
        """Approved: orders come in, and who had no sharing clause adds it some day."""
        if not self.has_clause:
            self.world.later("add the clause", lambda then: self._add_clause(shop, then), days=(20, 120))
        self.customers.frequent(shop)

    @staticmethod
    def _add_clause(shop: Shop, at: datetime) -> None:
        Shop.objects.get(pk=shop.pk).note_sharing_clause(actor="clock", at=at)

    def _stop_paying(self, at: datetime) -> None:
        self.bankrupt_from = at

    def leave(self, at: datetime) -> None:
        membership = Membership.objects.staying().filter(member=self.member).first()
        if membership is None:
            return
        membership.give_notice(actor=self.actor, at=at, channel="DASHBOARD")
        if self.world.happens(0.2):
            self.world.later("withdraw notice", lambda then: self._stay(membership, then), days=(1, 20))

    def _stay(self, membership: Membership, at: datetime) -> None:
        Membership.objects.get(pk=membership.pk).withdraw_notice(actor=self.actor, at=at)

    def receive_invoice(self, invoice: Invoice) -> None:
        """When this owner pays it, if ever; now and then twice, or in two parts."""
        if self.bankrupt_from:
            return
        late = self.character == "late" or self.world.happens(0.05)
        days = (18, 75) if late else (2, 12)
        self.world.later("pay", lambda at: self._pay(invoice, at), days=days)
        if self.character == "late" and self.world.happens(0.2):
            self.world.later("choose quarters", self._pay_per_quarter, days=(5, 30))

    def _pay(self, invoice: Invoice, at: datetime) -> None:
        if self.bankrupt_from and self.bankrupt_from < at:
            return
        invoice.refresh_from_db()
        owed = invoice.outstanding
        if not invoice.is_payable or owed <= 0:
            return
        part = (owed / 3).quantize(owed) if self.world.happens(0.1) else owed
        reference = f"{invoice.number}-{at:%Y%m%d%H%M%S}"
        Payment.book_transfer(invoice, part, reference=reference, actor="bank", at=at)
        if part < owed:
            self.world.later("pay the rest", lambda then: self._pay(invoice, then), days=(1, 10))

    def _pay_per_quarter(self, at: datetime) -> None:
        subscription = Subscription.objects.filter(membership__member=self.member, ended_at=None).first()
        if subscription:
            subscription.choose_period("QUARTER", actor=self.actor, at=at)

    def answer(self, dispute: Dispute, at: datetime) -> None:
        """Refuses, offers, or only writes back; the fraudulent never do."""
        dispute.refresh_from_db()
        if dispute.turn != Party.SHOP or self.character == "fraudulent":
            return
        what = self.world.chance.choice(("write", "refuse", "offer", "offer", "silent"))
        if what == "offer":
            day = amsterdam_date(at) + timedelta(days=self.world.chance.randint(3, 20))
            Proposal.make(dispute, Party.SHOP, Proposal.Kind.REFUND, amount=dispute.amount, do_by=day,
                          words="Geld terug.", actor=self.actor, at=at)  # fmt: skip
        elif what != "silent":
            dispute.answer("Wij kijken ernaar.", refuses=what == "refuse", actor=self.actor, at=at)

    def choose_term(self, at: datetime) -> None:
        membership = Membership.objects.staying().filter(member=self.member).first()
        if membership is None:
            return
        try:
            membership.choose_term(self.world.chance.choice((3, 12)), actor=self.actor, at=at)
        except IllegalMove:
            self.world.refused["choose term"] += 1
