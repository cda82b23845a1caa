"""The letters about money: each function gathers the facts of one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from billing.links import objection_link, pay_link
from billing.models import Arrears, CreditNote, Invoice, Objection, PaymentPlan
from billing.reference import grouped
from keurmerk.calendar import amsterdam_date
from keurmerk.mail import send

EXAMPLES: dict[str, dict[str, Any]] = {
    name: {
        "name": "Fietsgoed B.V.",
        "number": "F2026-00017",
        "total": Decimal("145.20"),
        "period_from": date(2026, 3, 2),
        "period_to": date(2027, 3, 1),
        "due_on": date(2026, 3, 16),
        "open": Decimal("145.20"),
        "paid_on": date(2026, 3, 5),
        "iban": "NL02 ABNA 0123 4567 89",
        "account_name": "Stichting Keurtegel",
        "reference": "RF12 F202 6000 17",
        "pay_url": "https://example.com/invoices/pay/abc/",
    }
    for name in ("billing/invoice", "billing/reminder", "billing/payment_received", "billing/payment_returned")
}

EXAMPLES["billing/credit_note"] = {
    "name": "Fietsgoed B.V.",
    "number": "C2026-00003",
    "invoice_number": "F2026-00017",
    "total": Decimal("145.20"),
    "reason": "De factuur was dubbel gestuurd",
    "set_off": Decimal("100.00"),
    "back": Decimal("45.20"),
}

_DEFAULT = {
    **EXAMPLES["billing/reminder"],
    "principal": Decimal("145.20"),
    "interest": Decimal("0.40"),
    "costs": Decimal("40.00"),
    "owed": Decimal("185.60"),
    "pay_by": date(2026, 4, 5),
    "collector": "Incassobureau Voorbeeld",
    "instalments": [{"due_on": date(2026, 5, 1), "amount": Decimal("92.80")}] * 2,
}
EXAMPLES |= {f"billing/{name}": _DEFAULT for name in ("formal_notice", "plan_agreed", "plan_broken", "handed_over")}

EXAMPLES |= {
    f"billing/{name}": {
        "name": "Fietsgoed B.V.",
        "number": "F2026-00017",
        "open": Decimal("121.00"),
        "due_on": date(2026, 3, 16),
        "answer": "Je hebt gelijk: de toeslag hoort er niet op.",
        "credited": Decimal("24.20"),
        "note_number": "C2026-00003",
        "page": "https://example.com/invoices/pay/abc/objection/",
    }
    for name in ("objection_received", "objection_answered")
}


def invoice(invoice: Invoice, *, at: datetime) -> None:
    """The invoice itself, as PDF, with a link to pay (terms 12.4, 12.7)."""
    _send("billing/invoice", invoice, at=at)


def reminder(invoice: Invoice, *, at: datetime) -> None:
    """Fourteen days are over (terms 12.8)."""
    _send("billing/reminder", invoice, at=at)


def payment_received(invoice: Invoice, *, at: datetime) -> None:
    _send("billing/payment_received", invoice, at=at, with_document=False)


def payment_returned(invoice: Invoice, event: int, *, at: datetime) -> None:
    """The bank took a payment back, so it is open again (terms 12.6); once per return."""
    facts = {**_facts(invoice), "open": invoice.outstanding}
    to, language = invoice.member.email, invoice.language
    send("billing/payment_returned", to=to, language=language, about=f"event:{event}", at=at, facts=facts)


def credit_note(note: CreditNote, *, at: datetime) -> None:
    """What of an invoice is taken back, why, and what the member gets back (numbers 5.4)."""
    invoice = note.invoice
    send(
        "billing/credit_note",
        to=invoice.member.email,
        language=invoice.language,
        about=note,
        at=at,
        facts={
            "name": invoice.buyer_name,
            "number": note.number,
            "invoice_number": invoice.number,
            "total": note.total,
            "reason": note.reason,
            "set_off": note.set_off,
            "back": note.total - note.set_off,
        },
        attachments=[(f"{note.number}.pdf", note.pdf)] if note.pdf else [],
    )


def objection_received(objection: Objection, *, at: datetime) -> None:
    """It is noted, and does not suspend payment (terms 12.5)."""
    _of_objection("billing/objection_received", objection, at=at)


def objection_answered(objection: Objection, *, at: datetime) -> None:
    """Our answer with its reason, and what is credited (terms 12.5)."""
    _of_objection("billing/objection_answered", objection, at=at)


def _of_objection(letter: str, objection: Objection, *, at: datetime) -> None:
    invoice, note = objection.invoice, objection.credit_note
    facts = {
        "name": invoice.buyer_name,
        "number": invoice.number,
        "open": invoice.outstanding if invoice.is_payable else Decimal(0),
        "due_on": invoice.due_on,
        "answer": objection.answer,
        "credited": note.total if note else Decimal(0),
        "note_number": note.number if note else "",
        "page": objection_link(invoice),
    }
    send(letter, to=invoice.member.email, language=invoice.language, about=objection, at=at, facts=facts)


def formal_notice(arrears: Arrears, *, at: datetime) -> None:
    """What is owed to the cent, until when it can be paid, and what comes after that (terms 12.8 to 12.11, A17)."""
    _of_arrears("billing/formal_notice", arrears, arrears, at=at)


def plan_agreed(plan: PaymentPlan, *, at: datetime) -> None:
    """The parts and their days."""
    _of_arrears("billing/plan_agreed", plan.arrears, plan, at=at, plan=plan)


def plan_broken(plan: PaymentPlan, *, at: datetime) -> None:
    """An instalment did not come: all of it is to be paid again, at once."""
    _of_arrears("billing/plan_broken", plan.arrears, plan, at=at)


def handed_over(arrears: Arrears, *, at: datetime) -> None:
    """A collector takes it from here (terms 12.9)."""
    _of_arrears("billing/handed_over", arrears, arrears, at=at)


def _of_arrears(
    letter: str, arrears: Arrears, about: Arrears | PaymentPlan, *, at: datetime, plan: PaymentPlan | None = None
) -> None:
    owed, invoice = arrears.owing(amsterdam_date(at)), arrears.invoice
    facts = {
        **_facts(invoice),
        "principal": owed.principal,
        "interest": owed.interest,
        "costs": owed.costs,
        "owed": owed.total,
        "pay_by": arrears.pay_by,
        "collector": arrears.collector,
        "instalments": list(plan.instalments.values("due_on", "amount")) if plan else [],
    }
    send(letter, to=invoice.member.email, language=invoice.language, about=about, at=at, facts=facts)


def _send(letter: str, invoice: Invoice, *, at: datetime, with_document: bool = True) -> None:
    attached = [(f"{invoice.number}.pdf", invoice.pdf)] if with_document and invoice.pdf else []
    send(
        letter,
        to=invoice.member.email,
        language=invoice.language,
        about=invoice,
        at=at,
        facts=_facts(invoice),
        attachments=attached,
    )


def _facts(invoice: Invoice) -> dict[str, Any]:
    return {
        "name": invoice.buyer_name,
        "number": invoice.number,
        "total": invoice.total,
        "period_from": invoice.period_from,
        "period_to": invoice.period_to,
        "due_on": invoice.due_on,
        "paid_on": invoice.paid_at,
        "iban": grouped(invoice.seller["iban"]),
        "account_name": invoice.seller["legal_name"],
        "reference": grouped(invoice.reference),
        "pay_url": pay_link(invoice),
    }
