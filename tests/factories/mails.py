"""Mails for tests, as they come over the wire."""

from datetime import datetime
from email.message import EmailMessage
from itertools import count

from keurmerk.mail.arriving.door import of_mail, take_in
from keurmerk.mail.arriving.mail import read

NUMBER = count(1)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63606060f80f0001040100"
    "5fe5c34b0000000049454e44ae426082"
)


def mail(
    *,
    to: str,
    sender: str = "jan@example.com",
    text: str | None = "Dat is goed.",
    html: str = "",
    subject: str = "Re: bericht",
    message_id: str = "",
    files: dict[str, bytes] | None = None,
    **headers: str,
) -> bytes:
    """Heads are given with underscores: `Auto_Submitted="auto-replied"`."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = message_id or f"<{next(NUMBER)}@mail.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    if text is not None:
        made.set_content(text)
    if html:
        made.add_alternative(html, subtype="html") if text is not None else made.set_content(html, subtype="html")
    for name, content in (files or {}).items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(made)


def arrives(raw: bytes, *, at: datetime) -> bool:
    """At our door, as from the mail server. Whether anybody wanted it."""
    return take_in(of_mail(read(raw, most=35_000_000, with_files=True)), at=at)
