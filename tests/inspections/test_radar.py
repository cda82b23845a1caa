"""The radar: what breaks on a member's shop is seen, told with proof and time to mend it, and closes when mended."""

from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from inspections import audits, jobs, radar, terms
from inspections.crawler import Crawler
from inspections.editions import edition
from inspections.models import AuditDraw, Checklist, Inspection, Remedy, Scan, ScanChange, ScanPage
from inspections.models import scan as scans
from inspections.models.scan import tonight
from inspections.preinspection import inspect_shop
from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import GOOD, Place, pages
from inspections.site import Claims
from keurmerk.calendar import AMSTERDAM, amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.outside.guard import Guard
from keurmerk.outside.unreadable import HttpError
from members.models import MarkGrant
from tests.factories import members
from tests.inspections.mutations import MUTATIONS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PLACE = Place(mark="Keurtegel", committee="Geschillencommissie Keurtegel", base=settings.SITE_URL, shop="1")
NOW = datetime(2026, 11, 2, 10, 0, tzinfo=AMSTERDAM)


@pytest.fixture(scope="module")
def server():
    with ShopServer(pages(GOOD, PLACE)) as running:
        yield running


def looked(server, content, at=NOW):
    server.pages = content
    guard = Guard("Test/1", allow_loopback=True)
    return inspect_shop(server.url, guard=guard, at=at, mark=PLACE.mark, committee=PLACE.committee, language="nl",
                        claims=Claims(GOOD.legal, GOOD.kvk, GOOD.vat, granted=True),
                        crawler=Crawler(guard, at, pause=0))  # fmt: skip


@pytest.fixture
def scan():
    Checklist.load(edition(), valid_from=date(2020, 1, 1))
    shop = members.full_shop(owner=members.user())
    drain()
    return Scan.objects.create(shop=shop, next_scan_at=NOW)


@pytest.fixture
def known(scan, server):
    """A shop of which the radar has seen how it should be."""
    radar.settle(scan.pk, looked(server, pages(GOOD, PLACE)), at=NOW)
    return scan


def turned(scan):
    """Every code about which somebody hears: the owner, or an inspector."""
    changes = ScanChange.objects.filter(scan=scan)
    told = [code for change in changes for code in [*change.codes, *change.improvements]]
    return {*told, *Remedy.objects.of(scan.shop).values_list("code", flat=True)}


class TestFortyMutations:
    def test_are_forty(self):
        assert len(MUTATIONS) == 40

    @pytest.mark.parametrize("mutation", MUTATIONS, ids=[f"{n}-{each.code}" for n, each in enumerate(MUTATIONS)])
    def test_each_raises_the_right_alert(self, known, server, mutation):
        changed = mutation.on(pages(GOOD, PLACE))
        radar.settle(known.pk, looked(server, changed), at=NOW + DAY)
        assert mutation.code in turned(known)

    def test_a_change_that_breaks_nothing_is_logged_and_nobody_is_asked(self, known, server):
        harmless = {path: content.replace("We helpen je graag", "Bel gerust") if isinstance(content, str) else content
                    for path, content in pages(GOOD, PLACE).items()}  # fmt: skip
        radar.settle(known.pk, looked(server, harmless), at=NOW + DAY)
        assert turned(known) == set()
        change = ScanChange.objects.get()
        assert [sign for sign, _ in change.pieces] == ["-", "+"]

    def test_the_same_pages_again_leave_no_trace(self, known, server):
        radar.settle(known.pk, looked(server, pages(GOOD, PLACE)), at=NOW + DAY)
        assert not ScanChange.objects.exists()
        kept = ScanPage.objects.count()
        radar.settle(known.pk, looked(server, pages(GOOD, PLACE)), at=NOW + 2 * DAY)
        assert ScanPage.objects.count() == kept


CAPTCHA = "<html lang=nl><h1>Checking your browser</h1><p>Verify you are human. This takes a moment, and protects the shop.</p>"
DOORS = {
    "a captcha": lambda _shop: {"/": CAPTCHA},
    "a page for JavaScript": lambda _shop: {"/": "<html lang=nl><div id=app></div><script src=/app.js></script>"},
    "robots.txt before its terms": lambda shop: {**shop, "/robots.txt": "User-agent: *\nDisallow: /voorwaarden"},
}


@pytest.mark.parametrize("door", DOORS)
class TestANightBeforeAClosedDoor:
    def test_accuses_nobody(self, door, known, server):
        radar.settle(known.pk, looked(server, DOORS[door](pages(GOOD, PLACE))), at=NOW + DAY)
        assert not Remedy.objects.exists()
        assert turned(known) == set()

    def test_leaves_standing_what_was_known(self, door, known, server):
        before = known.verdicts or Scan.objects.get().verdicts
        radar.settle(known.pk, looked(server, DOORS[door](pages(GOOD, PLACE))), at=NOW + DAY)
        after = Scan.objects.get().verdicts
        assert {code: after[code][0] for code in ("WD-01", "ID-03")} == {
            code: before[code][0] for code in ("WD-01", "ID-03")
        }


