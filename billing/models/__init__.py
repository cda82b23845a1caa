"""What it costs, and whether it was paid."""

from billing.models.arrears import Arrears
from billing.models.bank import BankEntry, BankStatement
from billing.models.booked import Booked
from billing.models.charge import Charge
from billing.models.credit_note import CreditNote
from billing.models.discount import Discount, NotValid, TakenDiscount
from billing.models.invoice import Invoice, Line
from billing.models.journal import Book, JournalEntry, Posting, Side
from billing.models.objection import Objection, may_object
from billing.models.payment import Payment, TestBankPayment
from billing.models.payment_plan import Instalment, PaymentPlan, equal_parts
from billing.models.plan import NoPrice, Period, Plan, Price
from billing.models.series import NumberSeries
from billing.models.subscription import Subscription, VatConfirmation

__all__ = [
    "Arrears",
    "BankEntry",
    "BankStatement",
    "Book",
    "Booked",
    "Charge",
    "CreditNote",
    "Discount",
    "Instalment",
    "Invoice",
    "JournalEntry",
    "Line",
    "NoPrice",
    "NotValid",
    "NumberSeries",
    "Objection",
    "Payment",
    "PaymentPlan",
    "Period",
    "Plan",
    "Posting",
    "Price",
    "Side",
    "Subscription",
    "TakenDiscount",
    "TestBankPayment",
    "VatConfirmation",
    "equal_parts",
    "may_object",
]
