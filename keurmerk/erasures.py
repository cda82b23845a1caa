"""What people had erased or refused, kept apart from the database: after a restore it is done again (reading A24).

A backup from before brings back what somebody took away since. So each erasure and each refusal of letters is a line
in a file that is no part of a backup, with numbers and hashes only. Kept as long as the oldest backup.
"""

import fcntl
import json
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from keurmerk.backup.shelf import KEPT
from keurmerk.canonical import moment

Again = Callable[[dict[str, Any], datetime], bool]  # the facts, and now; whether there was anything left to erase

Together = Callable[[Sequence[dict[str, Any]], datetime], int]  # all facts of a kind at once; how much was left

AGAIN: dict[str, Again] = {}
TOGETHER: dict[str, Together] = {}
_LOG = logging.getLogger(__name__)


def again(kind: str) -> Callable[[Again], Again]:
    """Registers who erases things of this kind again. `at` in the facts says when it was erased first: what was made
    after that only has the same number, since a database that is put back counts on from before."""

    def register(function: Again) -> Again:
        AGAIN[kind] = function
        return function

    return register


def again_together(kind: str) -> Callable[[Together], Together]:
    """The same for a kind whose lines are looked up together, after all others."""

    def register(function: Together) -> Together:
        TOGETHER[kind] = function
        return function

    return register


def remember(kind: str, *, at: datetime, **facts: Any) -> None:
    """Adds a line, and returns when it is on the disk. Twice does no harm."""
    file: Path = settings.ERASURE_LIST
    line = json.dumps({"kind": kind, "at": moment(at), **facts}, sort_keys=True).encode() + b"\n"
    with _alone(file), _private(file).open("ab+") as kept:
        if _torn(kept):
            line = b"\n" + line
        kept.write(line)
        kept.flush()
        os.fsync(kept.fileno())


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Beside the list, which `forget` replaces: whoever waits must not write into the one that is gone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.with_name(f".{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _private(file: Path) -> Path:
    file.touch(mode=0o600)
    return file


def _torn(kept: Any) -> bool:
    """Did a power cut leave half a line at the end?"""
    size = kept.seek(0, os.SEEK_END)
    if not size:
        return False
    kept.seek(-1, os.SEEK_END)
    return bool(kept.read(1) != b"\n")


def remembered(file: Path) -> Iterator[dict[str, Any]]:
    """In the order in which they happened; a line that was torn is told of and left out."""
    if not file.exists():
        return
    with file.open(encoding="utf-8", errors="replace") as kept:
        for number, line in enumerate(kept, 1):
            try:
                facts = json.loads(line)
                facts["at"] = datetime.fromisoformat(facts["at"])
            except (ValueError, KeyError, TypeError):
                if line.strip():
                    _LOG.warning("Line %d of the erasure list cannot be read", number)
                continue
            yield facts


def apply(file: Path, *, now: datetime) -> int:
    """Does everything on the list again, in its order; how much there was left to do."""
    done = 0
    later: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for facts in remembered(file):
        act = AGAIN.get(facts["kind"])
        if facts["kind"] in TOGETHER:
            later[facts["kind"]].append(facts)
        elif act is None:
            _LOG.warning("Nobody knows how to erase a %s again", facts["kind"])
        elif act(facts, now):
            done += 1
    return done + sum(TOGETHER[kind](lines, now) for kind, lines in later.items())


def forget(*, now: datetime) -> int:
    """Takes out what is older than the oldest backup can be; how many lines went."""
    file: Path = settings.ERASURE_LIST
    if not file.exists():
        return 0
    with _alone(file):
        lines = file.read_bytes().splitlines(keepends=True)
        left = [line for line in lines if _is_needed(line, now)]
        if len(left) < len(lines):
            fresh = file.with_name(f".{file.name}.new")
            _private(fresh).write_bytes(b"".join(left))
            fresh.replace(file)
    return len(lines) - len(left)


def _is_needed(line: bytes, now: datetime) -> bool:
    try:
        return bool(datetime.fromisoformat(json.loads(line)["at"]) >= now - KEPT)
    except (ValueError, KeyError, TypeError):
        return False
