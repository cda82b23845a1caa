"""All that the case page shows, gathered in a constant number of queries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from frontend.desk.inspections_actions import Action, actions_for
from frontend.desk.trail import Step, trail
from inspections import risk
from inspections.changes import changed
from inspections.models import Criterion, Finding, Inspection, Reading, Snapshot, StandardText
from members.models import Application, HostProof, User

AROUND = 240  # characters on either side of a quote
QUEUE_LENGTH = 25
MOST_SENTENCES = 600  # of a page that is compared with what it was; long terms have some hundreds


@dataclass(frozen=True)
class Exhibit:
    """A quote in the words around it, and where it was found. `snapshot` is None where no page was kept."""

    page: str
    before: str
    quote: str
    after: str
    snapshot: Snapshot | None


@dataclass(frozen=True)
class PageChange:
    """What is new (+) and gone (-) on a page since the inspection before."""

    page: str
    pieces: tuple[tuple[str, str], ...]


def exhibit(quote: str, start: int | None, page: str, snapshot: Snapshot | None, *, around: int = AROUND) -> Exhibit:
    """The quote at its offset; where the text says otherwise, at its first occurrence, else by itself."""
    text = snapshot.text if snapshot else ""
    at = start if start is not None and text[start : start + len(quote)] == quote else text.find(quote)
    if not quote or at < 0 or not text:
        return Exhibit(page, "", quote, "", snapshot)
    end = at + len(quote)
    before, after = text[max(0, at - around) : at], text[end : end + around]
    return Exhibit(page, before, quote, after, snapshot)


def _comparable(*texts: str) -> bool:
    """Comparing costs the square of the sentences; a stranger wrote them."""
    return all(len(re.findall(r"[.!?;:]\s", text)) <= MOST_SENTENCES for text in texts)


class Case:
    """One inspection as `user` sees it, with one point of the checklist before them."""

    def __init__(self, inspection: Inspection, user: User, now: datetime, *, code: str = "") -> None:
        self.inspection = inspection
        self.user = user
        self.now = now
        self.code = code

    @cached_property
    def findings(self) -> list[Finding]:
        order = ("-selected", "criterion__position")
        rows = self.inspection.findings.select_related("criterion", "confirmed_by", "carried_from")
        return list(rows.order_by(*order))

    @cached_property
    def current(self) -> Finding | None:
        """The point that is asked for, else the first that is open, else the first."""
        named = [finding for finding in self.findings if finding.criterion.code == self.code]
        return next(iter([*named, *self.to_do, *self.findings]), None)

    @property
    def to_do(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_open]

    def beside(self, step: int) -> Finding | None:
        """The point before or after the current one, in the order of the list."""
        if self.current is None:
            return None
        at = self.findings.index(self.current) + step
        return self.findings[at] if 0 <= at < len(self.findings) else None

    @property
    def next(self) -> Finding | None:
        return self.beside(1)

    @property
    def last(self) -> Finding | None:
        return self.beside(-1)

    def next_open(self) -> Finding | None:
        """The first open point after the current one, from the top again after the last; required points go first."""
        if self.current is None:
            return None
        at = self.findings.index(self.current)
        coming = [each for each in [*self.findings[at + 1 :], *self.findings[:at]] if each.is_open]
        return min(coming, key=lambda each: not each.criterion.is_blocking, default=None)

    @property
    def selected(self) -> list[Finding]:
        """What this round is about; in the first round everything (terms 4.9)."""
        return [finding for finding in self.findings if finding.selected]

    @property
    def carried(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.selected]

    @cached_property
    def reading(self) -> Reading | None:
        return self.inspection.last_reading

    @property
    def being_read(self) -> bool:
        return self.reading is not None and self.reading.done_at is None

    @cached_property
    def pictures(self) -> list[Snapshot]:
        """The pages of the last reading as a browser showed them."""
        seen = Snapshot.objects.filter(reading=self.reading).exclude(picture="")
        return list(seen.only("pk", "title", "url", "inspection_id")) if self.reading else []

    @cached_property
    def exhibits(self) -> list[Exhibit]:
        return self._exhibits(self.current.evidence) if self.current else []

    @cached_property
    def page_changes(self) -> list[PageChange]:
        """What the pages before the inspector said otherwise when this shop was inspected before."""
        shown = {each.snapshot.url: each.snapshot for each in self.exhibits if each.snapshot}
        past: QuerySet[Snapshot] = Snapshot.objects.filter(
            inspection__shop=self.inspection.shop_id, inspection__lt=self.inspection.pk, url__in=shown
        )
        before = {each.url: each for each in past.defer("html").order_by("reading_id")} if shown else {}
        both = [(url, before[url].text, now.text) for url, now in shown.items() if url in before]
        pages = [PageChange(url, tuple(changed(old, new))) for url, old, new in both if _comparable(old, new)]
        return [each for each in pages if each.pieces]

    @cached_property
    def earlier(self) -> Finding | None:
        """What the round before said of the current point."""
        return self.current.carried_from if self.current else None

    def _exhibits(self, evidence: Sequence[dict[str, Any]]) -> list[Exhibit]:
        pages = {str(each["page"])[:1000] for each in evidence}
        kept: QuerySet[Snapshot] = Snapshot.objects.filter(inspection=self.inspection, url__in=pages).defer("html")
        found = {snapshot.url: snapshot for snapshot in kept.order_by("reading_id")}
        return [
            exhibit(each["quote"], each["start"], each["page"], found.get(str(each["page"])[:1000]))
            for each in evidence
        ]

    @property
    def in_the_way(self) -> list[Finding]:
        """The points that forbid approval now; the database decides again when it happens."""
        return [finding for finding in self.findings if _stands_in_the_way(finding)]

    @property
    def failed(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_failed]

    @cached_property
    def actions(self) -> list[Action]:
        return actions_for(
            self.inspection,
            self.user,
            self.now,
            blocked=bool(self.in_the_way) or not self.findings or self.lacks_proof,
            failed=any(finding.criterion.is_blocking for finding in self.failed),
            being_read=self.being_read,
        )

    @cached_property
    def lacks_proof(self) -> bool:
        """Nobody showed yet that they run this host (terms 5.7)."""
        application = self.inspection.application
        return self.inspection.is_open and application is not None and not HostProof.holds_for(application)

    @property
    def may_ask(self) -> bool:
        """Is there an applicant who can be asked for something (terms 3.2)?"""
        application = self.inspection.application
        return (
            self.inspection.is_in_work
            and application is not None
            and (application.state == Application.State.ON_HOLD or application.may_move_to(Application.State.ON_HOLD))
        )

    @property
    def is_mine(self) -> bool:
        return self.inspection.is_in_work and self.inspection.inspector_id == self.user.pk

    @property
    def is_with_a_colleague(self) -> bool:
        return self.inspection.is_in_work and self.inspection.inspector_id not in {None, self.user.pk}

    @cached_property
    def standard_texts(self) -> list[StandardText]:
        """For the point in hand, by whoever may write in the case."""
        return list(StandardText.objects.fitting(self.current.criterion.code)) if self.is_mine and self.current else []

    def chosen_text(self, number: str) -> str:
        """In the language of the report; nothing for a text that is not on the list."""
        chosen = next((each for each in self.standard_texts if str(each.pk) == number), None)
        return chosen.text_in(self.inspection.language) if chosen else ""

    @property
    def seconds_left(self) -> int:
        """Of the ten minutes in which the decision can be taken back."""
        ends = self.inspection.executes_at
        return max(0, int((ends - self.now) / timedelta(seconds=1))) if self.inspection.is_open and ends else 0

    @property
    def may_waive(self) -> bool:
        """A senior lets a point pass (rulebook 2.2), never one of prohibited content (terms 3.11)."""
        held = self.inspection.is_in_work and self.inspection.inspector_id is not None
        return held and self.user.has_role() and self.current is not None and not self.current.criterion.is_hard_stop

    @property
    def risks(self) -> list[Any]:
        return [risk.WORDS[code] for code in self.inspection.risk_reasons if code in risk.WORDS]

    @cached_property
    def trail(self) -> list[Step]:
        return trail(self.inspection, self.inspection.application)

    @cached_property
    def queue(self) -> list[Inspection]:
        return list(Inspection.objects.waiting().for_queue().oldest_first()[:QUEUE_LENGTH])


@dataclass(frozen=True)
class Group:
    """Points that came out the same, under their heading."""

    words: str | Promise
    findings: tuple[Finding, ...]


def groups(case: Case) -> list[Group]:
    """All points by how they came out, what a reader looks for first at the top; none that is empty."""
    verdict = Finding.Verdict
    open_now = [finding for finding in case.findings if finding.is_open]
    settled = [finding for finding in case.findings if not finding.is_open and not finding.is_failed]
    made: list[tuple[Any, list[Finding]]] = [
        (_("Points that fail"), case.failed),
        (_("Still to be looked at"), open_now),
        *(
            (each.label, [finding for finding in settled if finding.verdict == each])
            for each in (verdict.WAIVED, verdict.MET, verdict.NOT_APPLICABLE, verdict.UNKNOWN)
        ),
    ]
    return [Group(words, tuple(findings)) for words, findings in made if findings]


def _stands_in_the_way(finding: Finding) -> bool:
    criterion: Criterion = finding.criterion
    met_by_person = finding.verdict == Finding.Verdict.MET and finding.decided_by == Finding.DecidedBy.PERSON
    if criterion.is_hard_stop:
        return not met_by_person
    return criterion.is_blocking and (finding.is_open or finding.verdict == Finding.Verdict.NOT_MET)