class TestRemedy:
    @pytest.fixture
    def broken(self, known, server):
        radar.settle(known.pk, looked(server, MUTATIONS[0].on(pages(GOOD, PLACE))), at=NOW + DAY)
        return Remedy.objects.get(code="ID-03")

    @pytest.mark.rule("6.5")
    def test_gives_two_weeks_and_tells_with_proof_and_advice(self, broken):
        assert broken.due_at == end_of_day(amsterdam_date(NOW) + 15 * DAY)
        drain()
        letter = SentLetter.objects.get(letter="inspections/remedy_demanded")
        assert "17 november 2026" in letter.text
        assert "Wat je kunt doen" in letter.text

    def test_closes_by_itself_when_it_is_mended(self, broken, known, server):
        radar.settle(known.pk, looked(server, pages(GOOD, PLACE)), at=NOW + 2 * DAY)
        broken.refresh_from_db()
        assert broken.state == Remedy.State.MENDED
        drain()
        assert SentLetter.objects.filter(letter="inspections/remedy_mended").count() == 1

    def test_of_a_page_that_changes_every_night_is_one_letter(self, broken, known, server):
        for night in range(2, 8):
            content = pages(GOOD, PLACE) if night % 2 == 0 else MUTATIONS[0].on(pages(GOOD, PLACE))
            radar.settle(known.pk, looked(server, content), at=NOW + night * DAY)
        drain()
        assert Remedy.objects.filter(code="ID-03").count() == 1
        assert SentLetter.objects.filter(letter="inspections/remedy_demanded").count() == 1

    @pytest.mark.rule("7.3")
    def test_past_its_day_waits_for_a_person_and_ends_nothing(self, broken):
        assert jobs.OVERDUE.run(broken.due_at - timedelta(minutes=1)) == 0
        jobs.OVERDUE.run(broken.due_at + timedelta(minutes=1))
        broken.refresh_from_db()
        assert broken.state == Remedy.State.OVERDUE
        assert broken.shop.membership.ended_at is None
        assert broken.shop.grant.state == MarkGrant.State.GRANTED

    @pytest.mark.rule("6.5")
    def test_can_be_given_more_time(self, broken):
        inspector = members.inspector()
        with pytest.raises(IllegalMove):
            broken.extend(date(2026, 11, 4), by=inspector, at=NOW + 2 * DAY, reason="x")
        jobs.OVERDUE.run(broken.due_at + DAY)
        broken.refresh_from_db()
        broken.extend(date(2026, 12, 24), by=inspector, at=broken.due_at + DAY, reason="Hun bouwer is ziek.")
        assert (broken.state, amsterdam_date(broken.due_at)) == ("OPEN", date(2026, 12, 24))

    def test_keeps_an_aspirant_from_promotion(self, broken):
        assert jobs.remedy_stands_against(broken.shop.membership, NOW) == "remedy_open"
        broken.drop(by=members.inspector(), at=NOW + 2 * DAY, reason="Het staat er als plaatje.")
        assert jobs.remedy_stands_against(broken.shop.membership, NOW) == ""

    def test_is_one_per_point_in_the_database_too(self, broken):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remedy.objects.create(
                shop=broken.shop, criterion=broken.criterion, code="ID-03", why="RADAR", opened_at=NOW, due_at=NOW
            )

    def test_is_urgent_where_buyers_are_in_danger(self, scan):
        criterion = Checklist.objects.get().criteria.get(code="SE-01")
        made = Remedy.demand(scan.shop, criterion, Remedy.Why.RADAR, at=NOW)
        assert made.due_at == end_of_day(amsterdam_date(NOW) + 2 * DAY)  # reading A6


