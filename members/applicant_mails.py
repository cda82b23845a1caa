"""The letters to who applies: each function gathers the facts of one (terms 3, 4)."""

from datetime import date, datetime
from typing import Any

from keurmerk import links
from keurmerk.mail import send
from members.models import Application, InformationRequest


def application_received(application: Application, *, at: datetime) -> None:
    """The form is in, and when the result is expected (terms 3.1, 4.4, 5.1)."""
    to = application.applicant
    facts = {
        "name": to.name,
        "shop": application.shop_name,
        "host": application.shop_host,
        "due": Application.inspection_target(at),
        "page": page("/dashboard/application/", to.language),
    }
    send("members/application_received", to=to.email, language=to.language, about=application, at=at, facts=facts)


def information_asked(asked: InformationRequest, *, reminder: bool, at: datetime) -> None:
    """What we need to go on, by which day, and what happens without (terms 3.2, 3.4, 4.3)."""
    facts = {"question": asked.question, "last_day": asked.last_day, "page_anchor": f"#asked-{asked.pk}"}
    letter = "members/information_reminder" if reminder else "members/information_asked"
    _tell_applicant(letter, asked.application, at=at, about=asked, **facts)


def rejected_unanswered(application: Application, *, at: datetime) -> None:
    """Rejected for lack of cooperation; everything is kept and a re-inspection can be asked (terms 4.3, 4.9)."""
    _tell_applicant("members/rejected_unanswered", application, at=at, about=_round(application, at))


def nudge(application: Application, *, at: datetime) -> None:
    """How does it go? Until when we wait, and how to get two weeks more (reading A5)."""
    facts = {"until": application.waits_until, "may_postpone": application.may_postpone}
    _tell_applicant("members/nudge", application, at=at, about=_round(application, at), **facts)


def postponed(application: Application, until: datetime, *, at: datetime) -> None:
    _tell_applicant("members/postponed", application, at=at, about=_round(application, at), until=until)


def lapsed(application: Application, *, at: datetime) -> None:
    """Nothing was heard: it ends, the host is free, and a new application is welcome (terms 4.3)."""
    _tell_applicant("members/application_lapsed", application, at=at)


def refused(application: Application, told: str, *, at: datetime) -> None:
    """No membership, with or without a reason (terms 3.8, 5.5), and no correspondence about it (terms 4.8)."""
    _tell_applicant("members/application_refused", application, at=at, told=told)


def _tell_applicant(letter: str, application: Application, *, at: datetime, about: Any = None, **facts: Any) -> None:
    to = application.applicant
    known = {
        "name": to.name,
        "shop": application.shop_name,
        "host": application.shop_host,
        "page": page(f"/dashboard/application/{facts.pop('page_anchor', '')}", to.language),
    }
    send(letter, to=to.email, language=to.language, about=about or application, at=at, facts={**known, **facts})


def _round(application: Application, at: datetime) -> str:
    """An application can be rejected more than once, and each time is told."""
    return f"members.application:{application.pk}:on:{at:%Y-%m-%dT%H:%M}"


def page(path: str, language: str) -> str:
    """The absolute address of a page of ours: Dutch at /, English at /en/."""
    return links.absolute(path if language == "nl" else f"/{language}{path}")


_EXAMPLE = {
    "name": "Anna de Vries",
    "shop": "Fietsgoed",
    "host": "fietsgoed.example",
    "question": "Stuur een uittreksel van de Kamer van Koophandel van deze maand.",
    "due": date(2026, 3, 4),
    "last_day": date(2026, 3, 18),
    "until": date(2026, 4, 1),
    "may_postpone": True,
    "told": "Wij laten geen webshops toe die wapens verkopen.",
    "page": "https://keurtegel.example/dashboard/application/",
}
LETTERS = (
    "application_received",
    "information_asked",
    "information_reminder",
    "rejected_unanswered",
    "nudge",
    "postponed",
    "application_lapsed",
    "application_refused",
)
EXAMPLES: dict[str, dict[str, Any]] = {f"members/{name}": _EXAMPLE for name in LETTERS}
