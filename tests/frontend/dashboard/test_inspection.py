"""What the owner sees of the inspection, and may ask."""

import pytest
from django.urls import reverse

from inspections import reading
from inspections.models import Inspection
from keurmerk import outbox
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


def url(case, name="inspection", **kwargs):
    return reverse(f"dashboard:{name}", kwargs={"shop_id": case.shop_id, **kwargs})


@pytest.fixture
def failed(client):
    case = inspections.failed_inspection(outcomes={"WD-01": "not_met", "TC-02": "not_met", "WD-04": "not_met"})
    client.force_login(case.application.applicant)
    return case


class TestInspection:
    @pytest.mark.rule("4.7")
    def test_shows_each_failed_point_with_its_advice(self, client, failed):
        shown = client.get(url(failed)).content.decode()
        assert "14 dagen bedenktijd" in shown
        assert "Pas WD-01 aan." in shown
        assert "Hebben de voorwaarden een datum?" in shown

    def test_keeps_hints_and_private_notes_inside(self, client, now):
        case = inspections.inspection(
            outcomes={"WD-01": "not_met", "WD-04": "not_met"}, inspector=members.inspector(), at=now
        )
        finding = case.findings.get(criterion__code="WD-01")
        finding.judge("NOT_MET", by=case.inspector, at=now, private_note="Zelfde eigenaar als vorig jaar")
        client.force_login(case.application.applicant)
        shown = client.get(url(case)).content.decode()
        assert "Zelfde eigenaar" not in shown
        assert "Is elke duidelijke verklaring genoeg?" not in shown

    def test_says_why_the_shop_could_not_be_read(self, client, now):
        case = inspections.unread_inspection(at=now)
        nothing = reading.Look(problem="timeout", problem_words="De server deed er te lang over.")
        reading.settle(case.readings.get(), nothing, at=now)
        client.force_login(case.application.applicant)
        shown = client.get(url(case)).content.decode()
        assert "De server deed er te lang over." in shown
        assert url(case, "read_shop_again") in shown

    def test_is_empty_before_the_application(self, client):
        owner = members.user()
        shop = members.shop(owner=owner)
        client.force_login(owner)
        assert client.get(reverse("dashboard:inspection", kwargs={"shop_id": shop.pk})).status_code == 200

    def test_does_not_exist_for_another_owner(self, client, failed):
        client.force_login(members.user())
        assert client.get(url(failed)).status_code == 404
        assert client.post(url(failed, "ask_inspection_again")).status_code == 404

    def test_does_not_show_another_shops_round(self, client, failed):
        other = inspections.failed_inspection()
        assert client.get(url(failed, "earlier_inspection", pk=other.pk)).status_code == 404
        assert client.get(url(failed, "earlier_inspection", pk=failed.pk)).status_code == 200


class TestAskAgain:
    @pytest.mark.rule("4.9")
    @pytest.mark.rule("4.10")
    def test_starts_the_next_round(self, client, failed):
        client.post(url(failed, "ask_inspection_again"), {"what_changed": "De retourpagina."})
        outbox.drain()
        assert Inspection.objects.get(application=failed.application, round=2)
        failed.application.refresh_from_db()
        assert failed.application.what_changed == "De retourpagina."

    def test_asks_once_however_often_it_is_pressed(self, client, failed):
        for _ in range(3):
            client.post(url(failed, "ask_inspection_again"))
        outbox.drain()
        assert Inspection.objects.filter(application=failed.application).count() == 2

    def test_is_not_for_a_shop_in_inspection(self, client, now):
        case = inspections.inspection(inspector=members.inspector(), at=now)
        client.force_login(case.application.applicant)
        client.post(url(case, "ask_inspection_again"))
        case.application.refresh_from_db()
        assert case.application.state == "IN_INSPECTION"


class TestReadAgain:
    def test_asks_one_reading_at_a_time(self, client, now):
        case = inspections.inspection(at=now)
        client.force_login(case.application.applicant)
        client.post(url(case, "read_shop_again"))
        client.post(url(case, "read_shop_again"))
        assert case.readings.open().count() == 1

    def test_has_its_measure_in_a_day(self, client, now):
        case = inspections.inspection(at=now)
        client.force_login(case.application.applicant)
        for _ in range(12):
            case.readings.update(done_at=now)
            client.post(url(case, "read_shop_again"))
        assert case.readings.count() <= 10

    def test_does_not_exist_after_the_decision(self, client, failed):
        assert client.post(url(failed, "read_shop_again")).status_code == 404
