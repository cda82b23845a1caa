"""Letters about a data breach: who reads them, how they look, and sending them once (GDPR 34; PA data breach)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keurmerk.mail.letter import Letter, render
from keurmerk.mail.sending import Draft, about_of, send_all
from keurmerk.models import SentLetter
from members.models import BreachLetter, Membership, Seat, User

LETTER = "members/breach"
EXAMPLES: dict[str, dict[str, Any]] = {
    LETTER: {"lines": ["Er is ingebroken op onze server.", "Je wachtwoord is veilig."], "number": "D-2026-001"}
}
_TOGETHER = 500


@dataclass(frozen=True)
class Reader:
    """Where it goes, in which language."""

    email: str
    language: str


def readers_of(letter: BreachLetter) -> list[Reader]:
    """Each once, whatever the case of their address; a shop's owners, or the addresses that were given."""
    if letter.readers == BreachLetter.Readers.ADDRESSES:
        found = [Reader(each, "nl") for each in letter.addresses.splitlines()]
    else:
        running = Membership.objects.exclude(state=Membership.State.ENDED).values("member")
        seats = {"seats__role": Seat.Role.OWNER, "seats__shop__member__in": running}
        owners = User.objects.filter(is_active=True, **seats).distinct().order_by("pk")
        found = [Reader(each.email, each.language) for each in owners]
    return list({each.email.lower(): each for each in reversed(found)}.values())[::-1]


def preview(letter: BreachLetter, language: str) -> Letter:
    return render(LETTER, language, _facts(letter, language))


def release(letter: BreachLetter, counted: int, *, actor: str, at: datetime) -> None:
    """It leaves, to as many as were seen. Raises IllegalMove."""
    letter.release(counted, now_counted=len(readers_of(letter)), actor=actor, at=at)


def send(letter: BreachLetter, *, at: datetime) -> None:
    """To everybody who does not have it: cut off halfway and begun again, nobody gets it twice."""
    about = about_of(letter)
    have = set(SentLetter.objects.filter(letter=LETTER, about=about).values_list("to", flat=True))
    content = {language: preview(letter, language) for language in ("nl", "en")}
    drafts = [
        Draft(LETTER, each.email, each.language, about, content[each.language])
        for each in readers_of(letter)
        if each.email not in have
    ]
    for start in range(0, len(drafts), _TOGETHER):
        send_all(drafts[start : start + _TOGETHER], at=at)
    letter.note_sent(actor="clock", at=at)


def _facts(letter: BreachLetter, language: str) -> dict[str, Any]:
    text = letter.text_en if language == "en" else letter.text_nl
    return {"lines": text.strip().splitlines(), "number": str(letter.breach)}
