"""What a year of moderation came to, in numbers without persons (DSA 15 and 24)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keurmerk.models import Event
from reviews.grounds import Basis, Grounds
from reviews.models import Appeal, Decision, Notice
from reviews.moderation.filing import Source
from reviews.moderation.outcomes import Outcome, Side

Words = str | Promise


@dataclass(frozen=True)
class Row:
    """One number. `value` is None where there was nothing to take it of."""

    words: Words
    value: float | None
    unit: Words = ""


@dataclass(frozen=True)
class Section:
    """Numbers under one heading."""

    heading: Words
    rows: list[Row]


class Median(models.Aggregate):
    """The middle value, reckoned by the database."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.DurationField()


def sections(since: datetime, until: datetime) -> list[Section]:
    """From `since` up to `until`; what is not decided yet counts as filed only."""
    filed = Notice.objects.filter(filed_at__gte=since, filed_at__lt=until)
    done = Decision.objects.executed().filter(executed_at__gte=since, executed_at__lt=until, appeal=None)
    final = done.final()
    appeals = Appeal.objects.filter(filed_at__gte=since, filed_at__lt=until)
    return [
        Section(_("Notices by who filed them"), _by(filed.exclude(source=Source.OWN), "source", Source)),
        Section(_("Notices by ground"), _by(filed.exclude(source=Source.OWN), "grounds", Grounds)),
        Section(_("Decisions on notices"), _by(final.exclude(notice__source=Source.OWN), "outcome", Outcome)),
        Section(_("Decisions on our own initiative"), _by(done.filter(notice__source=Source.OWN), "outcome", Outcome)),
        Section(_("Restrictions by ground"), _by(_restricting(done), "grounds", Grounds)),
        Section(_("Restrictions by where the rule comes from"), _by(_restricting(done), "basis", Basis)),
        Section(_("By machine"), _by_machine(done)),
        Section(_("How long it took"), _how_long(final, appeals)),
        Section(_("Appeals"), _appeals(appeals)),
        Section(_("Misuse of the right to file"), _misuse(final, since, until)),
    ]


def _restricting(done: Any) -> Any:
    return done.filter(outcome__in=[Outcome.REMOVE, Outcome.HOLD, Outcome.EDIT])


def _by(rows: Any, name: str, choices: type[models.TextChoices]) -> list[Row]:
    found = dict(rows.order_by().values_list(name).annotate(n=Count("pk")))
    return [Row(each.label, found.get(each.value, 0)) for each in choices]


def _by_machine(done: Any) -> list[Row]:
    found = done.aggregate(
        all=Count("pk"),
        decided=Count("pk", filter=Q(automated=True)),
        detected=Count("pk", filter=Q(detected_automatically=True)),
    )
    share = 100 * found["decided"] / found["all"] if found["all"] else None
    return [
        Row(_("Decided by machine, by a written rule"), found["decided"]),
        Row(_("Share of all decisions"), share, "%"),
        Row(_("Found by machine"), found["detected"]),
    ]


def _how_long(final: Any, appeals: Any) -> list[Row]:
    taken = final.aggregate(at=Median(F("executed_at") - F("notice__filed_at")))["at"]
    again = appeals.exclude(settled_at=None).aggregate(at=Median(F("settled_at") - F("filed_at")))["at"]
    return [
        Row(_("From a notice to the decision, median"), _hours(taken), _("hours")),
        Row(_("From an appeal to the decision, median"), _hours(again), _("hours")),
    ]


def _hours(taken: timedelta | None) -> float | None:
    return None if taken is None else taken / timedelta(hours=1)


def _appeals(appeals: Any) -> list[Row]:
    states = dict(appeals.order_by().values_list("state").annotate(n=Count("pk")))
    return [
        *_by(appeals, "side", Side),
        Row(_("Granted: the decision was reversed"), states.get("UPHELD", 0)),
        Row(_("Refused: the decision stood"), states.get("REJECTED", 0)),
        Row(_("Not decided yet"), states.get("FILED", 0)),
    ]


def _misuse(final: Any, since: datetime, until: datetime) -> list[Row]:
    events = Event.objects.filter(happened_at__gte=since, happened_at__lt=until)
    told = dict(events.filter(name__startswith="filing_right.").order_by().values_list("name").annotate(n=Count("pk")))
    return [
        Row(_("Manifestly unfounded notices"), final.filter(manifestly_unfounded=True).count()),
        Row(_("Warnings"), told.get("filing_right.warned", 0)),
        Row(_("Suspensions of the right to file"), told.get("filing_right.suspended", 0)),
    ]
