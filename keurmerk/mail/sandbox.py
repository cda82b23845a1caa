"""The sandbox's mail backend: letters stay where they are, to be read at /sandbox/mail/."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from keurmerk.mail.outcome import Sent


class SandboxBackend(BaseEmailBackend):
    """Takes every letter and sends nothing outside."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            message.outcome = Sent("sandbox")  # type: ignore[attr-defined]
        return len(email_messages)
