"""Invoices of the town that were not paid in time, each where the ladder has brought it."""

from datetime import datetime, timedelta

from billing.models import Arrears, Invoice, PaymentPlan
from frontend.sandbox.town.story import Story
from keurmerk.calendar import amsterdam_date
from members.models import User

LATELY = timedelta(days=9)  # who fell behind since then gets a letter from the running product: one to look at


def fall_behind(invoice: Invoice, story: Story, at: datetime) -> None:
    """The first day in default, unless it was paid or credited by then; the steps follow on their days."""
    invoice.refresh_from_db()
    if invoice.state == Invoice.State.ISSUED:
        invoice.fall_overdue(actor="clock", at=at)
        if story.now - at > LATELY:
            story.at(invoice.reminder_due_at or at, lambda then: _remind(invoice, then))
        _await_step(Arrears.begin(invoice, actor="clock", at=at), story)


def _remind(invoice: Invoice, at: datetime) -> None:
    invoice.refresh_from_db()
    if invoice.is_payable:
        invoice.remind(actor="clock", at=at)


def settle(invoice: Invoice, at: datetime) -> None:
    """What was paid or credited after all."""
    for arrears in Arrears.objects.filter(invoice=invoice).select_related("invoice"):
        arrears.clear(actor="clock", at=at)


def _await_step(arrears: Arrears, story: Story) -> None:
    if arrears.next_step_at:
        story.at(arrears.next_step_at, lambda then: _climb(arrears, story, then))


def _climb(arrears: Arrears, story: Story, at: datetime) -> None:
    arrears.refresh_from_db()
    if arrears.next_step_at is not None and arrears.next_step_at <= at:
        arrears.climb(actor="clock", at=at)
        _await_step(arrears, story)


def write_history(staff: dict[str, User], *, now: datetime) -> None:
    """What people arranged about some of them, the oldest first."""
    finance = f"user:{staff['finance'].pk}"
    behind = list(Arrears.objects.open().order_by("since", "pk").select_related("invoice"))
    if behind:
        _hand_over(behind[0], finance, now - timedelta(days=2))
    if len(behind) > 1:
        behind[1].ask_write_off("Het bedrijf bestaat niet meer.", actor=finance, at=now - timedelta(days=1))
    if len(behind) > 2:
        _pay_in_parts(behind[2], finance, now - timedelta(hours=5))


def _hand_over(arrears: Arrears, finance: str, at: datetime) -> None:
    if arrears.may_move_to(Arrears.State.COLLECTION):
        arrears.hand_over("Incasso Oost B.V.", actor=finance, at=at)


def _pay_in_parts(arrears: Arrears, finance: str, at: datetime) -> None:
    owed, today = arrears.invoice.outstanding, amsterdam_date(at)
    half = (owed / 2).quantize(owed)
    PaymentPlan.agree(
        arrears,
        [(today + timedelta(days=10), half), (today + timedelta(days=40), owed - half)],
        actor=finance,
        at=at,
    )
