"""Pausing a mediation and asking for more time in it (numbers 7.4)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from disputes import terms
from disputes.jobs import LET_PASS, REMIND, RESUME
from disputes.models import Dispute, Extension, Party, Pause
from keurmerk.calendar import start_of_day
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from tests.disputes.test_dispute import end_of
from tests.disputes.test_proposals import propose
from tests.factories import disputes

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def asked(now):
    """In mediation; the shop has the turn until Wednesday 11 March."""
    dispute = disputes.mediated(at=now)
    dispute.ask(Party.SHOP, "Wat is je voorstel?", actor="user:2", at=now + 2 * DAY)
    return dispute


def paused(dispute, *, at, until=date(2026, 3, 14), reason=Pause.Reason.REPAIR):
    return Pause.begin(dispute, reason, "De fiets is bij de maker.", until=until, actor="user:2", at=at)


def more_time(dispute, *, at, until=date(2026, 3, 20), by=Party.SHOP):
    return Extension.ask(dispute, by, until=until, reason="Onze leverancier is dicht.", actor="user:1", at=at)


def names():
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


class TestPause:
    def test_moves_the_date_by_the_pause_and_tells_both_why(self, asked, now):
        pause = paused(asked, at=now + 2 * DAY)  # ten days
        assert (asked.turn, asked.due_at, asked.paused_until) == (Party.SHOP, end_of(2026, 3, 21), pause.resumes_at)
        assert asked.messages.last().text == "De fiets is bij de maker."
        event = Event.objects.get(name="dispute.paused")
        assert (event.payload["days"], event.payload["reason"]) == (10, "REPAIR")

    def test_goes_on_by_itself_on_its_day(self, asked, now):
        pause = paused(asked, at=now + 2 * DAY)
        assert RESUME.run(pause.resumes_at - timedelta(seconds=1)) == 0
        assert [RESUME.run(pause.resumes_at) for _ in range(2)] == [1, 0]
        asked.refresh_from_db()
        assert (asked.paused_until, asked.due_at) == (None, end_of(2026, 3, 21))
        assert names().count("dispute.resumed") == 1

    def test_that_ends_early_gives_the_days_back(self, asked, now):
        paused(asked, at=now + 2 * DAY).end(actor="user:2", at=now + 5 * DAY)
        asked.refresh_from_db()
        assert asked.due_at == end_of(2026, 3, 14)  # three days later than it was

    def test_counts_a_turn_that_starts_in_it_from_its_end(self, asked, now):
        paused(asked, at=now + 2 * DAY)
        asked.answer("Wij kijken ernaar.", actor="user:1", at=now + 3 * DAY)
        assert (asked.turn, asked.due_at) == (Party.MEDIATOR, end_of(2026, 3, 20))  # five working days after the 14th

    def test_keeps_a_proposal_open_for_as_many_days(self, asked, now):
        offer = propose(asked, at=now + 2 * DAY)
        before = offer.expires_at
        pause = paused(asked, at=now + 2 * DAY)
        offer.refresh_from_db()
        assert offer.expires_at - before == 10 * DAY
        pause.end(actor="user:2", at=now + 2 * DAY)
        offer.refresh_from_db()
        assert offer.expires_at == before

    def test_brings_no_reminder_while_it_lasts_and_one_after_it(self, asked, now):
        pause = paused(asked, at=now + 2 * DAY)
        asked.refresh_from_db()
        assert REMIND.run(asked.remind_at) == 0
        RESUME.run(pause.resumes_at)
        assert REMIND.run(asked.remind_at) == 1

    def test_of_what_is_late_with_us_moves_from_today(self, now):
        dispute = disputes.mediated(at=now)
        paused(dispute, at=now + 30 * DAY, until=date(2026, 4, 4))
        assert dispute.due_at == end_of(2026, 4, 4)

    @pytest.mark.parametrize("days", [0, -1, terms.LONGEST_PAUSE.days + 1])
    def test_is_refused_for_a_day_that_is_past_or_too_far(self, asked, now, days):
        with pytest.raises(IllegalMove):
            paused(asked, at=now + 2 * DAY, until=date(2026, 3, 4) + days * DAY)

    def test_runs_once_at_a_time_and_ends_once(self, asked, now):
        pause = paused(asked, at=now + 2 * DAY)
        with pytest.raises(IllegalMove):
            paused(asked, at=now + 2 * DAY)
        pause.end(actor="user:2", at=now + 3 * DAY)
        with pytest.raises(IllegalMove):
            pause.end(actor="user:2", at=now + 3 * DAY)

    def test_is_of_mediation_alone(self, now):
        with pytest.raises(IllegalMove):
            paused(disputes.answered(at=now), at=now + 2 * DAY)

    def test_ends_with_the_dispute(self, asked, now):
        pause = paused(asked, at=now + 2 * DAY)
        asked.settle("Opgelost.", actor="consumer", at=now + 3 * DAY)
        pause.refresh_from_db()
        assert (asked.paused_until, pause.ended_at) == (None, now + 3 * DAY)
        assert RESUME.run(pause.resumes_at) == 0

    def test_lets_no_date_fall_in_it(self, asked, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispute.objects.filter(pk=asked.pk).update(paused_until=start_of_day(date(2026, 4, 1)))


class TestExtension:
    def test_granted_makes_the_date_the_one_that_was_asked_for(self, asked, now):
        request = more_time(asked, at=now + 3 * DAY)
        request.grant("Dat is redelijk.", actor="user:2", at=now + 4 * DAY)
        asked.refresh_from_db()
        assert (request.state, asked.turn, asked.due_at) == ("GRANTED", Party.SHOP, end_of(2026, 3, 20))
        assert [each for each in names() if each.startswith("extension")] == ["extension.asked", "extension.granted"]

    def test_refused_leaves_the_date(self, asked, now):
        request = more_time(asked, at=now + 3 * DAY)
        request.refuse("Je had al drie weken.", actor="user:2", at=now + 4 * DAY)
        asked.refresh_from_db()
        assert (request.state, asked.due_at) == ("REFUSED", end_of(2026, 3, 11))
        assert names()[-1] == "extension.refused"

    def test_not_answered_in_time_is_no_silence_of_who_asked(self, asked, now):
        request = more_time(asked, at=now + 3 * DAY)
        assert LET_PASS.run(asked.due_at) == 1
        asked.refresh_from_db()
        assert (asked.turn, asked.shop_silences, asked.state) == (Party.MEDIATOR, 0, "MEDIATION")
        request.refuse("Nee.", actor="user:2", at=now + 12 * DAY)  # Saturday 14 March
        asked.refresh_from_db()
        assert (asked.turn, asked.due_at) == (Party.SHOP, end_of(2026, 3, 17))  # two working days to answer after all

    def test_lapses_when_who_asked_answers_after_all(self, asked, now):
        request = more_time(asked, at=now + 3 * DAY)
        asked.answer("Toch al: we vervangen hem.", actor="user:1", at=now + 4 * DAY)
        request.refresh_from_db()
        assert request.state == "LAPSED"
        with pytest.raises(IllegalMove):
            request.grant("Goed.", actor="user:2", at=now + 4 * DAY)

    def test_keeps_a_proposal_open_until_the_new_date(self, asked, now):
        offer = propose(asked, at=now + 2 * DAY)  # of the shop: the consumer has the turn
        until = (asked.due_at + 5 * DAY).date()
        more_time(asked, at=now + 3 * DAY, by=Party.CONSUMER, until=until).grant("Goed.", actor="u", at=now + 3 * DAY)
        offer.refresh_from_db()
        asked.refresh_from_db()
        assert offer.expires_at == asked.due_at

    @pytest.mark.parametrize("until", [date(2026, 3, 11), date(2026, 3, 26)])
    def test_is_for_a_day_after_the_date_and_not_too_far(self, asked, now, until):
        with pytest.raises(IllegalMove):
            more_time(asked, at=now + 3 * DAY, until=until)

    @pytest.mark.parametrize("by", [Party.CONSUMER, Party.MEDIATOR])
    def test_is_for_who_has_the_turn(self, asked, now, by):
        with pytest.raises(IllegalMove):
            more_time(asked, at=now + 3 * DAY, by=by)

    def test_is_asked_once_at_a_time_and_three_times_at_most(self, asked, now):
        for _ in range(terms.MOST_EXTENSIONS):
            request = more_time(asked, at=now + 3 * DAY)
            with pytest.raises(IllegalMove):
                more_time(asked, at=now + 3 * DAY)
            request.refuse("Nee.", actor="user:2", at=now + 3 * DAY)
        with pytest.raises(IllegalMove):
            more_time(asked, at=now + 3 * DAY)

    def test_waits_for_the_mediator(self, asked, now):
        assert asked not in Dispute.objects.for_the_mediator()
        more_time(asked, at=now + 3 * DAY)
        assert list(Dispute.objects.for_the_mediator()) == [asked]

    def test_refused_in_a_pause_keeps_the_date_behind_it(self, asked, now):
        request = more_time(asked, at=now + 3 * DAY)
        LET_PASS.run(asked.due_at)
        asked.refresh_from_db()
        paused(asked, at=now + 10 * DAY, until=date(2026, 4, 1))
        request.refuse("Nee.", actor="user:2", at=now + 11 * DAY)
        asked.refresh_from_db()
        assert asked.due_at > asked.paused_until
