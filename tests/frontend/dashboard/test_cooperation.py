"""Answering what we asked, and taking two weeks more, in the dashboard (terms 3.2, 4.3; reading A5)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from keurmerk import clock
from members.models import Application, InformationRequest
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
HERE = "/dashboard/application/"


@pytest.fixture
def anna(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def sent(anna):
    return inspections.submitted_application(applicant=anna, at=clock.now())


@pytest.fixture
def asked(sent):
    return InformationRequest.ask(sent, "Stuur een uittreksel.", by=members.inspector(), at=clock.now())


def answer(client, asked, text="", *files):
    facts = {f"asked-{asked.pk}-answer": text, f"asked-{asked.pk}-documents": list(files)}
    return client.post(reverse("dashboard:answer_information", kwargs={"pk": asked.pk}), facts)


class TestAnswer:
    def test_is_given_in_words_and_files(self, client, asked):
        file = SimpleUploadedFile("uittreksel.pdf", b"%PDF-1.7 x")
        assert answer(client, asked, "Hier is het.", file).status_code == 302
        asked.refresh_from_db()
        assert (asked.state, asked.answer) == ("ANSWERED", "Hier is het.")
        assert asked.files.get().name == "uittreksel.pdf"
        assert "uittreksel.pdf" in client.get(HERE).text

    def test_of_nothing_is_refused(self, client, asked):
        page = answer(client, asked)
        assert page.status_code == 422
        assert "Schrijf een antwoord of voeg een bestand toe" in page.text

    def test_with_a_file_that_is_none_keeps_what_was_typed(self, client, asked):
        page = answer(client, asked, "Hier is het.", SimpleUploadedFile("virus.pdf", b"MZ"))
        assert page.status_code == 422
        assert "Hier is het." in page.text
        asked.refresh_from_db()
        assert asked.is_open

    def test_twice_says_that_it_was_settled(self, client, asked):
        answer(client, asked, "Ja")
        assert answer(client, asked, "Nee").status_code == 302
        asked.refresh_from_db()
        assert asked.answer == "Ja"
        assert "al afgehandeld" in client.get(HERE).text

    def test_to_somebody_else_does_not_exist(self, client, asked):
        client.force_login(members.user())
        assert answer(client, asked, "Ja").status_code == 404


class TestPostpone:
    def test_gives_two_weeks_once(self, client, sent):
        now = clock.now()
        sent.complete(actor="test", at=now)
        sent.take_into_inspection(actor="test", at=now)
        sent.reject(actor="test", at=now)
        assert "Ik heb twee weken meer nodig" in client.get(HERE).text
        page = client.post(reverse("dashboard:postpone_application"), follow=True)
        assert "Je hebt twee weken uitstel" in page.text
        assert "Ik heb twee weken meer nodig" not in page.text
        client.post(reverse("dashboard:postpone_application"))
        assert Application.objects.get(pk=sent.pk).waits_until == sent.waits_until + timedelta(days=14)

    def test_of_an_application_that_is_not_rejected_does_not_exist(self, client, sent):
        assert client.post(reverse("dashboard:postpone_application")).status_code == 404
