"""Bank statements come in: read, held against the invoices, and taken in whole or not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from typing import BinaryIO, Final

from django.conf import settings
from django.db import transaction

from billing import bookings
from billing.matching import NEVER_NAMED, Judgement, Owed, Reason, judge
from billing.models import BankEntry, BankStatement, Invoice
from billing.statements import Entry, Refused, Statement, plain_account
from billing.statements.reading import read
from keurmerk.outbox import record

_AT_ONCE: Final = 1000
_ASIDE: Final = {Reason.DEBIT, Reason.CURRENCY}  # nothing for an invoice is to be found in these


@dataclass(slots=True)
class Outcome:
    """What a file holds and what becomes of it; with `refused` it becomes nothing."""

    statements: int = 0
    judged: list[Judgement] = field(default_factory=list)
    refused: str | None = None

    def count(self, reason: str) -> int:
        return sum(each.reason == reason for each in self.judged)

    @property
    def booked(self) -> int:
        """How many pay an invoice by themselves."""
        return self.count("")

    @property
    def waiting(self) -> int:
        settled = {"", Reason.KNOWN, Reason.OTHER_ACCOUNT, Reason.NOT_FINAL, *_ASIDE}
        return sum(each.reason not in settled for each in self.judged)


def look(file: BinaryIO) -> Outcome:
    """What an import would do now. Changes nothing."""
    try:
        statements = _read(file)
    except Refused as refusal:
        return Outcome(refused=str(refusal))
    keyed = _keyed(statements)
    return Outcome(len(statements), _judged(statements, keyed))


def take_in(file: BinaryIO, *, actor: str, at: datetime) -> Outcome:
    """Stores what is new on our account; what names an invoice and its amount exactly pays it (terms 12.6, 12.7).

    In one transaction, one import at a time: the same file again changes nothing.
    """
    try:
        statements = _read(file)
    except Refused as refusal:
        return Outcome(refused=str(refusal))
    keyed = _keyed(statements)
    with transaction.atomic():
        BankStatement.take_turns()
        outcome = Outcome(len(statements), _judged(statements, keyed))
        judged = {id(each.entry): each for each in outcome.judged}
        for statement in statements:
            if _is_ours(statement):
                _store(statement, [judged[id(entry)] for entry in statement.entries], keyed, actor=actor, at=at)
    return outcome


def _read(file: BinaryIO) -> list[Statement]:
    """Raises Refused, also for a statement of ours that does not add up."""
    statements = read(file)
    for statement in statements:
        if _is_ours(statement):
            statement.check_balance()
    return statements


def _is_ours(statement: Statement) -> bool:
    return statement.account == plain_account(settings.BRAND["iban"])


def _judged(statements: Sequence[Statement], keyed: dict[int, str]) -> list[Judgement]:
    """In the order of the file. What came before is not counted a second time."""
    ours = [entry for statement in statements if _is_ours(statement) for entry in statement.entries]
    known = _known(keyed[id(entry)] for entry in ours)
    new = {keyed[id(entry)]: entry for entry in reversed(ours) if keyed[id(entry)] not in known}
    fresh = {id(each.entry): each for each in judge([*reversed(new.values())])}
    return [
        fresh.get(id(entry)) or _not_new(entry, keyed.get(id(entry), ""), known)
        for statement in statements
        for entry in statement.entries
    ]


def _not_new(entry: Entry, key: str, known: dict[str, Owed | None]) -> Judgement:
    """Of another account; or imported before, be it from an earlier statement in the same file."""
    return Judgement(entry, Reason.KNOWN, known.get(key)) if key else Judgement(entry, Reason.OTHER_ACCOUNT)


def _known(keys: Iterable[str]) -> dict[str, Owed | None]:
    """What was imported before, with the invoice it was booked on."""
    found: dict[str, Owed | None] = {}
    rest = iter(keys)
    while chunk := list(islice(rest, _AT_ONCE)):
        for entry in BankEntry.objects.filter(key__in=chunk).select_related("payment__invoice"):
            found[entry.key] = _booked_on(entry.payment.invoice) if entry.payment else None
    return found


def _booked_on(invoice: Invoice) -> Owed:
    return Owed(invoice.pk, str(invoice.number), invoice.state, invoice.total, invoice.buyer_name)


def _keyed(statements: Sequence[Statement]) -> dict[int, str]:
    """By `id` of each entry of ours, what makes it itself.

    The bank's own reference where it gives one, so that it is known again in another file; otherwise all it says, in
    its statement. What looks the same twice in one statement is twice: the count tells them apart.
    """
    keys: dict[int, str] = {}
    for statement in filter(_is_ours, statements):
        seen: Counter[str] = Counter()
        within = _statement_key(statement)
        for entry in statement.entries:
            plain = _fingerprint(statement, entry, within)
            seen[plain] += 1
            keys[id(entry)] = _digest(plain, str(seen[plain]))
    return keys


def _fingerprint(statement: Statement, entry: Entry, within: str) -> str:
    facts = [statement.account, entry.booked_on.isoformat(), entry.said_amount, entry.currency]
    if entry.bank_reference.strip("0"):
        facts += [entry.bank_reference, entry.end_to_end, entry.iban]
    else:
        facts += [within, entry.iban, entry.name, entry.reference, entry.text]
    return "\n".join(facts)


def _statement_key(statement: Statement) -> str:
    balances = [str(each and each.amount) for each in (statement.opening, statement.closing)]
    return _digest(statement.account, statement.identifier, *balances)


def _digest(*facts: str) -> str:
    return sha256("\n".join(facts).encode()).hexdigest()


def _store(
    statement: Statement, judged: Sequence[Judgement], keyed: dict[int, str], *, actor: str, at: datetime
) -> None:
    new = [each for each in judged if each.reason not in {Reason.KNOWN, Reason.NOT_FINAL}]
    kept, created = BankStatement.objects.get_or_create(
        key=_statement_key(statement),
        defaults={
            "account": statement.account,
            "identifier": statement.identifier[:140],
            "opening": statement.opening.amount if statement.opening else None,
            "closing": statement.closing.amount if statement.closing else None,
            "imported_at": at,
            "imported_by": actor,
        },
    )
    if created:
        record("statement.imported", subject=kept, actor=actor, at=at, payload={"entries": len(new)})
    arrived = Decimal(0)
    rows = (_row(each, kept, keyed[id(each.entry)], at) for each in new)
    while chunk := list(islice(rows, _AT_ONCE)):
        BankEntry.objects.bulk_create(chunk)
        arrived += sum(round(row.amount, 2) for row in chunk if row.state == BankEntry.State.WAITING and row.can_pay)
    bookings.came_in(kept, arrived, at=at)
    _pay(new, keyed, actor=actor, at=at)


def _row(each: Judgement, statement: BankStatement, key: str, at: datetime) -> BankEntry:
    entry, aside = each.entry, each.reason in _ASIDE
    return BankEntry(
        statement=statement,
        key=key,
        line=entry.line,
        state=BankEntry.State.SET_ASIDE if aside else BankEntry.State.WAITING,
        reason=each.reason,
        booked_on=entry.booked_on,
        valued_on=entry.valued_on,
        amount=entry.amount,
        currency=entry.currency,
        iban=entry.iban,
        name=entry.name,
        text=entry.text,
        reference=entry.reference,
        suggested_id=each.invoice.pk if each.invoice else None,
        settled_at=at if aside else None,
    )


def _pay(new: Sequence[Judgement], keyed: dict[int, str], *, actor: str, at: datetime) -> None:
    """What a payment from elsewhere came before since it was judged, waits with the reason of now."""
    for chunk in _chunks(each for each in new if not each.reason):
        invoices = Invoice.objects.in_bulk([each.invoice.pk for each in chunk if each.invoice])
        rows = {row.key: row for row in BankEntry.objects.filter(key__in=[keyed[id(each.entry)] for each in chunk])}
        for each in chunk:
            if each.invoice:
                rows[keyed[id(each.entry)]].pay(invoices[each.invoice.pk], actor=actor, at=at)


def _chunks(judged: Iterator[Judgement]) -> Iterator[list[Judgement]]:
    while chunk := list(islice(judged, _AT_ONCE)):
        yield chunk


def facts(outcome: Outcome) -> dict[str, object]:
    """The shape of `import_statement --json` (operating). Amounts are text, debits below zero."""
    return {
        "statements": outcome.statements,
        "entries": [
            {
                "date": each.entry.booked_on.isoformat(),
                "amount": each.entry.said_amount,
                "currency": each.entry.currency,
                "iban": each.entry.iban,
                "name": each.entry.name,
                "reference": each.entry.reference,
                "text": each.entry.text,
                "invoice": None if each.reason in NEVER_NAMED else each.named,
            }
            for each in outcome.judged
        ],
        "refused": outcome.refused,
    }
