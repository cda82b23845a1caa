"""A real browser for pages that are empty without JavaScript, for cookies, and for pictures of what was seen.

It runs in a process of its own that we kill when it takes too long, and touches no network itself: each of its requests
is made by the guard, or not at all (docs/adr/0011). Without Chromium there is none, and what it alone sees is unknown.
"""

import base64
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from django.conf import settings

PAGE_SECONDS = 12.0  # for one page
VISIT_SECONDS = 30.0  # for all pages of one visit together
STARTING = 10.0
AT_ONCE = threading.BoundedSemaphore(2)  # in one worker: each costs some hundred megabytes


@dataclass(frozen=True)
class Cookie:
    """One that stood in the browser before anybody clicked."""

    name: str
    host: str


@dataclass(frozen=True)
class Rendered:
    """A page as a visitor's browser shows it. `picture` is a JPEG; `hosts` are those it asked for something."""

    url: str
    status: int
    html: str
    picture: bytes = b""
    cookies: tuple[Cookie, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass
class Browser:
    """One visit to one shop. Starts with the first page that is asked for; afterwards `close` it."""

    chromium: str
    allow_loopback: bool = False
    timer: Callable[[], float] = time.monotonic
    page_seconds: float = PAGE_SECONDS
    visit_seconds: float = VISIT_SECONDS
    _process: "subprocess.Popen[str] | None" = None
    _answers: "queue.Queue[str]" = field(default_factory=queue.Queue)
    _listener: threading.Thread | None = None
    _until: float = 0.0
    _holds: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def look(self, url: str) -> Rendered | None:
        """The page at this address; None when it cannot be shown in time. A browser that hangs or dies is done for."""
        if self._process is None and not self._start():
            return None
        left = min(self._until - self.timer(), self.page_seconds)
        if left <= 0 or not self._alive:
            return None
        try:
            self._ask(url)
            answer = self._answers.get(timeout=left)
        except (OSError, queue.Empty):
            self.close()
            return None
        return _read(answer)

    def close(self) -> None:
        """Ends the process with all its children, whatever they are doing."""
        if self._holds:
            self._holds = False
            AT_ONCE.release()
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was written and never read
                if pipe:
                    pipe.close()
        if self._listener:
            self._listener.join(timeout=STARTING)

    @property
    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start(self) -> bool:
        """A process group of its own, so that its children go with it. False when others hold all there are."""
        if not AT_ONCE.acquire(timeout=self.page_seconds):
            return False
        self._holds = True
        self._until = self.timer() + STARTING + self.visit_seconds
        told = json.dumps({"chromium": self.chromium, "allow_loopback": self.allow_loopback})
        self._process = subprocess.Popen(  # noqa: S603  # ours, with arguments of ours: addresses go through the pipe
            [sys.executable, "-m", "inspections.browser.process", told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            cwd=settings.BASE_DIR,
        )
        self._listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()
        return True

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        """Lines come in as they are written; the end of them wakes whoever waits."""
        assert process.stdout is not None  # piped
        with suppress(ValueError):  # closed while we listened
            for line in process.stdout:
                self._answers.put(line)
        self._answers.put("")

    def _ask(self, url: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(url) + "\n")
        self._process.stdin.flush()


def _read(answer: str) -> Rendered | None:
    told: dict[str, Any] | None = json.loads(answer) if answer.strip() else None
    if not told:
        return None
    cookies = tuple(Cookie(each["name"], each["host"]) for each in told["cookies"])
    picture = base64.b64decode(told["picture"])
    return Rendered(told["url"], told["status"], told["html"], picture, cookies, tuple(told["hosts"]))


@contextmanager
def browser(*, allow_loopback: bool) -> Iterator[Browser | None]:
    """A browser for one visit; None where Chromium is not installed or is switched off."""
    if not settings.CHROMIUM:
        yield None
        return
    with Browser(settings.CHROMIUM, allow_loopback=allow_loopback) as opened:
        yield opened
