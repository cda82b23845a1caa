"""Random checks of members: who weighs how much, and the month's draw (terms 6.4)."""

from collections.abc import Callable
from datetime import datetime, time
from math import ceil

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q

from inspections import terms
from inspections.models import AuditDraw, Inspection
from keurmerk.calendar import AMSTERDAM, amsterdam_date
from keurmerk.workdays import add_workdays
from members.models import MarkGrant, Shop

# Whoever knows of complaints about shops adds a function here at start-up: from their numbers to how many there were.
Complaints = Callable[[list[int]], dict[int, int]]
COMPLAINTS: list[Complaints] = []
WORKDAYS = 10  # in which an audit is aimed to be done


def weights(now: datetime) -> dict[int, float]:
    """Everybody can be drawn; risk, complaints, remedies and a long time without a look weigh more."""
    granted = MarkGrant.objects.filter(shop=OuterRef("pk"), state=MarkGrant.State.GRANTED)
    busy = Inspection.objects.open().filter(shop=OuterRef("pk"))
    decided = Q(inspections__decided_at__isnull=False)
    rows = (
        Shop.objects.filter(Exists(granted), ended_at=None)
        .exclude(Exists(busy))
        .annotate(
            risk=Max("inspections__risk", filter=decided),
            looked_at=Max("inspections__decided_at", filter=decided),
            remedied=Count("remedies", distinct=True),
        )
    )
    facts = rows.values_list("pk", "risk", "remedied", "looked_at")
    found = {pk: 1.0 + (risk or 0) + 2.0 * remedied + _years_since(at, now) for pk, risk, remedied, at in facts}
    for ask in COMPLAINTS:
        for number, many in ask(list(found)).items():
            found[number] += 2.0 * many
    return found


def _years_since(moment: datetime | None, now: datetime) -> float:
    return round((now - moment).days / 365, 2) if moment else 1.0


def draw(*, now: datetime) -> int:
    """Once a month: plans a check of every shop that is drawn, in the queue of the inspectors."""
    month = amsterdam_date(now).replace(day=1)
    if AuditDraw.objects.filter(month=month).exists():
        return 0
    weighed = weights(now)
    if not weighed:
        return 0
    due = datetime.combine(add_workdays(amsterdam_date(now), WORKDAYS), time(17, 0), tzinfo=AMSTERDAM)
    with transaction.atomic():  # a draw without its checks would never be held again
        held = AuditDraw.hold(month, weighed, max(1, ceil(len(weighed) * terms.AUDIT_SHARE)), at=now)
        for shop in Shop.objects.filter(pk__in=held.drawn if held else []):
            Inspection.plan_audit(shop, kind=Inspection.Kind.AUDIT_RANDOM, actor="clock", at=now, due_at=due)
    return len(held.drawn) if held else 0
