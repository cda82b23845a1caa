"""What a member has to mend, and what changed, in the dashboard (terms 6.5, 7.3, 7.4)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.editions import edition
from inspections.models import Checklist, Remedy, ReportedChange, Scan, ScanChange
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.models import Event
from members.models import MarkGrant, Shop
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def shop(owner):
    Checklist.load(edition(), valid_from=date(2020, 1, 1))
    return members.full_shop(owner=owner)


def demand(shop, code="ID-03", **proof):
    criterion = Checklist.objects.get().criteria.get(code=code)
    return Remedy.demand(shop, criterion, Remedy.Why.RADAR, at=clock.now(), **proof)


def here(shop, more=""):
    return f"/dashboard/shops/{shop.pk}/remedies/{more}"


def test_shows_each_point_with_its_proof_advice_and_day(client, shop):
    remedy = demand(shop, before="Bel 038 123 45 67", after="<b>Bel niet</b>", page="https://fietsgoed.example/contact")
    html = client.get(here(shop)).text
    assert "Bel 038 123 45 67" in html
    assert "&lt;b&gt;Bel niet" in html
    assert remedy.criterion.question in html
    assert "Ik heb het hersteld" not in html  # nobody scans it yet
    assert f"#remedy-{remedy.pk}" in client.get(f"/dashboard/shops/{shop.pk}/").text


def test_says_that_there_is_nothing(client, shop):
    assert "Niets te herstellen" in client.get(here(shop)).text


def test_shows_what_changed_and_what_could_be_better(client, shop):
    scan = Scan.objects.create(shop=shop, next_scan_at=clock.now())
    pieces = [["-", "Oude zin."], ["+", "Nieuwe zin."]]
    ScanChange.objects.create(scan=scan, url="https://x.example/", kind="terms", seen_at=clock.now(), pieces=pieces,
                              improvements=["TC-05"])  # fmt: skip
    html = client.get(here(shop)).text
    assert "<del>Oude zin.</del>" in html
    assert "<ins>Nieuwe zin.</ins>" in html
    assert "Dit kan beter" in html


def test_looks_again_when_asked_so_often_a_day(client, shop):
    Scan.objects.create(shop=shop, next_scan_at=clock.now())
    for _ in range(8):
        assert "We kijken er nu naar" in client.post(here(shop, "look/"), follow=True).text
    assert "vaak gelezen" in client.post(here(shop, "look/"), follow=True).text


@pytest.mark.rule("7.4")
class TestAChangeOfItsOwn:
    @pytest.fixture
    def scanned(self, shop):
        Shop.objects.filter(pk=shop.pk).update(host="fietsgoed.nl")
        Scan.objects.create(shop=shop, next_scan_at=clock.now() + timedelta(hours=9))
        return shop

    def tell(self, client, shop, **told):
        facts = {"what": "Nieuwe voorwaarden.", "changed_on": amsterdam_date(clock.now()), **told}
        return client.post(here(shop), facts, follow=True)

    def test_is_noted_and_has_the_shop_read_now(self, client, scanned):
        html = self.tell(client, scanned).text
        assert "We lezen je webshop nu" in html
        assert "Nieuwe voorwaarden." in html
        assert Event.objects.get(name="scan.change_reported").payload == {"shop": scanned.pk}
        assert Scan.objects.get().next_scan_at < clock.now() + timedelta(hours=1)

    @pytest.mark.parametrize("day", ["gisteren", "", "2099-01-01"])
    def test_keeps_what_was_typed_when_the_day_is_wrong(self, client, scanned, day):
        answer = self.tell(client, scanned, changed_on=day)
        assert answer.status_code == 422
        assert "Nieuwe voorwaarden." in answer.text
        assert not ReportedChange.objects.exists()

    def test_is_told_so_often_a_day_and_no_more(self, client, scanned):
        for number in range(8):
            self.tell(client, scanned, what=f"Verandering {number}.")
        answer = self.tell(client, scanned, what="De negende.")
        assert answer.status_code == 422
        assert "De negende." in answer.text
        assert ReportedChange.objects.count() == 8

    def test_needs_no_night_before_it(self, client, shop):
        Shop.objects.filter(pk=shop.pk).update(host="fietsgoed.nl")
        assert "Meld de verandering" in client.get(here(shop)).text
        self.tell(client, shop)
        assert Scan.objects.filter(shop=shop).exists()

    def test_sent_twice_is_one_report(self, client, scanned):
        self.tell(client, scanned)
        self.tell(client, scanned)
        assert ReportedChange.objects.count() == 1
        assert Event.objects.filter(name="scan.change_reported").count() == 1

    def test_is_not_asked_of_who_does_not_carry_the_mark(self, client, shop):
        MarkGrant.objects.filter(shop=shop).update(state=MarkGrant.State.SUSPENDED)
        assert "Meld de verandering" not in client.get(here(shop)).text

    def test_is_escaped(self, client, scanned):
        assert "<script>alert" not in self.tell(client, scanned, what="<script>alert(1)</script>").text

    def test_of_who_has_no_mark_or_another_owner_does_not_exist(self, client, shop):
        other = members.full_shop(owner=members.user())
        MarkGrant.objects.filter(shop=shop).update(state=MarkGrant.State.SUSPENDED)
        assert self.tell(client, other).status_code == 404
        assert self.tell(client, shop).status_code == 404
        assert not ReportedChange.objects.exists()


def test_of_another_shop_does_not_exist(client, shop):
    other = members.full_shop(owner=members.user())
    assert client.get(here(other)).status_code == 404
    assert client.post(here(other, "look/")).status_code == 404


def test_asks_the_database_as_often_for_any_number(client, shop):
    counts = []
    for codes in (("ID-03",), ("ID-04", "ID-05", "ID-06", "WD-01")):
        for code in codes:
            demand(shop, code)
        client.get(here(shop))
        with CaptureQueriesContext(connection) as captured:
            client.get(here(shop))
        counts.append(len(captured))
    assert counts[0] == counts[1]
