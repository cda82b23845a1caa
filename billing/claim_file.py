"""What a collector needs to collect one invoice: the claim to the cent, its papers and every letter (terms 12.9)."""

import csv
import io
from datetime import datetime
from decimal import Decimal

from django.core.files.storage import default_storage

from billing import document
from billing.account import statement_of
from billing.models import Arrears, Charge
from keurmerk.bundle import as_json, bundle
from keurmerk.calendar import amsterdam_date
from keurmerk.models import SentLetter


def claim_file(arrears: Arrears, *, at: datetime) -> bytes:
    """A zip with the claim, the invoice, its credit notes, the account, the letters and the evidence of costs."""
    parts = {"claim.json": as_json(_claim(arrears, at)), "account.csv": _account(arrears)}
    parts |= _papers(arrears) | _letters(arrears) | _evidence(arrears)
    return bundle(parts, at=at)


def _claim(arrears: Arrears, at: datetime) -> dict[str, object]:
    """All amounts in euros as text. `interest_not_claimed_yet` grew since the last claim, until today."""
    invoice, day = arrears.invoice, amsterdam_date(at)
    owed = arrears.owing(day)
    standing = invoice.charges.all().standing()
    claimed = sum((each.amount for each in standing.interest()), Decimal(0))
    return {
        "creditor": invoice.seller,
        "debtor": {
            "name": invoice.buyer_name,
            "street": invoice.buyer_street,
            "postcode": invoice.buyer_postcode,
            "city": invoice.buyer_city,
            "country": invoice.buyer_country,
            "kvk_number": invoice.buyer_kvk_number,
        },
        "invoice": {
            "number": invoice.number,
            "issued_on": invoice.issued_on,
            "due_on": invoice.due_on,
            "in_default_since": arrears.since,
            "total": invoice.total,
            "reference": invoice.reference,
        },
        "formal_notice": {"given_at": arrears.noticed_at, "last_day": arrears.pay_by},
        "on": day,
        "owed": {"costs": owed.costs, "interest": owed.interest, "principal": owed.principal, "total": owed.total},
        "interest_not_claimed_yet": max(owed.accrued - claimed, Decimal(0)),
        "claims": [_line(each) for each in standing],
        "received": [
            {"on": amsterdam_date(moment), "amount": amount}
            for moment, amount in invoice.payments.filter(state="PAID").values_list("settled_at", "received")
            if moment
        ],
        "rules": "BW 6:44, 6:96, 6:119a; terms 12.8, 12.9, 12.11, 12.12",
    }


def _line(charge: Charge) -> dict[str, object]:
    return {
        "kind": charge.kind,
        "claimed_on": charge.claimed_on,
        "amount": charge.amount,
        "interest_from": charge.interest_from,
        "description": charge.description,
    }


def _account(arrears: Arrears) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(["day", "what", "invoice", "amount", "balance"])
    for line in statement_of(arrears.invoice.member):
        rows.writerow([line.day.isoformat(), line.what, line.invoice, line.amount, line.balance])
    return text.getvalue().encode("utf-8-sig")


def _papers(arrears: Arrears) -> dict[str, bytes]:
    found = {f"{arrears.invoice.number}.pdf": _stored(document.keep(arrears.invoice))}
    notes = arrears.invoice.credit_notes.all()
    return found | {f"{note.number}.pdf": _stored(document.keep_credit_note(note)) for note in notes}


def _letters(arrears: Arrears) -> dict[str, bytes]:
    """Each with when it was sent and to whom; the words of an old one may be gone (retention)."""
    subjects = [arrears.invoice, arrears, *arrears.plans.all()]
    about = [f"{each._meta.label_lower}:{each.pk}" for each in subjects]
    letters = SentLetter.objects.filter(about__in=about).with_words().order_by("queued_at", "pk")
    return {
        f"letters/{number:02d}-{each.letter.split('/')[-1]}.txt": _paper(each) for number, each in enumerate(letters, 1)
    }


def _paper(letter: SentLetter) -> bytes:
    sent = letter.sent_at.isoformat() if letter.sent_at else letter.state
    return f"To: {letter.to}\nSent: {sent}\nSubject: {letter.subject}\n\n{letter.text}\n".encode()


def _evidence(arrears: Arrears) -> dict[str, bytes]:
    made = arrears.invoice.charges.all().standing().exclude(evidence="")
    return {f"costs/{each.pk}-{each.evidence.split('/')[-1]}": _stored(each.evidence) for each in made}


def _stored(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())
