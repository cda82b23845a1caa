"""One program that is looked after: started in a session of its own, noted in a pid file, ended with all it started."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from keurmerk.local import paths
from keurmerk.local.marks import Mark, children, wait_until

FIRST_PAUSE = 0.5  # seconds before a program that ended is started again; doubles each time
LONGEST_PAUSE = 30
STEADY = 60  # seconds after which a program counts as having started well


class Child:
    """A program under its own name. The pid file outlives us, so that the next one can clear up after a hard end."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        home: Path,
        *,
        grace: float = 10,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.home = home
        self.grace = grace
        self._variables = dict(variables) if variables else None
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._not_before = 0.0

    @property
    def _mark_file(self) -> Path:
        return paths.run_file(self.home, f"{self.name}.pid")

    def clear_up(self) -> None:
        """Ends what an earlier life under this name left running."""
        mark = Mark.read(self._mark_file)
        if mark:
            mark.kill_session()
        self._mark_file.unlink(missing_ok=True)

    def start(self) -> None:
        """Starts it; its output goes to its log."""
        self.clear_up()
        with paths.log_file(self.home, self.name).open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=paths.ROOT,
                env=self._variables,
                start_new_session=True,
            )
        self._started = time.monotonic()
        mark = Mark.of(self._process.pid)
        if mark:
            mark.write(self._mark_file)

    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def offspring(self) -> tuple[list[int], list[int]]:
        """What it started, and what those started: both empty when it has ended."""
        first = children(self._process.pid) if self._process and self.runs() else []
        return first, [each for pid in first for each in children(pid)]

    def revive(self) -> bool:
        """Starts it again when it has ended, later each time it ends soon. Says whether it did."""
        if self.runs() or self._process is None:
            return False
        now = time.monotonic()
        if not self._not_before:
            self._pause = FIRST_PAUSE if now - self._started > STEADY else min(self._pause * 2, LONGEST_PAUSE)
            self._not_before = now + self._pause
        if now < self._not_before:
            return False
        self._not_before = 0.0
        self.start()
        return True

    def ask_to_stop(self) -> None:
        if self._process and self.runs():
            self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Waits as long as its grace allows, then ends it and everything it started."""
        self.ask_to_stop()
        wait_until(lambda: not self.runs(), self.grace)
        self.kill()

    def kill(self) -> None:
        """SIGKILL for it and everything it started."""
        self.clear_up()
        if self._process:
            self._process.wait()
