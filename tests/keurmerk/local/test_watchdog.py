import os
import signal
import sys
import time

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django_q.models import OrmQ
from django_q.tasks import async_task

from keurmerk.local import child as child_module
from keurmerk.local.child import Child
from keurmerk.local.marks import Mark, session, wait_until
from keurmerk.local.pulse import NEVER, Pulse
from keurmerk.local.watchdog import Watchdog
from keurmerk.models import Beat

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


class FakeSigns:
    """A queue whose signs of life a test decides on."""

    def __init__(self):
        self.beat = 0.0
        self.ticked: float | None = None
        self.taken = NEVER
        self.away = False
        self.asked = self.released = 0

    def ask(self):
        if self.away:
            raise OperationalError("the server closed the connection")
        self.asked += 1

    def age(self):
        return self.beat

    def noted(self):
        return self.beat if self.ticked is None else self.ticked

    def last_taken(self):
        return self.taken

    def release(self, *, taken_before):
        self.released += 1
        return 0


@pytest.fixture
def signs():
    return FakeSigns()


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    monkeypatch.setattr(child_module, "FIRST_PAUSE", 0)
    child = Child("queue", SLEEP, tmp_path, grace=1)
    child.start()
    yield child
    child.kill()


@pytest.fixture
def watchdog(cluster, signs, monkeypatch):
    """As it is after an hour of quiet work: nothing of the start is held in the cluster's favour any more."""
    monkeypatch.setattr("keurmerk.local.watchdog.close_old_connections", lambda: None)
    monkeypatch.setattr("keurmerk.local.watchdog.connections.close_all", lambda: None)
    dog = Watchdog(cluster, signs, longest_task=120, every=0)
    dog._started = dog._since = time.monotonic() - 3600
    return dog


class TestWatchdog:
    def test_leaves_a_queue_that_beats_alone(self, watchdog, cluster, signs):
        signs.beat = 59
        watchdog.step()
        assert cluster.runs()
        assert signs.asked == 1

    def test_starts_a_queue_that_ended(self, watchdog, cluster, tmp_path):
        os.kill(Mark.read(tmp_path / "run" / "queue.pid").pid, signal.SIGKILL)
        assert wait_until(lambda: not cluster.runs(), 5)
        watchdog.step()
        assert cluster.runs()

    def test_kills_a_queue_that_hangs_and_starts_it_anew(self, watchdog, cluster, signs, tmp_path):
        before = Mark.read(tmp_path / "run" / "queue.pid")
        signs.beat = 61
        watchdog.step()
        assert not before.alive()
        signs.beat = 0
        watchdog.step()
        assert cluster.runs()

    def test_gives_a_new_queue_time_for_its_first_beat(self, watchdog, cluster, signs):
        signs.beat = NEVER
        watchdog._note_start()
        watchdog.step()
        assert cluster.runs()

    def test_lets_both_workers_finish_a_long_task(self, watchdog, cluster, signs):
        signs.beat, signs.taken = 150, 150
        watchdog.step()
        assert cluster.runs()
        signs.taken = 181
        watchdog.step()
        assert not cluster.runs()

    def test_holds_nothing_against_it_while_the_database_is_away(self, watchdog, cluster, signs):
        signs.beat, signs.away = 600, True
        watchdog.step()
        signs.away = False
        watchdog.step()
        assert cluster.runs()

    def test_kills_a_queue_that_does_everything_and_notes_nothing(self, watchdog, cluster, signs):
        signs.beat, signs.ticked, signs.taken = 5, 61, 1
        watchdog.step()
        assert not cluster.runs()

    def test_kills_a_queue_whose_guard_died(self, watchdog, cluster, signs, monkeypatch):
        monkeypatch.setattr(cluster, "offspring", lambda: ([11], [12, 13]))
        watchdog.step()
        assert cluster.runs()
        monkeypatch.setattr(cluster, "offspring", lambda: ([], []))
        watchdog.step()
        assert not cluster.runs()

    def test_waits_only_briefly_for_a_beat_after_a_worker_died(self, watchdog, cluster, signs, monkeypatch):
        signs.beat, signs.taken = 25, 25
        self.let_a_worker_die(watchdog, cluster, monkeypatch)
        watchdog._bereaved -= 15
        watchdog.step()
        assert cluster.runs()
        watchdog._bereaved -= 6
        watchdog.step()
        assert not cluster.runs()

    def test_forgets_a_death_once_a_beat_came_through(self, watchdog, cluster, signs, monkeypatch):
        signs.beat = 25
        self.let_a_worker_die(watchdog, cluster, monkeypatch)
        watchdog._bereaved -= 30
        signs.beat = 3
        watchdog.step()
        signs.beat = 35
        watchdog.step()
        assert cluster.runs()

    def test_sees_who_died_and_was_replaced_between_two_looks(self, watchdog, cluster, signs, monkeypatch):
        signs.beat, signs.taken = 61, 50
        watchdog._next_look = float("inf")
        self.let_a_worker_die(watchdog, cluster, monkeypatch)
        watchdog._bereaved -= 21
        watchdog._next_look = 0
        watchdog.step()
        assert not cluster.runs()

    def let_a_worker_die(self, watchdog, cluster, monkeypatch):
        for workers in ([12, 13], [13, 14]):
            monkeypatch.setattr(cluster, "offspring", lambda workers=workers: ([11], workers))
            watchdog.step()

    def test_gives_back_what_the_one_before_had_taken_once(self, watchdog, signs):
        watchdog.step()
        watchdog.step()
        assert signs.released == 1


