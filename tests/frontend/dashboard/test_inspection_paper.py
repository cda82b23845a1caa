"""The report in the owner's hands: by the dashboard, by the link of the letter, and never before its time."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from inspections.models import Finding, Inspection
from keurmerk import clock, outbox, tokens
from keurmerk.models import SentLetter
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(now):
    case = inspections.inspection(
        outcomes={"WD-01": "not_met", "TC-02": "not_met"}, inspector=members.inspector(), at=now
    )
    inspections.judged(case, at=now)
    case.findings.filter(criterion__code="WD-01").update(
        quote="binnen 7 dagen #emph[x]", page="https://shop.example/retour", advice="Maak er 14 van.",
        private_note="Verdacht zaakje.",
    )  # fmt: skip
    case.findings.get(criterion__code="ID-03").waive("Alleen per post.", by=members.user(staff_role="manager"), at=now)
    case = Inspection.objects.get(pk=case.pk)
    case.reject(by=case.inspector, at=now, note="Bijna goed.")
    case.execute(at=now)
    return case


def words(response):
    assert response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def by_link(client, case, purpose="report"):
    return client.get(reverse("dashboard:inspection_by_link", kwargs={"token": tokens.sign(purpose, case.pk)}))


class TestReport:
    @pytest.mark.rule("4.7")
    def test_has_each_failed_point_with_quote_page_and_advice(self, client, failed):
        client.force_login(failed.application.applicant)
        address = reverse("dashboard:inspection_on_paper", kwargs={"shop_id": failed.shop_id, "pk": failed.pk})
        said = words(client.get(address))
        for piece in ("WD-01", "binnen 7 dagen #emph[x]", "https://shop.example/retour", "Maak er 14 van.", "Bijna"):
            assert piece in said
        assert "TC-02" in said

    def test_keeps_what_is_ours_to_ourselves_in_every_output(self, client, failed):
        outbox.drain()
        letter = SentLetter.objects.get(letter="inspections/rejected")
        client.force_login(failed.application.applicant)
        page = client.get(reverse("dashboard:inspection", kwargs={"shop_id": failed.shop_id})).content.decode()
        for output in (words(by_link(client, failed)), letter.text, page):
            assert "Verdacht" not in output
            assert "per post" not in output

    def test_opens_from_the_letter_without_logging_in(self, client, failed):
        outbox.drain()
        assert "/dashboard/reports/" in SentLetter.objects.get(letter="inspections/rejected").text
        assert "WD-01" in words(by_link(client, failed))

    def test_opens_with_no_other_link(self, client, failed):
        assert by_link(client, failed, "reinspection").status_code == 410
        assert client.get(reverse("dashboard:inspection_by_link", kwargs={"token": "1:x:y"})).status_code == 410

    def test_is_of_ones_own_shop(self, client, failed):
        me = members.user()
        mine = members.shop(owner=me)
        client.force_login(me)
        address = reverse("dashboard:inspection_on_paper", kwargs={"shop_id": mine.pk, "pk": failed.pk})
        assert client.get(address).status_code == 404

    def test_does_not_exist_while_the_decision_can_be_taken_back(self, client):
        now = clock.now()
        case = inspections.inspection(outcomes={"WD-01": "not_met"}, inspector=members.inspector(), at=now)
        case.reject(by=case.inspector, at=now)
        assert by_link(client, case).status_code == 404

    def test_of_an_approval_says_so(self, client):
        case = inspections.passed_inspection()
        assert Finding.objects.filter(inspection=case).failed().count() == 0
        assert "Aan geen punt" in words(by_link(client, case)) or "goedgekeurd" in words(by_link(client, case))