class TestNight:
    def test_every_shop_has_its_own_minute_between_eleven_and_seven(self):
        minutes = [tonight(pk, NOW) for pk in range(1, 2001)]
        assert all(each > NOW for each in minutes)
        assert all(each.hour >= 23 or each.hour < 7 for each in (m.astimezone(AMSTERDAM) for m in minutes))
        busiest = max(minutes.count(each) for each in set(minutes))
        assert busiest <= 5 * 2000 / 480
        assert tonight(7, NOW) + DAY == tonight(7, NOW + DAY)

    def test_enlists_who_may_show_the_mark_once(self):
        shop = members.full_shop(host="theeplank.nl")
        members.full_shop(host="winkel.example")  # a name that nothing can answer at
        members.shop(host="nieuw.nl")
        assert Scan.enlist(now=NOW) == 1
        assert Scan.enlist(now=NOW) == 0
        assert Scan.objects.get().shop == shop

    def test_claims_a_look_so_that_a_dead_worker_costs_no_more_than_that(self, scan):
        assert jobs.SCAN.run(now=NOW) == 1
        assert jobs.SCAN.run(now=NOW + timedelta(minutes=5)) == 0
        assert jobs.SCAN.run(now=NOW + timedelta(minutes=11)) == 1

    def test_sends_out_no_more_in_a_minute_than_workers_get_done_and_some_side_by_side(self, monkeypatch):
        for number in range(7):
            Scan.objects.create(shop=members.full_shop(host=f"winkel{number}.nl"), next_scan_at=NOW)
        monkeypatch.setattr(terms, "SCANS_A_MINUTE", 5)
        monkeypatch.setattr(terms, "SCANS_TOGETHER", 2)
        sent = []
        monkeypatch.setattr(scans, "async_task", lambda _name, some, **_options: sent.append(len(some)))
        assert [jobs.SCAN.run(now=NOW) for _ in range(3)] == [5, 2, 0]
        assert sent == [2, 2, 1, 2]

    def test_one_that_breaks_off_holds_up_no_other(self, monkeypatch, caplog):
        rows = [Scan.objects.create(shop=members.full_shop(host=f"w{n}.nl"), next_scan_at=NOW) for n in range(3)]

        def visited(shop, _at):
            if shop.host == "w1.nl":
                raise RuntimeError("a fault of ours")
            return None, "timed_out"

        monkeypatch.setattr(radar, "_visited", visited)
        radar.scan_all([row.pk for row in rows])
        assert sorted(Scan.objects.values_list("shop__host", "problem")) == [
            ("w0.nl", "timed_out"), ("w1.nl", ""), ("w2.nl", "timed_out"),
        ]  # fmt: skip
        assert "broke off" in caplog.text

    def test_visits_shops_side_by_side_and_asks_the_database_nothing_meanwhile(self, monkeypatch):
        rows = [Scan.objects.create(shop=members.full_shop(host=f"w{n}.nl"), next_scan_at=NOW) for n in range(3)]
        together = Barrier(3, timeout=20)  # nobody goes on before all three are there

        def inspected(url, **_facts):
            together.wait()
            raise HttpError(503)

        monkeypatch.setattr(radar, "inspect_shop", inspected)
        radar.scan_all([row.pk for row in rows])
        assert set(Scan.objects.values_list("problem", flat=True)) == {"http_error"}

    def test_leaves_a_former_member_alone(self, scan):
        scan.shop.membership.end(actor="test", at=NOW, reason="14.1")
        assert jobs.SCAN.run(now=NOW + DAY) == 0

    def test_a_shop_that_cannot_be_read_is_told_the_third_night_and_accused_of_nothing(self, known):
        for night in range(1, 5):
            radar.settle(known.pk, None, problem="timed_out", at=NOW + night * DAY)
        drain()
        assert SentLetter.objects.filter(letter="inspections/scan_unreachable").count() == 1
        assert turned(known) == set()

    def test_looks_at_once_when_the_owner_asks_so_often_and_no_more(self, known):
        for _ in range(8):
            known.ask(actor="user:1", at=NOW + DAY)
        with pytest.raises(IllegalMove):
            known.ask(actor="user:1", at=NOW + DAY)
        known.ask(actor="user:1", at=NOW + 2 * DAY)


class TestAudit:
    @pytest.mark.rule("6.5")
    def test_that_fails_gives_each_required_point_a_reasonable_time(self, scan):
        inspector = members.inspector()
        audit = Inspection.plan_audit(scan.shop, kind="AUDIT_RANDOM", actor="test", at=NOW, due_at=None)
        audit.take(inspector, at=NOW)
        criterion = audit.checklist.criteria.get(code="ID-03")
        finding = audit.findings.create(criterion=criterion)
        finding.judge("NOT_MET", by=inspector, at=NOW, note="Geen nummer.")
        audit.refresh_from_db()
        audit.reject(by=inspector, at=NOW)
        audit.execute(at=NOW)
        drain()
        remedy = Remedy.objects.get()
        assert (remedy.code, remedy.why, remedy.inspection) == ("ID-03", "AUDIT", audit)
        assert (
            SentLetter.objects.filter(letter__startswith="inspections/").count() == 1
        )  # the result, and no second one

    @pytest.mark.rule("6.4")
    def test_is_drawn_once_a_month_and_the_draw_can_be_repeated(self):
        shops = [members.full_shop() for _ in range(60)]
        assert audits.draw(now=NOW) == 2
        assert audits.draw(now=NOW + 20 * DAY) == 0
        draw = AuditDraw.objects.get()
        assert draw.repeated() == draw.drawn
        assert set(draw.drawn) <= {shop.pk for shop in shops}
        assert sorted(Inspection.objects.values_list("shop", flat=True)) == sorted(draw.drawn)
        assert audits.draw(now=NOW + 31 * DAY) == 2

    def test_falls_on_the_heavy_more_often(self):
        from inspections.models.audit_draw import by_lot

        weights = {"1": 1.0, "2": 9.0}
        times = sum(by_lot(weights, 1, seed) == [2] for seed in range(1000))
        assert 850 <= times <= 950

    def test_weighs_complaints(self, monkeypatch):
        shop = members.full_shop()
        monkeypatch.setattr(audits, "COMPLAINTS", [lambda shops: {shop.pk: 3}])
        assert audits.weights(NOW)[shop.pk] >= 7
