"""The life of one shop of the town: from its application to where it stands today."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from billing.models import CreditNote, Invoice, Payment, Period, Subscription
from frontend.sandbox.town import assessments, debts
from frontend.sandbox.town.people import person
from frontend.sandbox.town.places import Place, address, vat_number
from frontend.sandbox.town.places import person as somebody
from frontend.sandbox.town.story import Story
from inspections.models import Inspection
from inspections.sandbox.shops import FAULTY, GOOD
from keurmerk.lifecycle import IllegalMove
from members import documents
from members.models import Acceptance, Application, InformationRequest, Member, Membership, Shop, User
from reviews.models import PluginKey

FIXTURES = {fixture.name: fixture for fixture in (GOOD, FAULTY)}  # the shops that the demo serves itself
APPROVED = {"full", "aspirant", "suspended", "ended"}


@dataclass
class Life:
    """One place on its way through the story."""

    place: Place
    number: int
    story: Story
    staff: dict[str, User]
    chance: Random
    owner: User | None = None
    pays_late: bool = False
    application: Application = field(init=False)

    def begin(self, at: datetime) -> None:
        owner = self.owner or person(f"eigenaar{self.number}@{self.place.host}", somebody(self.chance), at=at)
        self.application = Application.objects.create(
            applicant=owner,
            member=self._member(),
            shop_name=self.place.name,
            shop_url=f"https://{self.place.host}/",
            shop_host=self.place.host,
            shop_description=self.place.sells,
            owns_shop=True,
            answers_are_true=True,
            material_is_ours=True,
            knows_requirements=True,
            started_at=at,
        )
        Acceptance.give(self.application, documents.CURRENT, at=at)
        self.application.submit(actor=f"user:{owner.pk}", at=at)
        self.story.at(at + timedelta(hours=1), self._after_sending)

    def _member(self) -> Member:
        fixture = FIXTURES.get(self.place.name)
        return Member.objects.create(
            legal_name=fixture.legal if fixture else f"{self.place.name.removesuffix('.example')} B.V.",
            kvk_number=fixture.kvk if fixture else f"{90000000 + self.number * 7919}",
            vat_number=fixture.vat if fixture else vat_number(self.chance),
            city=self.place.city,
            phone=f"0{self.chance.randint(10, 79)} {self.chance.randint(100, 999)} {self.chance.randint(1000, 9999)}",
            email=f"info@{self.place.host}",
            **address(self.chance),
        )

    def _after_sending(self, at: datetime) -> None:
        standing = self.place.standing
        if standing == "submitted":
            return
        if standing == "withdrawn":
            self.application.withdraw(actor=f"user:{self.application.applicant_id}", at=at + timedelta(days=1))
            return
        case = assessments.read(self.application, good=standing in APPROVED, at=at)
        if standing == "refused":
            self.application.refuse(actor=f"user:{self.staff['manager'].pk}", at=at, reason="law")
            case.cancel(actor="clock", at=at)
        elif standing == "asked":
            self.story.at(at + timedelta(hours=22), lambda then: self._ask(case, then))
        elif standing != "ready":
            self.story.at(at + timedelta(hours=22), lambda then: self._inspect(case, then))

    def _ask(self, case: Inspection, at: datetime) -> None:
        """In silence nobody reacts, so the target of the inspection is taken away here."""
        question = (
            "Op je site staat een ander adres dan in het Handelsregister. "
            "Stuur een uittreksel van deze maand, dan kunnen we verder."
        )
        InformationRequest.ask(self.application, question, by=self.staff["inspector"], at=at)
        case.due_at = None
        case.save(update_fields=["due_at"])

    def _inspect(self, case: Inspection, at: datetime) -> None:
        case.take(self.staff["inspector"], at=at)
        if self.place.standing in APPROVED:
            assessments.approve(case, second=self.staff["manager"], at=at)
            self._establish(at)
        elif self.place.standing == "rejected":
            case.reject(by=self.staff["inspector"], at=at)
            case.execute(at=at)

    def _establish(self, at: datetime) -> None:
        self.shop.note_sharing_clause(actor="clock", at=at)
        PluginKey.issue(self.shop, actor="clock", at=at)
        membership = self.membership
        assert membership.promotion_due_at is not None  # it was established a moment ago
        period = Period.QUARTER if self.number % 3 == 1 else Period.YEAR
        subscription = Subscription.start(membership, actor="clock", at=at, period=period)
        self._bill(subscription, at)
        self.story.at(membership.promotion_due_at, lambda then: membership.promote(actor="clock", at=then))
        self._await_renewal(membership)
        self.story.at(self.story.now - timedelta(days=20), self._come_to_an_end)

    def _bill(self, subscription: Subscription, at: datetime) -> None:
        """Pays this invoice as this shop does, and waits for the next one."""
        invoice = subscription.invoices.order_by("-pk")[0]
        assert invoice.default_at is not None  # it is issued
        self.story.at(invoice.default_at, lambda then: debts.fall_behind(invoice, self.story, then))
        if self._pays(at):
            days = self.chance.randint(16, 23) if self.pays_late else self.chance.randint(8, 13)
            self.story.at(at + timedelta(days=days, hours=2), lambda then: _pay(invoice, then))
        elif self.place.standing == "ended":
            why = "Het lidmaatschap is beëindigd"
            self.story.at(
                at + timedelta(days=9), lambda then: CreditNote.issue(invoice, reason=why, actor="clock", at=then)
            )
        if subscription.next_invoice_at:
            self.story.at(subscription.next_invoice_at, lambda then: self._next_invoice(subscription, then))

    def _pays(self, at: datetime) -> bool:
        """A shop that was suspended stopped paying; one that ended had its last invoice credited.

        Of the others, but for the first shop, invoices of the last weeks stay open.
        """
        age = self.story.now - at
        if self.place.standing in {"suspended", "ended"}:
            return age > timedelta(days=400)
        return self.number == 1 or not timedelta(days=14) < age < timedelta(days=60)

    def _next_invoice(self, subscription: Subscription, at: datetime) -> None:
        subscription.refresh_from_db()
        if subscription.ended_at is None:
            subscription.invoice_next(actor="clock", at=at)
            self._bill(subscription, at)

    def _await_renewal(self, membership: Membership) -> None:
        """Each next term is announced, and starts, as long as the membership stands (terms 13.3)."""
        due = membership.renewal_notice_due_at or membership.renews_at
        if due:
            self.story.at(due, self._renew)

    def _renew(self, at: datetime) -> None:
        membership = self.membership
        if membership.renewal_notice_due_at:
            membership.announce_renewal(actor="clock", at=at)
        elif membership.renews_at:
            membership.renew(actor="clock", at=at)
        self._await_renewal(membership)

    def _come_to_an_end(self, at: datetime) -> None:
        manager = f"user:{self.staff['manager'].pk}"
        if self.place.standing == "suspended":
            self.membership.suspend(actor=manager, at=at, reason="12.10")
        elif self.place.standing == "ended":
            self.membership.end(actor=manager, at=at, reason="13.5")
            Subscription.objects.get(membership=self.membership).end(actor="clock", at=at)

    @property
    def membership(self) -> Membership:
        return Membership.objects.get(member=self.application.member)

    @property
    def shop(self) -> Shop:
        return Shop.objects.with_standing().get(application=self.application)


def _pay(invoice: Invoice, at: datetime) -> None:
    invoice.refresh_from_db()
    try:
        Payment.book_transfer(invoice, invoice.total, reference=f"BANK-{invoice.pk:06}", actor="bank", at=at)
    except IllegalMove:
        return  # credited meanwhile
    debts.settle(invoice, at)
