"""One look at a host that may not carry our mark: the visit without a transaction, then what came of it in one."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from inspections.browser import browser
from inspections.misuse.mark import our_mark
from inspections.misuse.sheet import Sheet
from inspections.misuse.signs import Sign, signs
from inspections.misuse.visit import visit
from inspections.models import Misuse, MisuseProof, Watch
from inspections.reading import user_agent
from keurmerk import clock
from keurmerk.outside.guard import Guard
from keurmerk.outside.unreadable import Unreadable
from members.models import MarkGrant

AFTER_A_DEMAND = "On the eighth day after the demand the mark was still there."


def look(watch_id: int) -> None:
    """What the queue calls."""
    watch = Watch.objects.open().filter(pk=watch_id).first()
    if watch is None:
        return
    try:
        sheet: Sheet | None = visited(watch.host)
        problem = ""
    except Unreadable as failure:
        sheet, problem = None, failure.reason
    picture = picture_of(sheet) if sheet and signs(sheet, our_mark()) and not may_carry(watch.host) else b""
    settle(watch_id, sheet, problem=problem, picture=picture, at=clock.now())


def picture_of(sheet: Sheet) -> bytes:
    """The page as a visitor's browser shows it; nothing without a browser, and when it cannot be shown."""
    with browser(allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK) as opened:
        shown = opened.look(sheet.url) if opened else None
    return shown.picture if shown else b""


def visited(host: str) -> Sheet:
    """The home page of this host, over https where that works. Raises Unreadable."""
    guard = Guard(user_agent=user_agent(), allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK)
    try:
        return visit(f"https://{host}/", guard)
    except Unreadable:
        return visit(f"http://{host}/", guard)


def settle(watch_id: int, sheet: Sheet | None, *, problem: str = "", picture: bytes = b"", at: datetime) -> None:
    """Writes down what was seen, and opens, proves or closes a case by it, all or nothing."""
    with transaction.atomic():
        watch = Watch.objects.open().select_for_update().filter(pk=watch_id).first()
        if watch is None:
            return
        if sheet is None:
            watch.saw_nothing(problem, at=at)
            return
        found = signs(sheet, our_mark())
        if may_carry(watch.host):
            watch.close(actor="clock", at=at)
        elif found:
            _there(watch, sheet, found, picture, at=at)
        else:
            _gone(watch, sheet, at=at)


def may_carry(host: str) -> bool:
    """The mark is granted to this host now, or it is our own (terms 5.7)."""
    ours = our_mark().host in {host, f"www.{host}"}
    return ours or MarkGrant.objects.filter(host=host, state=MarkGrant.State.GRANTED).exists()


def _there(watch: Watch, sheet: Sheet, found: list[Sign], picture: bytes, *, at: datetime) -> None:
    if not watch.found_there(at=at):
        return  # the seven days to clean up are still running (terms 10.4)
    case = Misuse.report(watch.host, watch.why, actor="clock", at=at, shop=watch.shop)
    said = [each.as_json() for each in found]
    MisuseProof.keep(case, url=sheet.url, html=sheet.html, signs=said, at=at, picture=picture)
    if watch.why == Watch.Why.DEMANDED and case.state == Misuse.State.REPORTED:
        case.confirm(by=None, actor="clock", at=at, reason=AFTER_A_DEMAND)


def _gone(watch: Watch, sheet: Sheet, *, at: datetime) -> None:
    """Seen gone twice, a day apart, an open case ends (rulebook 2.5)."""
    seen_before = watch.gone_at
    watch.found_gone(at=at)
    case = Misuse.objects.open().filter(host=watch.host).first()
    if case is None:
        return
    MisuseProof.keep(case, url=sheet.url, html=sheet.html, signs=[], at=at)
    if case.state not in {Misuse.State.REPORTED, Misuse.State.UNFOUNDED} and seen_before:
        case.close_as_gone(actor="clock", at=at)
