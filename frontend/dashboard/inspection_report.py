"""One inspection as its owner may see it: what is certain, never a hint or a private note."""

from django.utils.functional import cached_property

from frontend.guides import Guides, by_point
from inspections.models import Finding, Inspection, Reading
from members.models import Application


class Report:
    """The findings of one round, in a constant number of queries."""

    def __init__(self, inspection: Inspection) -> None:
        self.inspection = inspection

    @cached_property
    def findings(self) -> list[Finding]:
        rows = self.inspection.findings.select_related("criterion").defer("private_note")
        return list(rows.order_by("criterion__position"))

    @property
    def required(self) -> list[Finding]:
        """What stands in the way of approval for certain (terms 4.7)."""
        return [finding for finding in self.findings if finding.is_failed and finding.criterion.is_blocking]

    @property
    def improvements(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_failed and not finding.criterion.is_blocking]

    @property
    def met(self) -> list[Finding]:
        return [f for f in self.findings if f.verdict == Finding.Verdict.MET and not f.is_open]

    @property
    def open(self) -> int:
        """How many points an inspector still looks at."""
        return sum(1 for finding in self.findings if finding.is_open)

    @cached_property
    def guides(self) -> Guides:
        """What we wrote about the points that are shown with what to do."""
        return by_point(finding.criterion.code for finding in self.findings if finding.is_failed)

    @cached_property
    def reading(self) -> Reading | None:
        return self.inspection.last_reading

    @property
    def being_read(self) -> bool:
        return self.reading is not None and self.reading.done_at is None

    @property
    def may_be_read_again(self) -> bool:
        return self.inspection.is_in_work and not self.being_read

    @property
    def may_be_asked_again(self) -> bool:
        application = self.inspection.application
        return application is not None and application.state == Application.State.REJECTED
