"""What a member has to mend, and what changed, in the dashboard (terms 6.5, 7.3, 7.4)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.editions import edition
from inspections.models import Checklist, Remedy, Scan, ScanChange
from keurmerk import clock
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
