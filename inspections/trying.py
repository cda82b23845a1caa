"""Tries a draft edition chunk by chunk: killed anywhere, a chunk was done whole or not at all (terms 6.1)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from inspections.models import EditionTrial, Snapshot, TrialFailure
from inspections.pages import Kind, Page
from inspections.preinspection import judge
from inspections.readers import read_html, read_text
from inspections.site import Claims, Site
from inspections.verdicts import Verdict
from keurmerk import clock
from members.models import Shop

STALLED = timedelta(minutes=5)


def step(trial_id: int, after: int) -> bool:
    """What the queue calls: the shops after `after`, and the next chunk. False when that was done already."""
    with transaction.atomic():
        running = EditionTrial.objects.running().select_for_update(skip_locked=True, of=("self",))
        trial = running.filter(pk=trial_id, after=after).first()
        if trial is None:
            return False
        shops = trial.next_shops()
        criteria = list(trial.checklist.criteria.all())
        for shop in shops:
            said = {verdict.code: verdict for verdict in verdicts_on(shop)}
            failures = [TrialFailure.of(trial, shop, each, said.get(each.code)) for each in criteria]
            TrialFailure.objects.bulk_create([each for each in failures if each])
        trial.moved_past(shops, at=clock.now())
        if trial.done_at is None:
            trial.queue()
    return True


def verdicts_on(shop: Shop) -> tuple[Verdict, ...]:
    """Every probe on the pages that we kept when we last read this shop."""
    last = Snapshot.objects.filter(inspection__shop=shop).order_by("-reading").values("reading")[:1]
    pages = tuple(page_of(kept) for kept in Snapshot.objects.filter(reading=last))
    member = shop.member
    site = Site(
        pages=pages,
        mark=settings.BRAND["name"],
        committee=settings.BRAND["disputes_committee"],
        asked_language=shop.language,
        whole=True,
        host=shop.host,
        claims=Claims(member.legal_name, member.kvk_number, member.vat_number, granted=True),
    )
    return judge(site)


def page_of(kept: Snapshot) -> Page:
    """The page as it was read, from the proof of it."""
    kind = Kind(kept.kind) if kept.kind in set(Kind) else Kind.OTHER
    if kept.html:
        return read_html(kept.html, url=kept.url, kind=kind)
    return read_text(kept.text, url=kept.url, kind=kind)


def resume(*, now: datetime) -> int:
    """Queues anew what a worker left behind. `now` is the installation's; workers die on the machine's clock."""
    stalled = list(EditionTrial.objects.stalled(clock.real() - STALLED))
    for trial in stalled:
        trial.queue()
    return len(stalled)