@pytest.mark.django_db
class TestPulse:
    def test_is_infinitely_old_before_the_first_beat(self):
        assert Pulse().age() == NEVER

    def test_queues_one_beat_at_a_time(self):
        pulse = Pulse()
        pulse.ask()
        pulse.ask()
        assert [row.func() for row in OrmQ.objects.all()] == ["keurmerk.jobs.beat"]

    def test_knows_when_a_beat_was_ticked_off(self):
        pulse = Pulse()
        pulse.ask()
        pulse.ask()
        assert pulse.noted() == NEVER
        OrmQ.objects.all().delete()
        pulse.ask()
        assert pulse.noted() < 5

    def test_asks_again_when_a_worker_died_with_the_beat(self):
        pulse = Pulse()
        pulse.ask()
        lost = OrmQ.objects.get()
        OrmQ.objects.update(lock=_taken(seconds_ago=30))
        pulse.ask()
        assert OrmQ.objects.get().pk != lost.pk

    def test_does_not_mistake_its_own_beat_for_work(self):
        pulse = Pulse()
        pulse.ask()
        OrmQ.objects.update(lock=_taken(seconds_ago=5))
        assert pulse.last_taken() == NEVER
        async_task("keurmerk.jobs.beat")
        OrmQ.objects.exclude(pk=pulse._row).update(lock=_taken(seconds_ago=40))
        assert 39 < pulse.last_taken() < 45

    def test_gives_back_what_was_taken_before_and_not_what_was_taken_since(self):
        for seconds_ago in (50, 5):
            OrmQ.objects.create(key="keurmerk", payload="", lock=_taken(seconds_ago=seconds_ago))
        assert Pulse().release(taken_before=20) == 1


def _taken(*, seconds_ago: float):
    from datetime import timedelta

    from keurmerk import clock

    return clock.real() + timedelta(seconds=settings.Q_CLUSTER["retry"] - seconds_ago)


@pytest.fixture
def real_cluster(transactional_db, tmp_path):
    """django-q2 itself, on the test's database."""
    held = connection.settings_dict
    url = f"postgres://{held['USER']}:{held['PASSWORD']}@{'' if held['HOST'].startswith('/') else held['HOST']}"
    url += f":{held['PORT'] or 5432}/{held['HOST'] + '/' if held['HOST'].startswith('/') else ''}{held['NAME']}"
    variables = {**os.environ, "DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY, "KEURMERK_LOCAL": str(tmp_path)}
    child = Child(
        "queue", [sys.executable, "manage.py", "qcluster", "--skip-checks"], tmp_path, grace=8, variables=variables
    )
    yield child
    child.kill()


class TestTheRealQueue:
    def test_beats_and_goes_on_beating_after_all_of_it_was_killed(self, real_cluster, tmp_path):
        watchdog = Watchdog(real_cluster, Pulse(), longest_task=120, every=0.5)
        watchdog._note_start()
        real_cluster.start()

        def beats() -> bool:
            watchdog.step()
            time.sleep(0.2)
            return Beat.objects.exists()

        assert wait_until(beats, 40)
        leader = Mark.read(tmp_path / "run" / "queue.pid").pid
        for pid in session(leader):
            os.kill(pid, signal.SIGKILL)
        Beat.objects.all().delete()
        assert wait_until(beats, 40)
        assert Mark.read(tmp_path / "run" / "queue.pid").pid != leader
        real_cluster.stop()
        assert session(leader) == []
