"""`advance` moves the clock forward and does on the way what falls due, each thing at its own moment."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from keurmerk import clock, outbox, timeline
from members.models import Membership
from tests.factories import members

pytestmark = pytest.mark.django_db


def aspirant():
    """An aspirant since now, whom nobody sends an invoice that would stand in the way."""
    with outbox.in_silence():
        return members.aspirant_shop(at=clock.now())


class TestSpan:
    @pytest.mark.parametrize("words", ["2h", "15d", "4months", "1month", "2years", "3w", "30min"])
    def test_understands(self, words):
        assert timeline.span(words)

    @pytest.mark.parametrize("words", ["", "d", "-3d", "4 months", "15", "99999d", "1e3d"])
    def test_refuses_nonsense(self, words):
        with pytest.raises(ValueError, match="not a span"):
            timeline.span(words)


class TestAdvance:
    def test_promotes_an_aspirant_at_the_end_of_its_own_day(self):
        membership = aspirant().membership
        due = membership.promotion_due_at
        events = [event for event in timeline.advance("5months") if event.name == "membership.promoted"]
        assert [event.subject_id for event in events] == [membership.pk]
        assert timedelta() <= events[0].happened_at - due < timedelta(seconds=30)

    def test_leaves_alone_what_is_not_due_yet(self):
        aspirant()
        list(timeline.advance("3months"))
        assert Membership.objects.get().state == "ASPIRANT"

    def test_moves_the_clock_by_calendar_months(self):
        before = clock.now()
        list(timeline.advance("1month"))
        assert timedelta(days=28) <= clock.now() - before < timedelta(days=31, minutes=5)

    def test_goes_past_a_row_that_fails_every_time(self, monkeypatch):
        from members import jobs

        aspirant()

        def fall(*_):
            raise RuntimeError

        monkeypatch.setattr(jobs, "evaluate", fall)
        list(timeline.advance("5months"))
        assert Membership.objects.get().state == "ASPIRANT"


class TestCommand:
    def test_prints_a_timeline(self):
        aspirant()
        out = StringIO()
        call_command("advance", "5months", stdout=out)
        assert "membership.promoted" in out.getvalue()
        assert "in Amsterdam" in out.getvalue()

    def test_refuses_outside_the_sandbox(self, settings):
        settings.SANDBOX = False
        with pytest.raises(CommandError, match="sandbox"):
            call_command("advance", "1d")

    def test_refuses_nonsense_in_one_line(self):
        with pytest.raises(CommandError, match="not a span of time"):
            call_command("advance", "soon")


class TestClock:
    def test_never_goes_back(self):
        clock.move_to(clock.now() + timedelta(days=3))
        ahead = clock.offset()
        clock.move_to(clock.now() - timedelta(days=2))
        assert clock.offset() == ahead

    def test_cannot_be_moved_in_production(self, settings):
        settings.SANDBOX = False
        with pytest.raises(RuntimeError):
            clock.move_to(clock.real() + timedelta(days=1))
