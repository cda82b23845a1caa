"""Lists of orders as shops upload them, and the work on them done; copied order mails."""

import io
from datetime import datetime
from typing import Any

import openpyxl

from keurmerk.mail.arriving.mail import read
from keurmerk.outbox import drain
from members.models import Shop
from reviews.imports import upload
from reviews.imports.mails.take import take_mail_in
from reviews.models import OrderImport, OrderMail
from tests.factories import reviews
from tests.factories.members import NUMBER

HEADS = "Bestelnummer;E-mailadres;Naam"


def text(rows: int, *, heads: str = HEADS, start: int = 1) -> str:
    """A list of orders of as many different buyers."""
    lines = (f"{n};buyer{n}@example.com;Sanne de Koning" for n in range(start, start + rows))
    return "\r\n".join([*([heads] if heads else []), *lines, ""])


def workbook(rows: list[list[Any]], *, sheets: int = 1) -> bytes:
    """An .xlsx with these rows in the last of its sheets."""
    book = openpyxl.Workbook()
    for _ in range(sheets - 1):
        book.create_sheet()
    for row in rows:
        book.worksheets[-1].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def uploaded(content: str | bytes, *, of: Shop | None = None, at: datetime, **facts: Any) -> OrderImport:
    """Received, and not checked yet."""
    data = content.encode() if isinstance(content, str) else content
    facts = {"name": "bestellingen.csv", "delay_days": 7, **facts}
    return upload.receive(of or reviews.inviting_shop(), io.BytesIO(data), actor="user:1", at=at, **facts)


def checked(content: str | bytes, *, of: Shop | None = None, at: datetime, **facts: Any) -> OrderImport:
    """Received and checked from beginning to end."""
    made = uploaded(content, of=of, at=at, **facts)
    drain()
    made.refresh_from_db()
    return made


def confirmed(content: str | bytes, *, of: Shop | None = None, at: datetime, **facts: Any) -> OrderImport:
    """Checked, and confirmed on the same day."""
    made = checked(content, of=of, at=at, **facts)
    OrderImport.objects.filter(pk=made.pk).update(checked_at=at)
    made.refresh_from_db()
    assert made.confirm(actor="user:1", at=at)
    return made


def taken_in(content: str | bytes, *, of: Shop | None = None, at: datetime, **facts: Any) -> OrderImport:
    made = confirmed(content, of=of, at=at, **facts)
    drain()
    made.refresh_from_db()
    return made


def eml(subject: str, text: str, *, to: str = "Sanne <sanne@example.com>") -> bytes:
    """A mail of a shop to its customer, each with a Message-ID of its own."""
    head = f"From: Shop <post@shop.example>\nTo: {to}\nSubject: {subject}\nMessage-ID: <{next(NUMBER)}@shop.example>\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()


def mail_in(subject: str, text: str, *, of: Shop, at: datetime, **facts: Any) -> OrderMail:
    return take_mail_in(of, read(eml(subject, text, **facts)), actor="mail", at=at)
