"""The mark must go within seven days: who is looked at when, and what comes of a look (terms 10.2-10.5)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from inspections import jobs, watching
from inspections.misuse.sheet import Sheet
from inspections.models import Misuse, MisuseProof, Watch
from inspections.sandbox.server import ShopServer
from keurmerk.calendar import AMSTERDAM
from keurmerk.outbox import drain
from members.models import MarkGrant
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SHOWN = '<html><body><footer><small>Keurtegel gecertificeerd</small></footer><a href="/cart">x</a></body></html>'
CLEAN = "<html><body><h1>Fietsen</h1></body></html>"


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM)


@pytest.fixture
def demanded(now):
    """A membership that ended at noon on Monday: the mark must be gone on the ninth (reading A7)."""
    shop = members.full_shop()
    shop.membership.end(actor="test", at=now, reason="14.1")
    drain()
    return Watch.objects.get(host=shop.host)


def see(watch, html, at):
    watching.settle(watch.pk, Sheet(f"https://{watch.host}/", html), at=at)
    watch.refresh_from_db()
    return watch


class TestDemand:
    @pytest.mark.rule("10.2")
    def test_begins_a_watch_at_once(self, demanded, now):
        assert (demanded.why, demanded.next_look_at) == ("DEMANDED", now)
        assert demanded.grant.state == MarkGrant.State.MUST_REMOVE

    @pytest.mark.rule("10.4")
    def test_is_looked_at_on_day_0_3_7_and_8_and_is_misuse_only_then(self, demanded, now):
        days = []
        for _ in range(4):
            days.append((demanded.next_look_at.date() - now.date()).days)
            assert not Misuse.objects.exists()
            see(demanded, SHOWN, demanded.next_look_at)
        assert days == [0, 3, 7, 8]
        case = Misuse.objects.get()
        assert (case.state, case.source, case.shop) == ("CONFIRMED", "DEMANDED", demanded.shop)
        assert case.proofs.get().signs[0]["proof"] == "Keurtegel gecertificeerd"

    def test_is_met_when_the_mark_is_seen_gone_twice_a_day_apart(self, demanded, now):
        see(demanded, CLEAN, now)
        assert demanded.closed_at is None
        assert demanded.next_look_at == now + DAY
        see(demanded, CLEAN, now + DAY)
        assert demanded.closed_at == now + DAY
        assert MarkGrant.objects.get(pk=demanded.grant_id).state == MarkGrant.State.REMOVED

    def test_is_not_met_when_the_mark_comes_back_in_between(self, demanded, now):
        see(demanded, CLEAN, now)
        see(demanded, SHOWN, now + DAY)
        see(demanded, CLEAN, now + 2 * DAY)
        assert (demanded.closed_at, demanded.gone_at) == (None, now + 2 * DAY)

    def test_proves_nothing_when_the_site_cannot_be_read(self, demanded, now):
        watching.settle(demanded.pk, None, problem="timed_out", at=now)
        demanded.refresh_from_db()
        assert (demanded.problem, demanded.next_look_at, demanded.gone_at) == ("timed_out", now + DAY, None)

    @pytest.mark.rule("10.1")
    def test_goes_over_into_a_weekly_look_at_a_former_member(self, demanded, now):
        see(demanded, CLEAN, now)
        see(demanded, CLEAN, now + DAY)
        drain()
        again = Watch.objects.open().get(host=demanded.host)
        assert (again.why, again.next_look_at) == ("FORMER", now + 8 * DAY)
        see(again, SHOWN, now + 8 * DAY)
        assert Misuse.objects.get().state == "REPORTED"  # a person judges


class TestWatch:
    def test_ends_when_the_host_gets_the_mark(self, now):
        shop = members.shop()
        watch = Watch.begin(shop.host, Watch.Why.LISTED, at=now)
        MarkGrant.grant(shop, actor="test", at=now)
        drain()
        watch.refresh_from_db()
        assert watch.closed_at == now

    def test_never_opens_a_case_about_a_host_that_may_carry_it(self, now):
        shop = members.full_shop()
        watch = Watch.begin(shop.host, Watch.Why.REFERRER, at=now)
        see(watch, SHOWN, now)
        assert watch.closed_at == now
        assert not Misuse.objects.exists()

    def test_of_a_strange_host_ends_after_three_looks_without_a_mark(self, now):
        watch = Watch.begin("nieuws.example", Watch.Why.LISTED, at=now)
        for week in range(3):
            assert watch.closed_at is None
            see(watch, CLEAN, now + week * 7 * DAY)
        assert watch.closed_at is not None

    def test_is_one_per_host_and_a_demand_goes_first(self, now):
        shop = members.full_shop()
        drain()
        Watch.begin(shop.host, Watch.Why.REPORTED, at=now)
        shop.membership.end(actor="test", at=now + DAY, reason="14.1")
        drain()
        watch = Watch.objects.get(host=shop.host)
        assert (watch.why, watch.begun_at) == ("DEMANDED", now + DAY)

    @pytest.mark.rule("10.1")
    def test_follows_who_did_not_become_a_member(self, now):
        application = inspections.submitted_application(at=now)
        application.withdraw(actor="test", at=now)
        drain()
        assert Watch.objects.get(host=application.shop_host).why == "REFUSED"

    def test_claims_its_look_so_that_a_dead_worker_costs_no_more_than_that(self, demanded, now):
        assert jobs.WATCH.run(now) == 1
        assert jobs.WATCH.run(now + timedelta(minutes=9)) == 0
        assert jobs.WATCH.run(now + timedelta(minutes=11)) == 1

    def test_really_visits_the_host(self, settings, now):
        settings.FIXTURE_SHOPS_ON_LOOPBACK = True
        with ShopServer({"/": SHOWN}) as server:
            watch = Watch.begin(server.url.split("//")[1].rstrip("/"), Watch.Why.LISTED, at=now)
            watching.look(watch.pk)
            assert Misuse.objects.get().host == watch.host
            server.pages = {"/": CLEAN}
            watching.look(watch.pk)
        assert [bool(proof.signs) for proof in MisuseProof.objects.all()] == [False, True]

    def test_does_not_visit_our_own_network(self, now):
        watch = Watch.begin("127.0.0.1:8000", Watch.Why.REPORTED, at=now)
        watching.look(watch.pk)
        watch.refresh_from_db()
        assert watch.problem
        assert not Misuse.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_settles_two_looks_at_once_into_one_case(self, now):
        watch = Watch.begin("nep.example", Watch.Why.LISTED, at=now)

        def settle(_):
            try:
                watching.settle(watch.pk, Sheet("https://nep.example/", SHOWN), at=now)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(settle, range(2)))
        assert Misuse.objects.count() == 1
        assert MisuseProof.objects.count() == 1


class TestALookByMachine:
    def look(self, html, monkeypatch, now, settings):
        pictured = []
        settings.FIXTURE_SHOPS_ON_LOOPBACK = True
        monkeypatch.setattr(watching, "picture_of", lambda sheet: pictured.append(sheet.url) or b"\xff\xd8")
        with ShopServer({"/": html}) as server:
            host = server.url.removeprefix("http://").rstrip("/")
            watch = Watch.begin(host, Watch.Why.LISTED, at=now)
            watching.look(watch.pk)
        return pictured

    def test_takes_a_picture_of_the_mark_where_it_may_not_be(self, monkeypatch, now, settings):
        assert len(self.look(SHOWN, monkeypatch, now, settings)) == 1
        assert MisuseProof.objects.get().picture

    def test_takes_none_of_a_site_without_it(self, monkeypatch, now, settings):
        assert self.look(CLEAN, monkeypatch, now, settings) == []
