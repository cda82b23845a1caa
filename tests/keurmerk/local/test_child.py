import os
import signal
import sys

import pytest

from keurmerk.local import child as module
from keurmerk.local.child import Child
from keurmerk.local.marks import Mark, session, wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)",
]
WITH_ORPHAN = [
    sys.executable,
    "-c",
    "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)",
]


@pytest.fixture
def make(tmp_path):
    made = []

    def start(command, **options):
        child = Child("thing", command, tmp_path, **options)
        child.start()
        made.append(child)
        return child

    yield start
    for child in made:
        child.kill()


def pid_of(home) -> int:
    return Mark.read(home / "run" / "thing.pid").pid


class TestStart:
    def test_notes_who_it_is(self, make, tmp_path):
        child = make(SLEEP)
        assert child.runs()
        assert Mark.read(tmp_path / "run" / "thing.pid").alive()

    def test_ends_what_an_earlier_life_left_running(self, make, tmp_path):
        first = make(WITH_ORPHAN)
        assert wait_until(lambda: len(session(pid_of(tmp_path))) == 2, 5)
        leader = pid_of(tmp_path)
        os.kill(leader, signal.SIGKILL)
        assert wait_until(lambda: not first.runs(), 5)
        make(SLEEP)
        assert session(leader) == []

    def test_keeps_its_output(self, make, tmp_path):
        child = make([sys.executable, "-c", "print('hello')"])
        assert wait_until(lambda: not child.runs(), 5)
        assert (tmp_path / "logs" / "thing.log").read_text() == "hello\n"


class TestRevive:
    def test_leaves_a_running_one_alone(self, make):
        assert not make(SLEEP).revive()

    def test_starts_one_that_ended(self, make, monkeypatch):
        monkeypatch.setattr(module, "FIRST_PAUSE", 0)
        child = make([sys.executable, "-c", "pass"])
        assert wait_until(lambda: not child.runs(), 5)
        assert child.revive()

    def test_waits_longer_each_time_it_ends_at_once(self, make, monkeypatch):
        monkeypatch.setattr(module, "FIRST_PAUSE", 0.1)
        child = make([sys.executable, "-c", "pass"])
        pauses = []
        for _ in range(3):
            assert wait_until(lambda: not child.runs(), 5)
            child.revive()
            pauses.append(child._pause)
            assert wait_until(child.revive, 5)
        assert pauses == sorted(pauses)
        assert pauses[0] < pauses[-1]

    def test_of_one_that_was_never_started_does_nothing(self, tmp_path):
        assert not Child("thing", SLEEP, tmp_path).revive()


class TestStop:
    def test_ends_one_that_does_not_listen(self, make, tmp_path):
        child = make(STUBBORN, grace=0.2)
        assert wait_until(lambda: "deaf" in (tmp_path / "logs" / "thing.log").read_text(), 5)
        child.stop()
        assert not child.runs()

    def test_takes_its_children_along(self, make, tmp_path):
        child = make(WITH_ORPHAN)
        leader = pid_of(tmp_path)
        assert wait_until(lambda: len(session(leader)) == 2, 5)
        child.stop()
        assert session(leader) == []
