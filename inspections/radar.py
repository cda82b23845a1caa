"""The nightly look at a member's shop: the visit without a transaction, what came of it in one (terms 6.4, 7.4)."""

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from inspections import campaigns
from inspections.changes import changed
from inspections.models import Checklist, Criterion, Remedy, Scan, ScanChange, ScanPage
from inspections.pages import Kind, Page
from inspections.preinspection import Preinspection, inspect_shop
from inspections.reading import user_agent
from inspections.site import Claims
from inspections.verdicts import DecidedBy, Outcome, Verdict
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.outside.guard import Guard
from keurmerk.outside.unreadable import Unreadable
from members.models import Shop

_LOG = logging.getLogger(__name__)
KEY_PAGES = {Kind.TERMS, Kind.PRIVACY, Kind.RETURNS, Kind.CONTACT, Kind.DELIVERY, Kind.COMPLAINTS, Kind.COOKIES}
LONGEST_TEXT = 200_000  # characters of a page that are kept for comparing


def scan_all(scan_ids: Sequence[int]) -> None:
    """What the queue calls: these shops side by side. The visits run in threads; what came of each is settled here.

    One that breaks off holds up no other; its lease runs out and it is looked at again.
    """
    rows = list(Scan.objects.of_members().select_related("shop__member").filter(pk__in=scan_ids))
    at = clock.now()
    with ThreadPoolExecutor(max(1, len(rows))) as pool:
        under_way = {pool.submit(_visited, row.shop, at): row.pk for row in rows}
        for visit in as_completed(list(under_way)):
            scan_id = under_way.pop(visit)
            try:
                found, problem = visit.result()
                settle(scan_id, found, problem=problem, at=clock.now())
            except Exception:  # noqa: BLE001  # the other shops must not wait for this one
                _LOG.exception("Scan %s broke off", scan_id)


def _visited(shop: Shop, at: datetime) -> tuple[Preinspection | None, str]:
    """What the shop says tonight, or why that cannot be read. Asks the database nothing: it runs in a thread."""
    try:
        with translation.override(shop.language):
            found = inspect_shop(
                shop.url,
                guard=Guard(user_agent=user_agent(), allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK),
                at=at,
                mark=settings.BRAND["name"],
                committee=settings.BRAND["disputes_committee"],
                language=shop.language,
                claims=Claims(shop.member.legal_name, shop.member.kvk_number, shop.member.vat_number, granted=True),
                pictures=False,
            )
    except Unreadable as failure:
        return None, failure.reason
    return found, ""


def settle(scan_id: int, found: Preinspection | None, *, problem: str = "", at: datetime) -> None:
    """Writes down what was seen, opens what broke and closes what was mended, all or nothing."""
    with transaction.atomic():
        row = Scan.objects.select_for_update(of=("self",)).select_related("shop").filter(pk=scan_id).first()
        if row is None:
            return
        if found is None:
            row.saw_nothing(problem, at=at)
            return
        before: Mapping[str, Any] = row.verdicts
        now = _remembered(before, found)
        pages = _compare(row, [page for page in found.pages if page.kind in KEY_PAGES], at=at)
        if before:
            _weigh(row, before, found.verdicts, pages, at=at)
        row.saw(now, at=at)
        campaigns.note_met(row.shop_id, now, at=at)


def _remembered(before: Mapping[str, Any], found: Preinspection) -> dict[str, Any]:
    """What the next night is compared with. A night before a closed door leaves standing what was known already."""
    now = {each.code: [each.verdict.value, each.decided_by.value] for each in found.verdicts}
    if not any(each.blinds for each in found.problems):
        return now
    return {code: before.get(code, said) if said[0] == Outcome.UNKNOWN.value else said for code, said in now.items()}


def _compare(row: Scan, pages: list[Page], *, at: datetime) -> list[ScanChange]:
    """Key pages that say something else than at the last look; the first look only remembers."""
    known = {page.url: page for page in row.pages.all()}
    changes = []
    for page in pages:
        url, text = page.url[:1000], page.text.replace("\0", " ")[:LONGEST_TEXT]
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        old = known.get(url)
        if old and old.sha256 == digest:
            continue
        if row.verdicts:
            pieces = changed(old.text if old else "", text)
            changes.append(
                ScanChange.objects.create(scan=row, url=url, kind=page.kind.value, seen_at=at, pieces=pieces)
            )
        facts = {"kind": page.kind.value, "sha256": digest, "text": text, "seen_at": at}
        ScanPage.objects.update_or_create(scan=row, url=url, defaults=facts)
    return changes


def _weigh(
    row: Scan, before: Mapping[str, Any], verdicts: Iterable[Verdict], changes: list[ScanChange], *, at: datetime
) -> None:
    """What turned from right to wrong: a remedy where the machine is sure, else a task for an inspector."""
    criteria = {each.code: each for each in _criteria(at)}
    open_now = {each.code: each for each in Remedy.objects.of(row.shop).open()}
    doubtful: list[str] = []
    worse: list[str] = []
    for verdict in verdicts:
        criterion = criteria.get(verdict.code)
        sure = verdict.decided_by == DecidedBy.MACHINE
        if verdict.code in open_now and verdict.verdict == Outcome.MET and sure:
            open_now[verdict.code].mend(actor="clock", at=at)
        if criterion is None or not _broke(before.get(verdict.code, [""])[0], verdict.verdict):
            continue
        lost = verdict.verdict == Outcome.UNKNOWN
        if lost and not (changes and criterion.is_blocking):
            continue  # a page that did not load tonight says nothing
        if not criterion.is_blocking:
            worse.append(verdict.code)
        elif sure and not lost:
            _demand(row, criterion, verdict, changes, at=at)
        else:
            doubtful.append(verdict.code)
    if doubtful or worse:
        _note(row, changes, doubtful, worse, at=at)


def _criteria(at: datetime) -> list[Criterion]:
    return list(Checklist.objects.in_force(amsterdam_date(at)).criteria.all())


def _broke(before: str, now: Outcome) -> bool:
    """It was not wrong and is; or it was right and nobody can tell any more."""
    if now == Outcome.NOT_MET:
        return before not in {"", Outcome.NOT_MET.value}
    return now == Outcome.UNKNOWN and before == Outcome.MET.value


def _demand(row: Scan, criterion: Criterion, verdict: Verdict, changes: list[ScanChange], *, at: datetime) -> None:
    first = verdict.evidence[0] if verdict.evidence else None
    gone = [words for change in changes for sign, words in change.pieces if sign == "-"]
    Remedy.demand(
        row.shop,
        criterion,
        Remedy.Why.RADAR,
        at=at,
        page=(first.page if first else changes[0].url if changes else row.shop.url)[:1000],
        before=gone[0] if gone else "",
        after=first.quote if first else "",
        note=verdict.note,
        advice=verdict.advice,
    )


def _note(row: Scan, changes: list[ScanChange], doubtful: list[str], worse: list[str], *, at: datetime) -> None:
    """With the change it came of; without one, as a change of its own."""
    change = changes[0] if changes else ScanChange(scan=row, url=row.shop.url, kind=Kind.HOME.value, seen_at=at)
    change.codes, change.improvements = doubtful, worse
    change.save()
