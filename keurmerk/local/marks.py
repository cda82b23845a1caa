"""Which process was that? A pid with its birth, so that a number given out again is not mistaken for the old one."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from keurmerk.local import paths

_PROC = Path("/proc")
_HAS_PROC = (_PROC / "self" / "stat").exists()
_BOOT = _PROC / "sys" / "kernel" / "random" / "boot_id"


@dataclass(frozen=True)
class Mark:
    """One process that was started here, which leads a session of its own."""

    pid: int
    born: str

    @classmethod
    def of(cls, pid: int) -> "Mark | None":
        """The mark of a running process; nothing for one that is gone or only waits to be reaped."""
        born = birth(pid)
        return cls(pid, born) if born else None

    @classmethod
    def read(cls, file: Path) -> "Mark | None":
        """What `write` left behind; nothing when there is no file or it makes no sense."""
        try:
            pid, born = file.read_text(encoding="utf-8").split(maxsplit=1)
            return cls(int(pid), born.strip())
        except (OSError, ValueError):
            return None

    def write(self, file: Path) -> None:
        paths.write(file, f"{self.pid} {self.born}\n")

    def alive(self) -> bool:
        return birth(self.pid) == self.born

    def tell(self, number: int) -> None:
        """Sends a signal to the process alone."""
        if self.alive():
            _ignoring_the_dead(lambda: os.kill(self.pid, number))

    def kill_session(self) -> None:
        """SIGKILL for the process and all it started, also when it is gone itself and its children are not."""
        if birth(self.pid) not in {None, self.born}:
            return  # the number is somebody else's by now
        members = session(self.pid)
        end(members)
        wait_until(lambda: not session(self.pid), 5)


def birth(pid: int) -> str | None:
    """When a process began, as text to compare; nothing when it does not run (any more)."""
    if not _HAS_PROC:
        return _birth_by_ps(pid)
    fields = _stat(pid)
    if not fields or fields[0] in {"Z", "X"}:
        return None
    return f"{_boot()}-{fields[19]}"


def session(leader: int) -> list[int]:
    """The running processes of the session that `leader` opened."""
    if not _HAS_PROC:
        return _session_by_ps(leader)
    found = []
    for entry in _PROC.iterdir():
        fields = _stat(int(entry.name)) if entry.name.isdigit() else []
        if fields and fields[3] == str(leader) and fields[0] not in {"Z", "X"}:
            found.append(int(entry.name))
    return found


def children(parent: int) -> list[int]:
    """The running processes that `parent` started, the oldest first as far as their numbers tell."""
    if not _HAS_PROC:
        rows = (line.split() for line in _ps("-A", "-o", "pid=,ppid=,stat=").splitlines())
        return sorted(int(pid) for pid, ppid, state in rows if ppid == str(parent) and not state.startswith("Z"))
    found = []
    for entry in _PROC.iterdir():
        fields = _stat(int(entry.name)) if entry.name.isdigit() else []
        if fields and fields[1] == str(parent) and fields[0] not in {"Z", "X"}:
            found.append(int(entry.name))
    return sorted(found)


def working_in(folder: Path, program: str) -> list[int]:
    """The running processes of a program whose working directory this is. Nothing where the system does not tell."""
    found = []
    for entry in _PROC.iterdir() if _HAS_PROC else ():
        try:
            inside = entry.name.isdigit() and (entry / "cwd").readlink() == folder
            ours = inside and (entry / "comm").read_text(encoding="utf-8").strip() == program
        except OSError:
            continue
        if ours and birth(int(entry.name)):
            found.append(int(entry.name))
    return found


def end(pids: Iterable[int]) -> None:
    """SIGKILL for each that still runs."""
    for pid in pids:
        _ignoring_the_dead(lambda pid=pid: os.kill(pid, signal.SIGKILL))  # type: ignore[misc]


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Asks twenty times a second until it holds or the time is up; says which."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the program's name, which may hold spaces and brackets itself."""
    try:
        return (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _boot() -> str:
    """Ticks are counted from the machine's start, so the start belongs to the birth."""
    try:
        return _BOOT.read_text(encoding="utf-8")[:8]
    except OSError:
        return "boot"


def _birth_by_ps(pid: int) -> str | None:
    said = _ps("-o", "stat=,lstart=", "-p", str(pid)).split(maxsplit=1)
    return "-".join(said[1].split()) if len(said) == 2 and not said[0].startswith("Z") else None


def _session_by_ps(leader: int) -> list[int]:
    rows = (line.split() for line in _ps("-A", "-o", "pid=,pgid=,stat=").splitlines())
    return [int(pid) for pid, group, state in rows if group == str(leader) and not state.startswith("Z")]


def _ps(*arguments: str) -> str:
    return subprocess.run(["ps", *arguments], check=False, capture_output=True, text=True).stdout


def _ignoring_the_dead(act: Callable[[], None]) -> None:
    try:
        act()
    except ProcessLookupError:
        return
