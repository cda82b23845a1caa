"""Our letters to a person, as personal data: what they said, and that they may not write to an address."""

from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import address_hashes
from keurmerk.models import SentLetter, Suppression
from keurmerk.personal_data import Sort, always, leave_out

_EMPTY: dict[str, Any] = {
    "subject": "", "own_text": "", "own_html": "", "own_headers": {}, "words": None, "attachments": [],
    "opened_at": None, "clicked_at": None,
}  # fmt: skip


def _to(address: str) -> "QuerySet[SentLetter]":
    return SentLetter.objects.with_words().filter(to__iexact=address).order_by("-queued_at", "-pk")


def _erase(letter: SentLetter, at: datetime) -> None:
    """Its words and its reader go, that something was sent stays; what still waits is not sent."""
    states = SentLetter.State
    if letter.state in {states.SENDING, states.UNKNOWN}:
        raise IllegalMove(f"Letter {letter.pk} is on its way")
    waits = {"state": states.SKIPPED, "reason": "erased"} if letter.state == states.QUEUED else {}
    still = SentLetter.objects.filter(pk=letter.pk, state=letter.state)
    if not still.update(to=f"erased-{letter.pk}@erased.invalid", **_EMPTY, **waits):
        raise IllegalMove(f"Letter {letter.pk} is no longer {letter.state}")


def _hard(address: str) -> "QuerySet[Suppression]":
    return Suppression.objects.filter(address_hash__in=address_hashes(address)).order_by("pk")


Sort(
    model="keurmerk.SentLetter",
    fields=("to",),
    title=_("Our letters to you"),
    purpose=_("To show what we sent, and when"),
    term=_("The words for thirteen months; that it was sent for seven years"),
    rows=_to,
    tells=lambda letter: {
        "written_at": letter.queued_at,
        "sent_at": letter.sent_at,
        "subject": letter.subject,
        "text": letter.text,
    },
    since="queued_at",
    until=lambda letter: letter.queued_at + relativedelta(years=7),
    erase=_erase,
    letters=True,
)
Sort(
    model="keurmerk.Suppression",
    fields=("address_hash",),
    title=_("No letters to this address"),
    purpose=_("So that we do not write to an address that letters come back from, or that wants none"),
    term=_("As long as it has to be heeded"),
    rows=_hard,
    tells=lambda row: {"since": row.since},
    since="since",
    keeps=always(_("Without it we would write to you again. We keep a code that nobody can turn into your address.")),
    holds_letters=False,
)
leave_out(
    "keurmerk.Erasure", "address_hash", why="The list of erasures itself: without it a backup would bring data back"
)
