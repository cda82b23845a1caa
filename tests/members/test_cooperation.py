"""An application that waits for its applicant: asked, reminded, rejected by itself, nudged, postponed, lapsed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from keurmerk.calendar import AMSTERDAM, amsterdam_date, end_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from members import jobs
from members.models import Application, InformationRequest, Membership
from tests.factories import inspections, members

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def inspector():
    return members.inspector()


@pytest.fixture
def sent(now):
    made = inspections.submitted_application(at=now)
    made.complete(actor="test", at=now)
    return made


@pytest.fixture
def asked(sent, inspector, now):
    return InformationRequest.ask(sent, "Stuur een uittreksel.", by=inspector, at=now)


@pytest.fixture
def rejected(sent, now):
    sent.take_into_inspection(actor="test", at=now)
    sent.reject(actor="test", at=now)
    return sent


def letters(name):
    return SentLetter.objects.filter(letter=f"members/{name}")


class TestAsking:
    @pytest.mark.rule("3.4")
    def test_suspends_the_handling_and_stops_the_clock(self, asked, sent):
        assert (sent.state, sent.inspection_due_at) == (Application.State.ON_HOLD, None)

    @pytest.mark.rule("3.2")
    def test_gives_a_last_day(self, asked, now):
        assert asked.due_at == end_of_day(amsterdam_date(now) + 14 * DAY)

    def test_of_an_application_that_is_decided_does_nothing(self, sent, inspector, now):
        sent.withdraw(actor="test", at=now)
        with pytest.raises(IllegalMove):
            InformationRequest.ask(sent, "Nog iets?", by=inspector, at=now)
        assert not InformationRequest.objects.exists()

    def test_keeps_the_inspector_from_deciding(self, asked, sent, now):
        for verb in (sent.take_into_inspection, sent.reject):
            with pytest.raises(IllegalMove):
                verb(actor="test", at=now)

    def test_is_told_by_letter(self, asked, sent):
        drain()
        letter = letters("information_asked").get()
        assert letter.to == sent.applicant.email
        assert "Stuur een uittreksel." in letter.text


class TestAnswer:
    @pytest.mark.rule("4.4")
    def test_starts_the_two_working_days_when_the_last_item_is_in(self, asked, sent, inspector):
        other = InformationRequest.ask(sent, "En je telefoonnummer?", by=inspector, at=asked.asked_at)
        asked.give("Hier is het.", actor="user:1", at=asked.asked_at + DAY)
        sent.refresh_from_db()
        assert sent.state == Application.State.ON_HOLD
        friday_evening = datetime(2026, 3, 6, 18, 30, tzinfo=AMSTERDAM)  # counts as Monday the 9th (reading A4)
        other.give("038 123 45 67", actor="user:1", at=friday_evening)
        sent.refresh_from_db()
        assert sent.state == Application.State.READY
        assert sent.inspection_due_at == datetime(2026, 3, 11, 17, 0, tzinfo=AMSTERDAM)

    def test_brings_it_back_to_the_inspector_who_had_it(self, sent, inspector, now):
        sent.take_into_inspection(actor="test", at=now)
        InformationRequest.ask(sent, "Stuur een uittreksel.", by=inspector, at=now).give("Ja", actor="t", at=now + DAY)
        sent.refresh_from_db()
        assert sent.state == Application.State.IN_INSPECTION

    def test_counts_once(self, asked, now):
        again = InformationRequest.objects.get(pk=asked.pk)
        asked.give("Hier", actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            again.give("Daar", actor="user:1", at=now)

    def test_is_not_needed_when_we_take_the_question_back(self, asked, sent, inspector, now):
        asked.take_back(by=inspector, at=now + DAY)
        sent.refresh_from_db()
        assert sent.state == Application.State.READY

    @pytest.mark.django_db(transaction=True)
    def test_of_two_last_questions_at_once_goes_on_once(self, sent, inspector, now):
        questions = [InformationRequest.ask(sent, f"Vraag {n}", by=inspector, at=now) for n in range(2)]

        def give(asked):
            try:
                asked.give("Ja", actor="user:1", at=now + DAY)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(give, questions))
        sent.refresh_from_db()
        assert sent.state == Application.State.READY
        assert Event.objects.filter(name="application.resumed", subject_id=sent.pk).count() == 1


class TestSilence:
    def test_is_reminded_of_once(self, asked, now):
        late = asked.due_at + timedelta(minutes=1)
        assert jobs.REMIND_INFORMATION.run(asked.due_at - timedelta(minutes=1)) == 0
        assert jobs.REMIND_INFORMATION.run(late) == 1
        assert jobs.REMIND_INFORMATION.run(late + DAY) == 0
        drain()
        assert letters("information_reminder").count() == 1

    @pytest.mark.rule("4.3")
    def test_rejects_the_application_by_itself_and_keeps_everything(self, asked, sent, inspector):
        other = InformationRequest.ask(sent, "En nog iets", by=inspector, at=asked.asked_at)
        late = asked.due_at + timedelta(minutes=1)
        jobs.REMIND_INFORMATION.run(late)
        asked.refresh_from_db()
        assert jobs.UNANSWERED.run(asked.lapses_at - timedelta(minutes=1)) == 0
        jobs.UNANSWERED.run(asked.lapses_at + timedelta(minutes=1))
        sent.refresh_from_db()
        assert (sent.state, sent.unanswered) == (Application.State.REJECTED, True)
        assert {each.state for each in InformationRequest.objects.all()} == {"UNANSWERED"}
        assert InformationRequest.objects.get(pk=other.pk).question == "En nog iets"
        drain()
        assert "artikel 4.3" in letters("rejected_unanswered").get().text

    @pytest.mark.rule("4.9")
    def test_ends_with_a_reinspection(self, asked, sent, now):
        jobs.REMIND_INFORMATION.run(asked.due_at + DAY)
        jobs.UNANSWERED.run(asked.due_at + 30 * DAY)
        sent.refresh_from_db()
        sent.ask_reinspection(actor="test", at=now + 60 * DAY, what_changed="Het uittreksel staat er nu.")
        assert (sent.state, sent.unanswered, sent.waits_until) == (Application.State.READY, False, None)


class TestRejected:
    def test_is_asked_after_two_weeks_how_it_goes(self, rejected, now):
        assert rejected.waits_until == end_of_day(amsterdam_date(now) + 14 * DAY)
        jobs.NUDGE.run(rejected.waits_until + timedelta(minutes=1))
        drain()
        assert "twee weken uitstel" in letters("nudge").get().text

    def test_gets_two_weeks_more_once(self, rejected, now):
        before = rejected.waits_until
        rejected.postpone(actor="user:1", at=now)
        assert rejected.waits_until == before + 14 * DAY
        with pytest.raises(IllegalMove):
            rejected.postpone(actor="user:1", at=now)
        drain()
        assert letters("postponed").count() == 1

    @pytest.mark.rule("4.3")
    def test_lapses_when_nothing_is_heard(self, rejected, now):
        jobs.NUDGE.run(rejected.waits_until + DAY)
        rejected.refresh_from_db()
        jobs.LAPSE_APPLICATION.run(rejected.waits_until + timedelta(minutes=1))
        rejected.refresh_from_db()
        assert rejected.state == Application.State.LAPSED
        assert rejected.shop.ended_at is not None
        assert rejected.member.memberships.get().state == Membership.State.ENDED
        drain()
        assert letters("application_lapsed").count() == 1

    def test_waits_for_nothing_once_a_reinspection_is_asked(self, rejected, now):
        rejected.ask_reinspection(actor="test", at=now)
        assert jobs.NUDGE.run(now + 400 * DAY) == 0
        assert jobs.LAPSE_APPLICATION.run(now + 400 * DAY) == 0

    def test_starts_anew_with_each_round(self, rejected, now):
        rejected.postpone(actor="user:1", at=now)
        rejected.ask_reinspection(actor="test", at=now + DAY)
        rejected.take_into_inspection(actor="test", at=now + DAY)
        rejected.reject(actor="test", at=now + 2 * DAY)
        assert rejected.may_postpone
        assert rejected.waits_until == end_of_day(amsterdam_date(now) + 16 * DAY)


class TestDatabase:
    @pytest.mark.parametrize("wrong", [{"state": "REJECTED"}, {"state": "ON_HOLD"}])
    def test_knows_no_waiting_without_a_day_or_a_way_back(self, sent, wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=sent.pk).update(**wrong)

    def test_keeps_what_was_asked_with_the_application(self, asked, sent):
        with pytest.raises(Exception, match="protected"):
            sent.delete()
