"""Checklists and inspections for tests: a small edition, and cases at any stage."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from inspections.models import Checklist, Criterion, Finding, Inspection, Reading
from inspections.reading import Look, settle
from inspections.verdicts import DecidedBy, Evidence, Outcome, Verdict
from keurmerk import clock
from members.models import Application, User
from tests.factories import members
from tests.factories.members import LONG_AGO

# code: severity and who can answer; the questions are those of the trade, cut short
SMALL_EDITION: dict[str, tuple[str, str, str, str]] = {
    "ID-03": ("B", "A", "Staat er een telefoonnummer?", "Is there a phone number?"),
    "TC-02": ("I", "A", "Hebben de voorwaarden een datum?", "Do the terms have a date?"),
    "WD-01": ("B", "A", "Staat er dat je 14 dagen bedenktijd hebt?", "Is the 14-day withdrawal right stated?"),
    "WD-04": ("B", "H", "Is elke duidelijke verklaring genoeg?", "Is any unambiguous statement enough?"),
    "PR-15": (
        "I",
        "A",
        "Staat de uitnodiging in de privacyverklaring?",
        "Does the privacy statement name invitations?",
    ),
    "PC-01": ("B", "M", "Is er geen discriminerende inhoud?", "Is there no discriminating content?"),
    "RV-04": ("F", "A", "Stuurt de webshop zelf reviewmails?", "Does the shop send review mails of its own?"),
}
PASTED = {"ID-03": " {phone|038 123 45 67}"}  # an advice with a field of the shop's own


def checklist(*, edition: str = "1", valid_from: date = date(2025, 1, 1)) -> Checklist:
    """A small edition; the same one every time it is asked."""
    made, fresh = Checklist.objects.get_or_create(edition=edition, defaults={"valid_from": valid_from})
    if fresh:
        for position, (code, (severity, auto, dutch, english)) in enumerate(SMALL_EDITION.items()):
            Criterion.objects.create(
                checklist=made, position=position, code=code, severity=severity, auto=auto, question_nl=dutch,
                question_en=english, basis="BW 6:230m", page="contact",
                advice_nl=f"Pas {code} aan.{PASTED.get(code, '')}", advice_en=f"Change {code}.{PASTED.get(code, '')}",
            )  # fmt: skip
        Checklist.objects.filter(pk=made.pk).update(published_at=LONG_AGO)
        made.published_at = LONG_AGO
    return made


def verdict(code: str, outcome: str = "met", *, decided_by: str = "machine", quote: str = "", **fields: Any) -> Verdict:
    """What the machine says of one point."""
    severity = SMALL_EDITION.get(code, ("B",))[0]
    proof = (Evidence(quote, "https://shop.example/contact", 7),) if quote else ()
    return Verdict(code, Outcome(outcome), severity, DecidedBy(decided_by), proof, **fields)


def look(outcomes: Mapping[str, str] | None = None, **fields: Any) -> Look:
    """What the machine saw: every point it can answer met, but for those named."""
    said = {code: "met" for code, (_, auto, *_) in SMALL_EDITION.items() if auto != "M"} | dict(outcomes or {})
    verdicts = [verdict(code, outcome, decided_by=_certainty(code)) for code, outcome in said.items()]
    return Look(verdicts=verdicts, **fields)


def _certainty(code: str) -> str:
    return "machine" if SMALL_EDITION[code][1] == "A" else "hint"


def submitted_application(*, at: datetime = LONG_AGO, **fields: Any) -> Application:
    application = members.application(**fields)
    application.submit(actor=f"user:{application.applicant_id}", at=at)
    return application


def unread_inspection(*, application: Application | None = None, at: datetime = LONG_AGO) -> Inspection:
    """In the queue, its reading asked and not done."""
    checklist()
    sent = application or submitted_application(at=at)
    members.proven(sent, at=at)
    return Inspection.plan(sent, actor="test", at=at)


def inspection(
    *, outcomes: Mapping[str, str] | None = None, inspector: User | None = None, at: datetime = LONG_AGO, **fields: Any
) -> Inspection:
    """Read by the machine and in the queue; taken, when an inspector is given."""
    made = unread_inspection(at=at, **fields)
    settle(made.readings.get(done_at=None), look(outcomes), at=at)
    made = Inspection.objects.get(pk=made.pk)
    if inspector:
        made.take(inspector, at=at)
    return made


def judged(inspection: Inspection, *, at: datetime, **verdicts: str) -> Inspection:
    """A person has been through every open point, meeting all but those named (`WD_01="NOT_MET"`)."""
    assert inspection.inspector is not None
    named = {code.replace("_", "-"): outcome for code, outcome in verdicts.items()}
    for finding in inspection.findings.select_related("criterion"):
        outcome = named.get(finding.criterion.code)
        if finding.is_open or outcome:
            finding.judge(outcome or Finding.Verdict.MET, by=inspection.inspector, at=at)
    return Inspection.objects.get(pk=inspection.pk)


def passed_inspection(*, at: datetime = LONG_AGO, **fields: Any) -> Inspection:
    """Approved: the application, the membership and the mark with it."""
    case = judged(inspection(inspector=members.inspector(), at=at, **fields), at=at)
    case.approve(by=case.inspector, at=at)
    case.execute(at=at)
    return case


def failed_inspection(*, at: datetime = LONG_AGO, outcomes: Mapping[str, str] | None = None) -> Inspection:
    """Rejected over the withdrawal right, unless told otherwise."""
    case = inspection(outcomes=outcomes or {"WD-01": "not_met"}, inspector=members.inspector(), at=at)
    case.reject(by=case.inspector, at=at)
    case.execute(at=at)
    return case


def lease_is_over(reading: Reading) -> None:
    """As if the worker that had it died long ago."""
    Reading.objects.filter(pk=reading.pk).update(next_attempt_at=clock.real() - 2 * (clock.real() - LONG_AGO))
