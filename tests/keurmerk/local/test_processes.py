import os
import signal
import socket
import subprocess
import sys

import psycopg2
import pytest

from keurmerk.local import paths
from keurmerk.local.child import Child
from keurmerk.local.marks import Mark, wait_until
from keurmerk.local.processes import Demo

LONG = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KEURMERK_LOCAL", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody-elses/database")
    return tmp_path


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def make_demo(**variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "keurmerk.local", "demo"],
        cwd=paths.ROOT, env={**os.environ, **variables}, text=True, capture_output=True, check=False, timeout=60,
    )  # fmt: skip


class TestDemo:
    def test_says_which_port_is_taken(self, home, taken_port):
        refused = make_demo(PORT=str(taken_port))
        assert refused.returncode == 1
        assert f"port {taken_port} is taken" in refused.stdout

    def test_ends_what_a_killed_predecessor_left_running(self, home, taken_port):
        orphan = Child("web", LONG, home)
        orphan.start()
        make_demo(PORT=str(taken_port))
        assert wait_until(lambda: not orphan.runs(), 5)

    def test_runs_once_per_installation(self, home, taken_port):
        holder = "import fcntl, sys, time; f = open(sys.argv[1], 'w'); fcntl.flock(f, 2); print('held', flush=True); time.sleep(60)"
        lock = paths.run_file(home, "demo.lock")
        other = subprocess.Popen([sys.executable, "-c", holder, str(lock)], stdout=subprocess.PIPE)
        try:
            other.stdout.readline()
            refused = make_demo()
        finally:
            other.kill()
            other.wait()
            other.stdout.close()
        assert refused.returncode == 1
        assert "runs already" in refused.stdout

    def test_starting_anew_throws_away_what_it_made_and_nothing_else(self, home, taken_port):
        for folder in ("published", "media", "static", "stamps", "test"):
            (home / folder).mkdir()
        (home / "demo.json").write_text("{}")
        (home / "notes-of-somebody.txt").write_text("keep me")
        make_demo(PORT=str(taken_port), RESET="1")
        assert {entry.name for entry in home.iterdir()} == {"run", "test", "notes-of-somebody.txt"}


class TestKeepAlive:
    def test_starts_what_died(self, home, monkeypatch):
        monkeypatch.setattr("keurmerk.local.child.FIRST_PAUSE", 0)
        demo = Demo()
        web = Child("web", LONG, home)
        demo.children = [web]
        web.start()
        try:
            os.kill(Mark.read(home / "run" / "web.pid").pid, signal.SIGKILL)
            assert wait_until(lambda: not web.runs(), 5)
            demo._keep_alive()
            assert web.runs()
        finally:
            web.kill()

    def test_goes_on_when_the_database_ends_again_while_it_starts(self, home):
        class EndsAgain:
            def running(self):
                return None

            def start(self):
                raise psycopg2.OperationalError("the server closed the connection unexpectedly")

        demo = Demo()
        demo.postgres = EndsAgain()
        demo._keep_alive()
