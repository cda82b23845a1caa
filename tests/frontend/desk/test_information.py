"""Asking an applicant for what is missing, at the desk (terms 3.2, 3.4)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from members.models import InformationFile, InformationRequest
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(client):
    person = members.inspector()
    client.force_login(person)
    return person


@pytest.fixture
def sent():
    return inspections.submitted_application(at=clock.now())


def url(name, /, **kwargs):
    return reverse(f"desk:{name}", kwargs=kwargs)


class TestAsk:
    def test_puts_the_application_on_hold(self, client, inspector, sent):
        due = amsterdam_date(clock.now()) + timedelta(days=5)
        answer = client.post(url("ask_information", pk=sent.pk), {"question": "Je uittreksel?", "due": due})
        assert answer.status_code == 302
        html = client.get(answer.url).text
        assert "Je uittreksel?" in html
        assert "Wacht op informatie" in html

    @pytest.mark.parametrize("days", [0, -1, 61])
    def test_refuses_a_day_that_is_no_term_and_keeps_what_was_typed(self, client, inspector, sent, days):
        due = amsterdam_date(clock.now()) + timedelta(days=days)
        html = client.post(url("ask_information", pk=sent.pk), {"question": "Je uittreksel?", "due": due}).text
        assert "Kies een dag na vandaag" in html
        assert "Je uittreksel?" in html

    def test_is_for_inspectors_alone(self, client, sent):
        client.force_login(members.user(staff_role="finance"))
        assert client.get(url("ask_information", pk=sent.pk)).status_code == 404

    def test_is_taken_back(self, client, inspector, sent):
        asked = InformationRequest.ask(sent, "Je uittreksel?", by=inspector, at=clock.now())
        client.post(url("take_back_information", pk=sent.pk, asked_id=asked.pk))
        asked.refresh_from_db()
        assert asked.state == "TAKEN_BACK"
        again = client.post(url("take_back_information", pk=sent.pk, asked_id=asked.pk), follow=True)
        assert "al afgehandeld" in again.text

    def test_of_another_application_does_not_exist(self, client, inspector, sent):
        asked = InformationRequest.ask(sent, "Je uittreksel?", by=inspector, at=clock.now())
        other = inspections.submitted_application(at=clock.now())
        assert client.post(url("take_back_information", pk=other.pk, asked_id=asked.pk)).status_code == 404


class TestFiles:
    @pytest.fixture
    def kept(self, inspector, sent):
        asked = InformationRequest.ask(sent, "Je uittreksel?", by=inspector, at=clock.now())
        InformationFile.keep(asked, [(b"%PDF-1.7 x", "PDF", "<uittreksel>.pdf")], at=clock.now())
        return asked.files.get()

    def test_are_handed_over_as_a_download(self, client, kept, sent):
        answer = client.get(url("information_file", pk=sent.pk, file_id=kept.pk))
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
        assert answer["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_are_named_as_their_sender_did(self, client, kept, sent):
        assert "&lt;uittreksel&gt;.pdf" in client.get(url("application", pk=sent.pk)).text

    def test_of_another_application_do_not_open(self, client, kept):
        other = inspections.submitted_application(at=clock.now())
        assert client.get(url("information_file", pk=other.pk, file_id=kept.pk)).status_code == 404

    @pytest.mark.rule("3.10")
    def test_go_two_years_after_the_application_ended(self, kept, sent):
        far = clock.now() + timedelta(days=800)
        assert InformationFile.forget(far) == 0  # it is still being handled
        sent.withdraw(actor="test", at=clock.now())
        assert InformationFile.forget(far) == 1
        assert not InformationFile.objects.exists()
