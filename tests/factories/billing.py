"""Subscriptions, invoices and payments for tests."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from billing.models import Arrears, CreditNote, Invoice, Payment, Period, Plan, Price, Subscription
from billing.vat import vat_for
from members.models import Member, Membership
from tests.factories import members

NUMBER = count(1)


def plan() -> Plan:
    """The standard plan and its prices, whether or not the migration's rows are there."""
    found, _ = Plan.objects.get_or_create(
        code="membership", defaults={"name_nl": "Lidmaatschap keurmerk", "name_en": "Trust mark membership"}
    )
    price(plan=found, period=Period.YEAR, amount=Decimal(120))
    price(plan=found, period=Period.QUARTER, amount=Decimal(30), surcharge=Decimal(9))
    return found


def price(
    *, plan: Plan, period: str, amount: Decimal, surcharge: Decimal = Decimal(0), valid_from: date = date(2015, 1, 1)
) -> Price:
    found, _ = Price.objects.get_or_create(
        plan=plan, period=period, valid_from=valid_from, defaults={"amount": amount, "surcharge": surcharge}
    )
    return found


def membership(*, at: datetime, of: Member | None = None) -> Membership:
    """An aspirant's membership, established at `at`."""
    made = Membership.contract(of or members.member(), actor="test", at=at)
    made.establish(actor="test", at=at)
    return made


def subscription(*, at: datetime, of: Member | None = None, period: str = Period.YEAR) -> Subscription:
    """Started at `at`, with its first invoice issued."""
    plan()
    return Subscription.start(membership(at=at, of=of), actor="test", at=at, period=period)


def invoice(*, at: datetime, of: Member | None = None, price: Decimal = Decimal(120), **fields: Any) -> Invoice:
    """Issued at `at`, with one line, outside any subscription."""
    made = draft(at=at, of=of, **fields)
    made.add_line("Lidmaatschap keurmerk", price)
    made.issue(actor="test", at=at)
    return made


def draft(*, at: datetime, of: Member | None = None, country: str = "NL", confirmed: bool = False) -> Invoice:
    day = at.date()
    return Invoice.draft(
        of or members.member(country=country),
        period_from=day,
        period_to=day.replace(year=day.year + 1),
        vat=vat_for(country, number_confirmed=confirmed),
    )


def overdue_invoice(*, at: datetime, of: Member | None = None) -> Invoice:
    """Issued at `at`, and in default since."""
    made = invoice(at=at, of=of)
    assert made.default_at is not None
    made.fall_overdue(actor="test", at=made.default_at)
    return made


def paid_invoice(*, at: datetime, of: Member | None = None) -> Invoice:
    made = invoice(at=at, of=of)
    transfer(made, at=at)
    made.refresh_from_db()
    return made


def credit_note(
    *, of: Invoice, at: datetime, net: Decimal | None = None, reason: str = "Dubbel gestuurd"
) -> CreditNote:
    """All that is left of the invoice, unless told otherwise."""
    return CreditNote.issue(of, net=net, reason=reason, actor="user:1", at=at)


def transfer(invoice: Invoice, *, at: datetime, amount: Decimal | None = None, reference: str = "") -> Payment:
    """Money that came in on the bank; the whole amount unless told otherwise."""
    return Payment.book_transfer(
        invoice, amount or invoice.total, reference=reference or f"NTRF-{next(NUMBER)}", actor="user:1", at=at
    )


def arrears(*, at: datetime, of: Member | None = None) -> Arrears:
    """Of an invoice issued at `at`, from its first day in default on."""
    made = overdue_invoice(at=at, of=of)
    assert made.default_at is not None
    return Arrears.begin(made, actor="test", at=made.default_at)


def climbed(arrears: Arrears, state: str) -> Arrears:
    """By as many steps as it takes, each at its moment."""
    while arrears.state != state:
        assert arrears.next_step_at is not None
        arrears.climb(actor="test", at=arrears.next_step_at)
    return arrears
