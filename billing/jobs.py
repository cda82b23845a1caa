"""What happens in billing because time passed, and what billing has against a promotion."""

from datetime import datetime

from billing import payments, terms
from billing.bookkeeping import pushing
from billing.models import Arrears, Invoice, Payment, Subscription
from keurmerk.schedule import Periodic, Sweep
from members.models import Membership

INVOICE = Sweep(
    name="billing.invoice_next_period",
    open=Subscription.objects.running,
    column="next_invoice_at",
    act=lambda subscription, now: subscription.invoice_next(actor="clock", at=now),
    why="terms 12.1: each period is invoiced in advance",
)
OVERDUE = Sweep(
    name="billing.fall_overdue",
    open=Invoice.objects.within_term,
    column="default_at",
    act=lambda invoice, now: invoice.fall_overdue(actor="clock", at=now),
    why="terms 12.8: in default after fourteen days",
)
REMIND = Sweep(
    name="billing.remind",
    open=Invoice.objects.not_reminded,
    column="reminder_due_at",
    act=lambda invoice, now: invoice.remind(actor="clock", at=now),
    why="readings A17 and A19: a reminder first, on a working day",
)
CLIMB = Sweep(
    name="billing.climb_the_ladder",
    open=Arrears.objects.climbing,
    column="next_step_at",
    act=lambda arrears, now: arrears.climb(actor="clock", at=now),
    why="terms 12.10, reading A17: a formal notice, then the manager is asked",
)
RELEASE = Sweep(
    name="billing.release_revenue",
    open=Invoice.objects.not_earned,
    column="release_due_at",
    act=lambda invoice, now: invoice.release(at=now),
    why="rulebook 2.4: an invoice is paid in advance and earned by the month",
    minutes=15,
    stops=False,
)


def ask_after_payments(*, now: datetime) -> int:
    """Payments of which no word came: perhaps their webhook was lost. Stops when the provider does not answer."""
    try:
        name = payments.provider().name
    except payments.Refused:
        return 0
    span = (now - terms.PAYMENT_GIVEN_UP, now - terms.WORD_OF_PAYMENT)
    asked = 0
    for payment in Payment.objects.open().filter(provider=name, opened_at__range=span).order_by("opened_at"):
        try:
            payment.catch_up(at=now)
        except payments.Refused:
            continue  # the provider does not know it
        except payments.Unavailable:
            break
        asked += 1
    return asked


ASK_AFTER_PAYMENTS = Periodic(
    name="billing.ask_after_payments",
    run=ask_after_payments,
    why="integrations.md: a webhook is only a hint, and may never come",
)


PUSH_TO_BOOKS = Periodic(
    name="billing.push_to_bookkeeping",
    run=pushing.push,
    why="integrations.md, Moneybird: a queue of its own, within 150 requests per five minutes",
    minutes=1,
)


def default_stands_against(membership: Membership, now: datetime) -> str:
    """An overdue invoice keeps an aspirant from promotion (terms 5.2, 12.8)."""
    return "overdue_invoice" if is_late_with_paying(membership, now) else ""


def is_late_with_paying(membership: Membership, now: datetime) -> bool:
    """An invoice of this member is past its term; it keeps a new membership from its establishment (terms 5.6)."""
    return Invoice.objects.unpaid().filter(member=membership.member_id, default_at__lte=now).exists()
