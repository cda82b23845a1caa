import subprocess
import sys
from pathlib import Path

import pytest

from keurmerk.local.marks import Mark, birth, children, session, wait_until, working_in

PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("started", flush=True)
time.sleep(60)
"""


@pytest.fixture
def parent():
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, start_new_session=True)
    process.stdout.readline()
    yield process
    Mark(process.pid, birth(process.pid) or "gone").kill_session()
    process.wait()
    process.stdout.close()


class TestBirth:
    def test_is_nothing_for_a_process_that_only_waits_to_be_reaped(self):
        process = subprocess.Popen([sys.executable, "-c", "pass"])
        assert wait_until(lambda: birth(process.pid) is None, 10)
        process.wait()

    def test_stays_the_same_while_it_runs(self, parent):
        assert birth(parent.pid) == birth(parent.pid) is not None


class TestMark:
    def test_survives_on_paper(self, parent, tmp_path: Path):
        mark = Mark.of(parent.pid)
        mark.write(tmp_path / "note")
        assert Mark.read(tmp_path / "note") == mark

    @pytest.mark.parametrize("scribble", ["", "12", "no number"])
    def test_is_nothing_when_the_paper_makes_no_sense(self, tmp_path: Path, scribble):
        (tmp_path / "note").write_text(scribble)
        assert Mark.read(tmp_path / "note") is None

    def test_leaves_a_later_process_of_the_same_number_alone(self, parent):
        namesake = Mark(parent.pid, "another birth")
        namesake.tell(9)
        namesake.kill_session()
        assert not namesake.alive()
        assert parent.poll() is None

    def test_ends_what_the_process_started(self, parent):
        Mark.of(parent.pid).kill_session()
        parent.wait()
        assert session(parent.pid) == []

    def test_finds_the_orphans_of_a_process_that_is_gone(self, parent):
        mark = Mark.of(parent.pid)
        parent.kill()
        parent.wait()
        assert session(parent.pid)
        mark.kill_session()
        assert session(parent.pid) == []


class TestChildren:
    def test_are_those_it_started_itself(self, parent):
        assert len(children(parent.pid)) == 1
        assert children(children(parent.pid)[0]) == []


class TestWorkingIn:
    def test_finds_a_program_by_its_folder_and_leaves_other_programs_alone(self, tmp_path: Path):
        process = subprocess.Popen(["sleep", "60"], cwd=tmp_path)
        assert working_in(tmp_path, "sleep") == [process.pid]
        assert working_in(tmp_path, "postgres") == working_in(tmp_path.parent, "sleep") == []
        process.kill()
        process.wait()
