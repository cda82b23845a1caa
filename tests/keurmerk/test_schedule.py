"""Sweeps act on what is due, each row alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django_q.models import OrmQ

from keurmerk import schedule
from keurmerk.models import Ran, Stumble
from keurmerk.schedule import Sweep
from members.models import Membership
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def aspirants(now):
    """Three aspirants whose promotion is due today, one whose is not."""
    made = [members.aspirant_shop(at=now - timedelta(days=200)).membership for _ in range(3)]
    members.aspirant_shop(at=now)
    return made


@pytest.fixture
def sweep(monkeypatch):
    monkeypatch.setattr(schedule, "EVERY", {})

    def act(membership, now):
        if membership.end_reason == "broken":
            raise RuntimeError
        membership.promote(actor="clock", at=now)

    return Sweep(
        name="test.promote", open=Membership.objects.aspirants, column="promotion_due_at", act=act, why="a test"
    )


class TestSweep:
    def test_acts_on_every_row_that_is_due_and_on_no_other(self, sweep, aspirants, now):
        assert sweep.run(now) == 3
        assert Membership.objects.filter(state="FULL").count() == 3
        assert Membership.objects.filter(state="ASPIRANT").count() == 1

    def test_reports_nothing_the_second_time(self, sweep, aspirants, now):
        sweep.run(now)
        assert sweep.run(now) == 0

    def test_goes_on_when_a_row_fails_and_remembers_which(self, sweep, aspirants, now):
        Membership.objects.filter(pk=aspirants[0].pk).update(end_reason="broken")
        assert sweep.run(now) == 2
        stumble = Stumble.objects.get()
        assert (stumble.subject_id, stumble.times, stumble.last_error) == (aspirants[0].pk, 1, "RuntimeError")

    def test_steps_around_a_row_that_failed_five_times(self, sweep, aspirants, now):
        Membership.objects.filter(pk=aspirants[0].pk).update(end_reason="broken")
        for _ in range(schedule.PATIENCE + 2):
            sweep.run(now)
        assert Stumble.objects.get().times == schedule.PATIENCE

    def test_forgets_the_stumble_once_the_row_is_mended(self, sweep, aspirants, now):
        Membership.objects.filter(pk=aspirants[0].pk).update(end_reason="broken")
        sweep.run(now)
        Membership.objects.filter(pk=aspirants[0].pk).update(end_reason="")
        assert sweep.run(now) == 1
        assert not Stumble.objects.exists()

    def test_knows_its_next_deadline(self, sweep, aspirants, now):
        assert sweep.next_due() == min(each.promotion_due_at for each in aspirants)

    def test_has_no_deadline_to_stop_at_where_it_only_looks_again(self, sweep, aspirants):
        assert replace(sweep, name="test.look_again", stops=False).next_due() is None

    def test_asks_as_many_queries_with_much_as_with_little_when_nothing_is_due(
        self, sweep, now, django_assert_num_queries
    ):
        for _ in range(5):
            members.aspirant_shop(at=now)
        with django_assert_num_queries(1):
            assert sweep.run(now) == 0


@pytest.fixture
def together(monkeypatch):
    """The same sweep, a few rows at a time; a broken row spoils its batch."""
    monkeypatch.setattr(schedule, "EVERY", {})
    batches = []

    def act_on_all(memberships, now):
        batches.append(len(memberships))
        for membership in memberships:
            membership.promote(actor="clock", at=now)
        if any(membership.end_reason == "broken" for membership in memberships):
            raise RuntimeError

    sweep = Sweep(
        name="test.together",
        open=Membership.objects.aspirants,
        column="promotion_due_at",
        act=lambda membership, now: act_on_all([membership], now),
        act_on_all=act_on_all,
        together=2,
        why="a test",
    )
    return sweep, batches


class TestTogether:
    def test_acts_on_all_that_is_due_batch_by_batch(self, together, aspirants, now):
        sweep, batches = together
        assert sweep.run(now) == 3
        assert batches == [2, 1]
        assert Membership.objects.filter(state="ASPIRANT").count() == 1

    def test_leaves_only_the_faulty_row_of_a_batch(self, together, aspirants, now):
        sweep, _ = together
        Membership.objects.filter(pk=aspirants[0].pk).update(end_reason="broken")
        assert sweep.run(now) == 2
        assert Membership.objects.get(pk=aspirants[0].pk).state == "ASPIRANT"
        assert Stumble.objects.get().subject_id == aspirants[0].pk
        assert Stumble.objects.get().times == 1

    def test_ends_when_rows_stay_where_they_are(self, aspirants, now, monkeypatch):
        monkeypatch.setattr(schedule, "EVERY", {})
        open_rows = Membership.objects.aspirants
        lazy = Sweep(
            name="test.lazy",
            open=open_rows,
            column="promotion_due_at",
            act=print,
            act_on_all=print,
            together=2,
            why="-",
        )
        assert lazy.run(now) == 3

    def test_stops_when_its_spell_is_over_and_goes_on_in_a_next_task(self, together, aspirants, now, monkeypatch):
        sweep, batches = together
        ticks = iter(range(0, 1000, 40))
        monkeypatch.setattr(schedule.time, "monotonic", lambda: next(ticks))
        monkeypatch.setattr(schedule.clock, "now", lambda: now)
        monkeypatch.setattr(schedule, "load", lambda: None)
        assert schedule.run(sweep.name) == 2
        assert batches == [2]
        assert [task.name() for task in OrmQ.objects.all() if task.func() == "keurmerk.schedule.run"] == [
            "more of test.together"
        ]


class TestRun:
    def test_remembers_when_a_job_ran_and_what_it_did(self, sweep, aspirants, now):
        schedule.run_at("test.promote", now)
        ran = Ran.objects.get(job="test.promote")
        assert (ran.at, ran.acted) == (now, 3)
