"""Only a risk shop is asked for an extract and a masked identity copy; they are seen, written down and deleted."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from inspections.models import Inspection
from inspections.risk_class import reasons_of
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members import jobs, terms
from members.models import RiskDocument, RiskFacts
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
HERE = "/dashboard/application/risk-documents/"
PDF = b"%PDF-1.7 extract"


@pytest.fixture
def draft(client):
    person = members.user()
    client.force_login(person)
    return members.application(applicant=person)


@pytest.fixture
def risky(draft, now):
    RiskFacts.objects.create(application=draft, electronics=True, answered_at=now)
    return draft


def text(response):
    return response.content.decode()


def send(client, content=PDF, about="EXTRACT"):
    return client.post(HERE, {about: SimpleUploadedFile("paspoort-anna.pdf", content)}, follow=True)


def given(risky, now, about="IDENTITY"):
    return RiskDocument.keep(risky, about, PDF, "PDF", at=now)


class TestWhoIsAsked:
    def test_not_a_shop_without_a_reason(self, draft, client):
        client.post("/dashboard/application/goods/", {})
        assert reasons_of(draft) == []
        assert "Twee documenten" not in text(client.get("/dashboard/application/"))
        assert client.get(HERE).status_code == 404
        assert send(client).status_code == 404

    @pytest.mark.parametrize("name", RiskFacts.QUESTIONS)
    def test_a_shop_with_one_reason(self, draft, client, name):
        client.post("/dashboard/application/goods/", {name: "on"})
        assert reasons_of(draft) == [name]
        assert "Twee documenten" in text(client.get("/dashboard/application/"))
        assert "BSN" in text(client.get(HERE))

    def test_not_any_more_when_the_answer_changes(self, risky, client):
        client.post("/dashboard/application/goods/", {})
        assert client.get(HERE).status_code == 404

    def test_an_address_that_imitates_is_a_reason_too(self, draft):
        draft.shop_host = "xn--bl-emc.com"
        assert reasons_of(draft) == ["lookalike"]

    def test_the_desk_reads_the_reasons_in_the_case(self, risky, now):
        risky.submit(actor="test", at=now)
        case = inspections.inspection(application=risky, at=now)
        assert "electronics" in Inspection.objects.get(pk=case.pk).risk_reasons


class TestSending:
    def test_keeps_the_file_privately_under_a_name_of_ours(self, risky, client):
        page = text(send(client))
        found = RiskDocument.objects.get()
        assert "Ontvangen" in page
        with default_storage.open(found.path) as kept:
            assert kept.read() == PDF
        assert "anna" not in found.path
        assert client.get(f"/media/{found.path}").status_code == 404

    def test_a_second_one_replaces_the_first(self, risky, client, django_capture_on_commit_callbacks):
        send(client)
        first = RiskDocument.objects.get().path
        with django_capture_on_commit_callbacks(execute=True):
            send(client, b"%PDF-1.7 better")
        assert RiskDocument.objects.there().count() == 1
        assert not default_storage.exists(first)

    @pytest.mark.parametrize("content", [b"", b"<script>", b"MZ\x90", b"%PDF-" + b"x" * (10 * 1024 * 1024 + 1)])
    def test_refuses_what_is_no_document_or_too_large(self, risky, client, content):
        assert send(client, content).status_code == 422
        assert not RiskDocument.objects.exists()

    def test_ends_with_the_decision(self, risky, now):
        risky.submit(actor="test", at=now)
        risky.withdraw(actor="test", at=now)
        with pytest.raises(IllegalMove):
            given(risky, now)

    def test_is_for_ones_own_application(self, risky, client):
        client.force_login(members.user())
        assert send(client).status_code == 404


class TestDeleting:
    def test_happens_by_itself_after_its_term_and_leaves_the_proof(
        self, risky, now, django_capture_on_commit_callbacks
    ):
        document = given(risky, now)
        path = document.path
        with django_capture_on_commit_callbacks(execute=True):
            assert jobs.DELETE_RISK_DOCUMENTS.run(now + terms.RISK_DOCUMENT_KEPT - timedelta(seconds=1)) == 0
            assert jobs.DELETE_RISK_DOCUMENTS.run(now + terms.RISK_DOCUMENT_KEPT) == 1
        document.refresh_from_db()
        assert (document.path, document.deleted_at) == ("", now + terms.RISK_DOCUMENT_KEPT)
        assert not default_storage.exists(path)

    def test_happens_twice_without_harm(self, risky, now):
        document = given(risky, now)
        RiskDocument.delete_all(risky, actor="test", at=now)
        document.delete_file(actor="test", at=now)
        assert Event.objects.filter(name="risk_document.deleted").count() == 1


class TestTheDesk:
    @pytest.fixture
    def case(self, risky, now, client):
        risky.submit(actor="test", at=now)
        client.force_login(members.inspector())
        return risky, given(risky, now)

    def test_opens_it_as_a_download_and_writes_down_who_did(self, case, client):
        application, document = case
        assert "Elektronica" in text(client.get(f"/desk/applications/{application.pk}/"))
        here = f"/desk/applications/{application.pk}/risk-documents/{document.pk}/"
        assert client.get(here).status_code == 405, "a link that is followed by chance opens nothing"
        answer = client.post(here)
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Cache-Control"] == "no-store"
        seen = Event.objects.get(name="risk_document.viewed")
        assert (seen.subject_id, seen.payload) == (application.pk, {"about": "IDENTITY"})
        assert seen.actor.startswith("user:")

    def test_deletes_them_when_the_check_is_done(self, case, client):
        application, document = case
        client.post(f"/desk/applications/{application.pk}/risk-documents/delete/")
        assert not RiskDocument.objects.there().exists()
        here = f"/desk/applications/{application.pk}/risk-documents/{document.pk}/"
        assert client.post(here).status_code == 404

    def test_another_application_or_another_role_finds_nothing(self, case, client):
        application, document = case
        other = inspections.submitted_application()
        assert client.post(f"/desk/applications/{other.pk}/risk-documents/{document.pk}/").status_code == 404
        client.force_login(members.user(staff_role="moderator"))
        assert client.post(f"/desk/applications/{application.pk}/risk-documents/{document.pk}/").status_code == 404
