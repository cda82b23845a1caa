"""Points to mend at the desk: extended, dropped or seen to be right; and the draws of checks (terms 6.4, 6.5)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections import audits
from inspections.editions import edition
from inspections.models import AuditDraw, Checklist, Remedy, ReportedChange, Scan, ScanChange
from keurmerk import clock
from keurmerk.models import Event
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(client):
    Checklist.load(edition(), valid_from=date(2020, 1, 1))
    person = members.inspector()
    client.force_login(person)
    return person


def demand(shop=None, code="ID-03"):
    criterion = Checklist.objects.get().criteria.get(code=code)
    return Remedy.demand(shop or members.full_shop(), criterion, Remedy.Why.RADAR, at=clock.now())


def url(name, /, **kwargs):
    return reverse(f"desk:{name}", kwargs=kwargs)


@pytest.mark.parametrize("role", ["", "moderator", "finance"])
def test_is_for_inspectors(client, inspector, role):
    remedy = demand()
    client.force_login(members.user(staff_role=role))
    assert client.get(url("remedies")).status_code == 404
    assert client.get(url("remedy", pk=remedy.pk)).status_code == 404
    assert client.post(url("settle_remedy", pk=remedy.pk, name="mended")).status_code == 404


def test_what_is_past_its_day_comes_first(client, inspector):
    remedy = demand()
    remedy.pass_its_day(actor="clock", at=remedy.due_at)
    html = client.get(url("remedies")).text
    assert "Hun dag is voorbij" in html
    assert remedy.shop.host in html


def test_more_time_is_given_with_a_reason(client, inspector):
    remedy = demand()
    until = (remedy.due_at + timedelta(days=20)).date()
    assert client.post(url("settle_remedy", pk=remedy.pk, name="extend"), {"until": until}).status_code == 422
    client.post(url("settle_remedy", pk=remedy.pk, name="extend"), {"until": until, "reason": "Hun bouwer is ziek."})
    remedy.refresh_from_db()
    assert (remedy.due_at.date(), remedy.reason) == (until, "Hun bouwer is ziek.")
    page = client.post(
        url("settle_remedy", pk=remedy.pk, name="extend"), {"until": "2020-01-01", "reason": "x"}, follow=True
    )
    assert "geen latere" in page.text


def test_it_is_dropped_or_seen_to_be_right_once(client, inspector):
    one, other = demand(), demand()
    client.post(url("settle_remedy", pk=one.pk, name="drop"), {"reason": "Staat in een plaatje."})
    client.post(url("settle_remedy", pk=other.pk, name="mended"))
    assert sorted(Remedy.objects.values_list("state", flat=True)) == ["DROPPED", "MENDED"]
    assert "niet gebeurd" in client.post(url("settle_remedy", pk=one.pk, name="mended"), follow=True).text


def test_a_doubtful_change_is_looked_at_by_a_person(client, inspector):
    scan = Scan.objects.create(shop=members.full_shop(), next_scan_at=clock.now())
    change = ScanChange.objects.create(
        scan=scan, url="https://x.example/", kind="terms", seen_at=clock.now(), pieces=[["+", "Nieuw"]], codes=["WD-09"]
    )
    assert "WD-09" in client.get(url("remedies")).text
    client.post(url("change_seen", pk=change.pk))
    assert "WD-09" not in client.get(url("remedies")).text


@pytest.mark.rule("7.4")
def test_what_a_member_changed_is_read_by_a_person_once(client, inspector):
    shop = members.full_shop()
    report = ReportedChange.report(
        shop, "Andere voorwaarden.", changed_on=date(2026, 1, 5), actor="user:9", at=clock.now()
    )
    assert "Andere voorwaarden." in client.get(url("remedies")).text
    for _ in range(2):
        client.post(url("report_seen", pk=report.pk))
    assert "Andere voorwaarden." not in client.get(url("remedies")).text
    report.refresh_from_db()
    assert report.looked_by == f"user:{inspector.pk}"
    assert Event.objects.filter(name="scan.report_seen").count() == 1


def test_a_draw_shows_that_it_can_be_repeated(client, inspector):
    members.full_shop()
    audits.draw(now=clock.now())
    html = client.get(url("audit_draw", pk=AuditDraw.objects.get().pk)).text
    assert "Dezelfde loting" in html
    assert "Controles door loting" in client.get(url("remedies")).text


def test_asks_the_database_as_often_for_any_number(client, inspector):
    counts = []
    for more in (1, 8):
        for _ in range(more):
            demand()
        client.get(url("remedies"))
        with CaptureQueriesContext(connection) as captured:
            client.get(url("remedies"))
        counts.append(len(captured))
    assert counts[0] == counts[1]
