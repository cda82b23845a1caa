"""Who kills: picks, at random but by a seed, one of the processes of a running product and ends it with SIGKILL."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from keurmerk.local.marks import Mark, children, wait_until

KILLS = 20
PAUSES = (0.2, 2.5)  # seconds between two kills


@dataclass
class Killer:
    """Kills processes of one product, which it finds by its pid files alone: others may run on this machine."""

    folder: Path
    chance: Random
    killed: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def plan(self) -> list[str]:
        """Every kind twice at least, in no order."""
        kinds = [*KINDS, *KINDS]
        kinds += self.chance.choices(list(KINDS), k=KILLS - len(kinds))
        self.chance.shuffle(kinds)
        return kinds

    def run(self) -> None:
        for kind in self.plan():
            time.sleep(self.chance.uniform(*PAUSES))
            self.kill(kind)

    def kill(self, kind: str) -> None:
        """Waits until there is such a process, for the one before may have taken it along."""
        assert wait_until(lambda: bool(self._victims(kind)), 60), f"no {kind} came back\n{self}"
        victim = self.chance.choice(self._victims(kind) or [0])
        if victim:
            os.kill(victim, signal.SIGKILL)
        self.killed.append(f"{time.monotonic() - self.began:6.1f} s  {kind:<22} process {victim}")

    def _victims(self, kind: str) -> list[int]:
        name, choose = KINDS[kind]
        mark = Mark.read(self.folder / "run" / f"{name}.pid")
        return choose(mark.pid) if mark and mark.alive() else []

    def __str__(self) -> str:
        return "\n".join(["Killed:", *self.killed])


def leader(pid: int) -> list[int]:
    return [pid]


def grandchildren(pid: int) -> list[int]:
    """The queue's only child guards the others: two workers, one that brings tasks, one that notes what was done."""
    return [each for child in children(pid) for each in children(child)]


KINDS: dict[str, tuple[str, Callable[[int], list[int]]]] = {
    "part of the queue": ("queue", grandchildren),
    "guard of the queue": ("queue", children),
    "whole queue": ("queue", leader),
    "watchdog": ("tend", leader),
    "publisher": ("copies", leader),
    "web worker": ("web", children),
    "web master": ("web", leader),
    "PostgreSQL": ("postgres", leader),
    "part of PostgreSQL": ("postgres", children),
}
