"""Simulated years: the same seed tells the same story, all holds with everything going wrong, and mistakes are found."""

import os
import re
from dataclasses import replace
from io import StringIO
from random import SystemRandom

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from frontend.sandbox.years import planted
from frontend.sandbox.years.invariants import INVARIANTS
from frontend.sandbox.years.run import Run, caught
from keurmerk import clock
from keurmerk.models import Event

FAST = ("the mark comes with the form", "money that came in is not booked", "invitations stay")


def story():
    return list(Event.objects.order_by("pk").values_list("name", "happened_at"))


@pytest.fixture(autouse=True)
def own_files(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    monkeypatch.setattr(settings, "PUBLISHED_ROOT", tmp_path)


@pytest.mark.django_db
class TestAYear:
    def test_is_told_again_by_its_seed(self):
        told = []
        for _ in range(2):
            with pytest.raises(_Undone), _undone():
                Run(7, shops=2, days=20, faults=True).go()
                told.append(story())
                raise _Undone
        assert told[0] == told[1]
        assert len(told[0]) > 20

    def test_leaves_the_clock_to_the_machine_afterwards(self):
        before = clock.real()
        Run(1, shops=1, days=2, faults=False).go()
        assert before <= clock.real() <= before.replace(year=before.year + 1)


class TestSixtyDays:
    """The command itself, in a database of its own: there the server ends sessions in the middle of the work."""

    def test_hold_with_everything_going_wrong(self, django_db_setup, django_db_blocker):
        """A new seed each time; `YEARS_SEED` replays the one that a failure names."""
        seed = int(os.environ.get("YEARS_SEED", "0")) or SystemRandom().randrange(1, 10**6)
        told = StringIO()
        with django_db_blocker.unblock():
            call_command("simulate", years=60 / 365, shops=3, seed=seed, stdout=told)
        acts, faults = re.fullmatch(
            rf"seed {seed}: (\d+) acts, .+ (\d+) faults, .+: all holds\n", told.getvalue()
        ).groups()
        assert int(acts) > 20
        assert int(faults) > 20


class _Undone(Exception):
    pass


def _undone():
    from django.db import transaction

    return transaction.atomic()


@pytest.mark.django_db
class TestMistakes:
    def test_are_twenty_five_at_least_each_with_an_invariant(self):
        assert len({each.name for each in planted.MISTAKES}) >= 25
        for each in planted.MISTAKES:
            assert any(each.caught_by in name for name in INVARIANTS), each.name

    def test_are_written_down_with_what_must_hold(self):
        told = (settings.BASE_DIR / "docs" / "simulation.md").read_text()
        assert all(f"| {each.name} | {each.caught_by} |" in told for each in planted.MISTAKES)
        assert all(f"- {name}\n" in told for name in INVARIANTS)

    @pytest.mark.parametrize("name", FAST)
    def test_are_found(self, name):
        mistake = next(each for each in planted.MISTAKES if each.name == name)
        assert caught(replace(mistake, shops=4), seed=1)


def test_years_pass_in_the_sandbox_alone(monkeypatch):
    monkeypatch.setattr(settings, "SANDBOX", False)
    with pytest.raises(CommandError):
        call_command("simulate")
