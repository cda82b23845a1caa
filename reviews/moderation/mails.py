"""The letters of moderation: the writer and who reported it hear the same reasons, and never who the other is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keurmerk.calendar import AMSTERDAM
from keurmerk.mail import send
from members.models import Shop
from reviews import terms
from reviews.grounds import Grounds
from reviews.models import Appeal, Decision, FilingRight, Notice
from reviews.moderation import addresses
from reviews.moderation.filing import Source, Subject
from reviews.moderation.outcomes import Outcome, Result, Side
from reviews.moderation.reasons import Evidence
from reviews.moderation.statement import Statement, statement_of


@dataclass(frozen=True)
class Reader:
    """One side of a notice: where its letters go, and its own door."""

    email: str
    name: str
    language: str
    url: str


def reader_of(notice: Notice, side: str) -> Reader | None:
    """None where there is nobody to write to: anonymous, forgotten, or removed by its writer."""
    if side == Side.WRITER and notice.subject != Subject.REPLY:
        review = notice.publication
        url = addresses.for_writer(notice, review.letters_in)
        return Reader(review.email, review.display_name, review.letters_in, url) if review.email else None
    if side == Side.WRITER or notice.source == Source.SHOP:
        owner = notice.shop.owner()
        if owner is None:
            return None
        return Reader(owner.email, owner.name, owner.language, addresses.in_dashboard(notice, owner.language))
    if not notice.notifier_email:
        return None
    url = addresses.for_notifier(notice, notice.notifier_language)
    return Reader(notice.notifier_email, notice.notifier_name, notice.notifier_language, url)


def languages_of(notice: Notice) -> list[str]:
    """Of everybody who reads the reasons, the writer first."""
    readers = (reader_of(notice, side) for side in (Side.WRITER, Side.NOTIFIER))
    return [reader.language for reader in readers if reader] or [notice.publication.letters_in]


def notice_received(notice: Notice, *, at: datetime) -> None:
    """To who reported it, without delay (DSA 16, fourth paragraph)."""
    _send("notice_received", notice, Side.NOTIFIER, about=notice, at=at)


def proof_asked(notice: Notice, *, at: datetime) -> None:
    """To the writer: our question, and seven days for it (product.md)."""
    _send("proof_asked", notice, Side.WRITER, about=notice, at=at)


def proof_reminder(notice: Notice, *, at: datetime) -> None:
    _send("proof_reminder", notice, Side.WRITER, about=notice, at=at)


def statement_of_reasons(decision: Decision, *, at: datetime) -> None:
    """To whose words are restricted: everything that DSA 17 asks."""
    facts: dict[str, Any] = {"statement": statement_of(decision), "change_until": None, "appeal_until": None}
    if decision.outcome != Outcome.HOLD:
        facts["appeal_until"] = None if decision.is_last_word else decision.notice.appeal_until
    if decision.outcome == Outcome.EDIT:
        facts["change_until"] = decision.notice.due_at
    _send_decision("statement_of_reasons", decision, Side.WRITER, at=at, **facts)


def notice_decided(decision: Decision, *, at: datetime) -> None:
    """To who reported it: the outcome, why, and what can be done about it (DSA 16, fifth paragraph)."""
    refused = decision.result == Result.REFUSED and not decision.is_last_word
    until = decision.notice.appeal_until if refused else None
    _send_decision("notice_decided", decision, Side.NOTIFIER, at=at, appeal_until=until)


def review_stays(decision: Decision, *, is_back: bool, at: datetime) -> None:
    """To the writer who was asked, or whose review was out of sight."""
    _send_decision("review_stays", decision, Side.WRITER, at=at, is_back=is_back)


def appeal_received(appeal: Appeal, *, at: datetime) -> None:
    _send("appeal_received", appeal.notice, appeal.side, about=appeal, at=at)


def appeal_refused(decision: Decision, side: str, *, at: datetime) -> None:
    """To who appealed: it stays as it was, and where else to go (DSA 20, fifth paragraph)."""
    _send_decision("appeal_refused", decision, side, at=at)


def filing_warning(right: FilingRight, *, at: datetime) -> None:
    """Before anything is taken from anybody (DSA 23, third paragraph)."""
    _send_filing("filing_warning", right, right.warned_at, at=at)


def filing_suspended(right: FilingRight, *, at: datetime) -> None:
    _send_filing("filing_suspended", right, right.suspended_at, at=at)


def _send(letter: str, notice: Notice, side: str, *, about: Any, at: datetime, **more: Any) -> None:
    reader = reader_of(notice, side)
    if reader is None:
        return
    facts = {
        "name": reader.name,
        "shop": notice.shop.name,
        "number": notice.number,
        "subject": Subject(notice.subject).label.lower(),
        "grounds": Grounds(notice.grounds).label,
        "of_shop": notice.source == Source.SHOP,
        "of_reply": notice.subject == Subject.REPLY,
        "question": notice.question.splitlines(),
        "stays_when_silent": notice.stays_when_silent,
        "due_at": notice.due_at,
        "url": reader.url,
    }
    facts |= more
    send(f"reviews/{letter}", to=reader.email, language=reader.language, about=about, at=at, facts=facts)


def _send_decision(letter: str, decision: Decision, side: str, *, at: datetime, **more: Any) -> None:
    facts: dict[str, Any] = {
        "outcome": Outcome(decision.outcome).label,
        "grounds": Grounds(decision.grounds).label,
        "rule": decision.rule,
        "facts": decision.facts.splitlines(),
        "explanation": decision.reasoning.splitlines(),
        "evidence": Evidence(decision.evidence).label,
        "decided_how": _decided_how(decision),
        "on_appeal": decision.appeal is not None,
    }
    _send(letter, decision.notice, side, about=decision, at=at, **{**facts, **more})


def _decided_how(decision: Decision) -> Promise:
    return _("By machine, by a written rule.") if decision.automated else _("By a person.")


def _send_filing(letter: str, right: FilingRight, moment: datetime | None, *, at: datetime) -> None:
    """The address of a notifier is kept with its notices alone; without one there is nobody to write to."""
    who = _filer(right.shop, right.notifier_hash)
    if who is None or moment is None:
        return
    facts = {
        "name": who.name,
        "shop": right.shop.name if right.shop else "",
        "count": right.unfounded(at),
        "months": terms.UNFOUNDED_MONTHS,
        "suspension": terms.SUSPENSION_MONTHS,
        "until": right.suspended_until,
        "url": addresses.the_rules(who.language),
    }
    about = f"reviews.filingright:{right.pk}@{moment:%Y%m%d%H%M}"
    send(f"reviews/{letter}", to=who.email, language=who.language, about=about, at=at, facts=facts)


def _filer(shop: Shop | None, notifier_hash: str) -> Reader | None:
    if shop is not None:
        owner = shop.owner()
        return Reader(owner.email, owner.name, owner.language, "") if owner else None
    last = Notice.objects.filter(notifier_hash=notifier_hash).exclude(notifier_email="").order_by("pk").last()
    return Reader(last.notifier_email, last.notifier_name, last.notifier_language, "") if last else None


_DAY = datetime(2026, 3, 9, 23, 59, tzinfo=AMSTERDAM)
_SAID: Mapping[str, Any] = {
    "name": "Sanne K.",
    "shop": "Fietsgoed",
    "number": "M-2026-0012",
    "subject": "een review",
    "grounds": Grounds.NO_PURCHASE.label,
    "of_shop": True,
    "of_reply": False,
    "question": ["Kun je laten zien dat je bij deze webshop hebt besteld?"],
    "stays_when_silent": False,
    "due_at": _DAY,
    "url": "https://keurtegel.example/notices/abc/",
    "outcome": Outcome.REMOVE.label,
    "rule": "R10",
    "facts": ["Bij deze review hoort geen bestelling die wij kennen.", "Wij vroegen om bewijs."],
    "explanation": ["Een review gaat over een eigen ervaring met de webshop."],
    "evidence": Evidence.NO_PROOF.label,
    "decided_how": _("By a person."),
    "on_appeal": False,
    "appeal_until": _DAY,
    "change_until": _DAY,
    "is_back": True,
    "statement": Statement(
        restriction=_("It is removed: nobody can read it any more, and it does not count in the score."),
        where=_("Everywhere, in every country: on our pages, in widgets and in our API."),
        duration=_("For good, unless an appeal is granted"),
        facts="Bij deze review hoort geen bestelling die wij kennen.",
        prompted_by=_("Somebody reported it to us."),
        evidence=Evidence.NO_PROOF.label,
        decided_how=_("By a person."),
        found_how=_("Not by machine."),
        basis=_("Our rules for reviews"),
        grounds=Grounds.NO_PURCHASE.label,
        reference="R10",
        explanation="Een review gaat over een eigen ervaring met de webshop.",
        redress=(_("The court. You can go there at any time, also without an appeal first."),),
    ),
}
_FILED: Mapping[str, Any] = {
    "name": "Anna de Vries",
    "shop": "Fietsgoed",
    "count": 3,
    "months": 12,
    "suspension": 3,
    "until": _DAY,
    "url": "https://keurtegel.example/how-reviews-work/#rules",
}
EXAMPLES: dict[str, Mapping[str, Any]] = {
    **{
        f"reviews/{name}": _SAID
        for name in (
            "notice_received",
            "proof_asked",
            "proof_reminder",
            "statement_of_reasons",
            "notice_decided",
            "review_stays",
            "appeal_received",
            "appeal_refused",
        )
    },
    "reviews/filing_warning": _FILED,
    "reviews/filing_suspended": _FILED,
}
