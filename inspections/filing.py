"""Files what the machine saw: pages as snapshots, verdicts as findings, earlier rounds carried over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings

from inspections import risk
from inspections.editions import edition
from inspections.models import Criterion, Finding, Inspection, Reading, Snapshot
from inspections.models.snapshot import fingerprint
from inspections.pages import Page
from inspections.risk_class import reasons_of
from inspections.verdicts import Verdict
from keurmerk.calendar import amsterdam_date

_KEPT_BY_PERSONS = ("machine_verdict", "evidence", "snapshot")
_REWRITTEN = (
    "verdict", "decided_by", "quote", "page", "start", "evidence", "note", "advice", "private_note",
    "machine_verdict", "confirmed_by", "confirmed_at", "waiver", "selected", "carried_from", "snapshot",
)  # fmt: skip
_JUDGEMENT = ("verdict", "decided_by", "note", "advice", "private_note", "confirmed_by", "confirmed_at", "waiver")
_PLACE = ("quote", "page", "start", "evidence")


def file(
    reading: Reading,
    inspection: Inspection,
    pages: Sequence[Page],
    verdicts: Sequence[Verdict],
    *,
    problem: str,
    at: datetime,
) -> None:
    """One finding per criterion of the pinned edition (terms 4.11), whether the machine had an answer or not."""
    snapshots = _keep(reading, inspection, pages, at=at)
    said = {verdict.code: verdict for verdict in verdicts}
    before = _of_previous_round(inspection)
    existing = {finding.criterion_id: finding for finding in inspection.findings.all()}
    fresh = []
    for criterion in inspection.checklist.criteria.all():
        finding = existing.get(criterion.pk) or Finding(inspection=inspection, criterion=criterion)
        _fill(finding, said.get(criterion.code), before.get(criterion.code), snapshots, amsterdam_date(at))
        fresh.append(finding)
    Finding.objects.bulk_create([finding for finding in fresh if not finding.pk])
    Finding.objects.bulk_update([finding for finding in fresh if finding.pk], _REWRITTEN)
    told = reasons_of(inspection.application) if inspection.application else []
    inspection.risk, inspection.risk_reasons = risk.weigh(fresh, problem=problem, told=told)
    inspection.save(update_fields=["risk", "risk_reasons"])


def _keep(reading: Reading, inspection: Inspection, pages: Iterable[Page], *, at: datetime) -> dict[str, Snapshot]:
    unique = {page.url[:1000]: page for page in pages}
    made = Snapshot.objects.bulk_create(
        [
            Snapshot(
                inspection=inspection,
                reading=reading,
                url=url,
                kind=page.kind.value,
                title=_storable(page.title)[:300],
                status=page.status,
                text=_storable(page.text),
                html=_storable(page.html),
                headers={name: _storable(value) for name, value in page.headers.items()},
                sha256=fingerprint(page.html, page.text),
                fetched_at=page.fetched_at or at,
            )
            for url, page in unique.items()
        ]
    )
    return {snapshot.url: snapshot for snapshot in made}


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL and no half surrogate pair; a space keeps every offset where it was."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()


def _of_previous_round(inspection: Inspection) -> dict[str, Finding]:
    previous = inspection.previous() if inspection.application_id else None
    if previous is None:
        return {}
    return {finding.criterion.code: finding for finding in previous.findings.select_related("criterion")}


def _fill(
    finding: Finding,
    said: Verdict | None,
    before: Finding | None,
    snapshots: Mapping[str, Snapshot],
    day: date,
) -> None:
    """A person's verdict stays; else the previous round's where nothing changed; else the machine's."""
    judged = finding.confirmed_at is not None and finding.confirmed_at >= finding.inspection.queued_at
    seen = _seen(finding.criterion, said, snapshots, day)
    for name in _KEPT_BY_PERSONS if judged else seen:
        setattr(finding, name, seen[name])
    if judged:
        return
    if before is not None:
        finding.carried_from = before
        finding.selected = not _still_holds(finding, before)
        if not finding.selected:
            _carry_over(finding, before)


def _seen(criterion: Criterion, said: Verdict | None, snapshots: Mapping[str, Snapshot], day: date) -> dict[str, Any]:
    """The machine's verdict as fields of a finding; without one, a person has to look.

    What the law asks from a later day on does not apply yet. Advice is kept only where it is not the criterion's own.
    """
    verdict, decided_by, advice, note = "UNKNOWN", Finding.DecidedBy.HINT, "", ""
    quotes: list[dict[str, Any]] = []
    if criterion.since and day < criterion.since:
        verdict, decided_by = "NOT_APPLICABLE", Finding.DecidedBy.MACHINE
    elif said is not None:
        verdict, decided_by = said.verdict.name, Finding.DecidedBy(said.decided_by.name)
        advice, note, quotes = said.advice, said.note, said.as_json()["evidence"]
    first: dict[str, Any] = quotes[0] if quotes else {"quote": "", "page": "", "start": None}
    page = first["page"][:1000]
    return {
        "verdict": verdict,
        "machine_verdict": verdict,
        "decided_by": decided_by,
        "waiver": "",
        "note": note,
        "advice": "" if advice in {criterion.advice_nl, criterion.advice_en, *_standard(criterion.code)} else advice,
        "quote": _storable(first["quote"]),
        "page": page,
        "start": first["start"],
        "evidence": [{**each, "quote": _storable(each["quote"])} for each in quotes],
        "snapshot": snapshots.get(page),
    }


def _standard(code: str) -> set[str]:
    """The advice that came with the probes: an edition that words it otherwise goes first."""
    text = next((each for each in edition().criteria if each.code == code), None)
    names = {"mark": settings.BRAND["name"], "committee": settings.BRAND["disputes_committee"]}
    return {text.advice_in(language, **names) for language in ("nl", "en")} if text else set()


def _still_holds(finding: Finding, before: Finding) -> bool:
    """Met in the round before, the requirement is the same, and the machine sees nothing new: not looked at again."""
    settled = not before.is_open and before.verdict != Finding.Verdict.NOT_MET
    same_requirement = (before.criterion.question_nl, before.criterion.severity) == (
        finding.criterion.question_nl,
        finding.criterion.severity,
    )
    nothing_new = finding.machine_verdict in {before.machine_verdict, before.verdict, Finding.Verdict.UNKNOWN}
    return settled and same_requirement and nothing_new


def _carry_over(finding: Finding, before: Finding) -> None:
    for name in _JUDGEMENT:
        setattr(finding, name, getattr(before, name))
    if not finding.quote:
        for name in _PLACE:
            setattr(finding, name, getattr(before, name))
