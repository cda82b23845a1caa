"""Orders that the first shop brought in other ways than by its plugin: a list, and copies of its mails."""

from datetime import datetime, timedelta

from keurmerk.mail.arriving.mail import read
from members.models import Shop
from reviews.imports.lines import CLIENT
from reviews.imports.mails.take import take_mail_in
from reviews.models import OrderImport, OrderImportFault

_MAILS = (
    ("Pakbon 2026-118", "Beste Joris,\n\nOns kenmerk: TP-118\nWe hebben je thee ingepakt.\n\nGroet, Theeplank"),
    ("Je bestelling is onderweg", "Volg je pakket met track & trace."),
    ("Bedankt voor je bestelling", "Beste Joris,\n\nLeuk dat je bij ons bestelt.\n\nGroet, Theeplank"),
)


def write_history(shop: Shop, *, now: datetime) -> None:
    """What is planned already came from a list of yesterday; of three copied mails two wait for the owner."""
    yesterday = now - timedelta(days=1)
    waiting = [each.pk for each in shop.invitations.unsent()[:20]]
    made = OrderImport.objects.create(
        shop=shop,
        state=OrderImport.State.DONE,
        file_name="bestellingen-markt.csv",
        charset="cp1252",
        delimiter=";",
        header_line=1,
        columns=["NUMBER", "EMAIL", "NAME"],
        lines=len(waiting) + 4,
        line=len(waiting) + 4,
        outcome={"SCHEDULED": len(waiting), "ALREADY": 2, "FAULTY": 1},
        uploaded_at=yesterday,
        checked_at=yesterday,
        started_at=yesterday,
        ended_at=yesterday,
        expires_at=yesterday,
    )
    OrderImportFault.objects.create(order_import=made, line=9, column=2, code="EMAIL_WRONG")
    shop.invitations.filter(pk__in=waiting).update(order_import=made, client=CLIENT)
    for number, (subject, text) in enumerate(_MAILS):
        head = f"From: post@{shop.host}\nTo: Joris Bakker <joris@example.com>\nSubject: {subject}\nMessage-ID: <{number}@town>\n"
        mail = read(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode())
        take_mail_in(shop, mail, actor="mail", at=now - timedelta(hours=5 - number))
