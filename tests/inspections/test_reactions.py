"""What follows from an application, and the letters of a result."""

from urllib.parse import urlsplit

import pytest

from inspections import mails, reading
from inspections.models import Inspection
from keurmerk import outbox
from keurmerk.models import SentLetter
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db


class TestPlanInspection:
    @pytest.mark.rule("4.1")
    def test_follows_a_sent_form(self, now):
        inspections.checklist()
        application = inspections.submitted_application(at=now)
        outbox.drain()
        case = Inspection.objects.get(application=application)
        assert (case.kind, case.state, case.readings.count()) == ("ADMISSION", "QUEUED", 1)

    @pytest.mark.rule("4.9")
    def test_follows_a_request_for_reinspection_as_often_as_asked(self, now):
        case = inspections.failed_inspection(at=now)
        for round_ in (2, 3):
            case.application.refresh_from_db()
            case.application.ask_reinspection(actor="test", at=now)
            outbox.drain()
            case = Inspection.objects.get(application=case.application, round=round_)
            reading.settle(case.readings.get(), inspections.look({"WD-01": "not_met"}), at=now)
            case.refresh_from_db()
            case.take(members.inspector(), at=now)
            case.reject(by=case.inspector, at=now)
            case.execute(at=now)

    def test_ignores_an_application_that_moved_on(self, now):
        inspections.checklist()
        application = inspections.submitted_application(at=now)
        application.withdraw(actor="test", at=now)
        outbox.drain()
        assert not Inspection.objects.exists()


class TestCancelInspection:
    def test_follows_a_withdrawal(self, now):
        case = inspections.inspection(at=now)
        case.application.withdraw(actor="test", at=now)
        outbox.drain()
        case.refresh_from_db()
        assert case.state == Inspection.State.CANCELLED


class TestSendResult:
    @pytest.mark.rule("4.6")
    def test_tells_the_owner_of_approval(self):
        case = inspections.passed_inspection()
        outbox.drain()
        letter = SentLetter.objects.get(letter="inspections/approved")
        assert letter.to == case.application.applicant.email
        assert "Fietsgoed" in letter.subject

    @pytest.mark.rule("4.7")
    @pytest.mark.rule("4.10")
    def test_reports_each_failed_point_with_quote_page_and_advice(self, now):
        case = inspections.unread_inspection(at=now)
        quoted = inspections.verdict("WD-01", "not_met", quote="binnen 7 dagen", advice="Maak er 14 van.")
        reading.settle(case.readings.get(), reading.Look(verdicts=[quoted]), at=now)
        case.refresh_from_db()
        case.take(members.inspector(), at=now)
        case.reject(by=case.inspector, at=now)
        case.execute(at=now)
        outbox.drain()
        text = SentLetter.objects.get(letter="inspections/rejected").text
        for piece in ("14 dagen bedenktijd", "binnen 7 dagen", "https://shop.example/contact", "Maak er 14 van."):
            assert piece in text
        assert "/dashboard/reinspection/" in text

    @pytest.mark.rule("4.6")
    def test_writes_english_to_who_reads_english(self):
        applicant = members.user(language="en")
        inspections.passed_inspection(application=inspections.submitted_application(applicant=applicant))
        outbox.drain()
        letter = SentLetter.objects.get(letter="inspections/approved")
        assert letter.subject == "Inspection result: Fietsgoed has been approved"
        assert "/en/dashboard/shops/" in letter.text


class TestTellWhatCouldNotBeRead:
    def test_says_why_in_plain_words(self, now):
        case = inspections.unread_inspection(at=now)
        nothing = reading.Look(problem="timeout", problem_words="De server van de webshop deed er te lang over.")
        reading.settle(case.readings.get(), nothing, at=now)
        outbox.drain()
        assert "deed er te lang over" in SentLetter.objects.get(letter="inspections/unreadable").text


class TestReinspectionLink:
    @pytest.mark.rule("4.10")
    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_opens_the_page_that_asks(self, client, language):
        case = inspections.failed_inspection()
        link = mails.reinspection_link(case.application, language)
        assert client.get(urlsplit(link).path).status_code == 200
