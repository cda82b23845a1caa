"""`make demo`: prepares the installation, runs all it consists of in the foreground, and stops it again.

Every program gets a session of its own, so that a Ctrl-C or a SIGTERM to the whole group reaches only
us and things end in their order. What dies is started anew; what a killed predecessor left running is
found by its pid files and ended at the next start.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from types import FrameType
from typing import IO

import psycopg2  # type: ignore[import-untyped]

from keurmerk.local import paths, ports, stamps
from keurmerk.local.child import Child
from keurmerk.local.marks import Mark, wait_until
from keurmerk.local.postgres import Server, server
from keurmerk.local.prepare import STEPS
from keurmerk.local.web import granian

READY_WITHIN = 120  # seconds; a loaded machine needs some of them
KEPT_AT_RESET = {"test"}
THROWN_AWAY_FILES = ("demo.json", "api_key", "database_url", "secret_key")
PYTHON = str(paths.ROOT / ".venv" / "bin" / "python")


class Stopped(Exception):
    """Somebody asked us to stop."""


class Failed(Exception):
    """The installation could not be brought up; the text says why."""


class Demo:
    """One run of the installation in the foreground."""

    command = "demo"

    def __init__(self) -> None:
        self.home = paths.home()
        self.postgres: Server | None = None if paths.given_database() else server()
        self.port = paths.port()
        self.url = f"http://{ports.HOST}:{self.port}"
        self.shops: dict[str, str] = {}
        self.children: list[Child] = []
        self._wanted = True
        self._came_first = False

    def run(self) -> int:
        """Returns the exit status: 0 when it was asked to stop, 1 when it did not come up."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._let_go)
        with paths.run_file(self.home, "demo.lock").open("w") as lock:
            try:
                self._only_one(lock)
                self._come_up()
                self._look_after()
            except Stopped:
                return 0
            except (Failed, RuntimeError, OSError) as problem:
                print(f"\nmake {self.command}: {problem}", flush=True)
                return 1
            finally:
                self._go_down()
        return 0

    def _let_go(self, number: int, frame: FrameType | None) -> None:
        self._wanted = False

    def _only_one(self, lock: IO[str]) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.postgres = None  # it belongs to the other one
            raise Failed("this installation runs already; stop it first, or set KEURMERK_LOCAL for another.") from None
        self._came_first = True

    def _come_up(self) -> None:
        began = time.monotonic()
        (self.home / "demo.json").unlink(missing_ok=True)
        for name in ("nginx", "web", "tend", "queue", "copies", "shops", "facts", *STEPS):
            Child(name, [], self.home).clear_up()
        if paths.reset_wanted():
            self._reset()
        if not ports.is_free(self.port):
            raise Failed(f"port {self.port} is taken; choose another with PORT=")
        if self.postgres:
            self.postgres.start()
        self._prepare()
        self._start_children()
        self._wait_until_ready()
        self._write_facts()
        self._say_where(time.monotonic() - began)

    def _reset(self) -> None:
        print("Starting anew: data, published files and uploads are thrown away.", flush=True)
        if self.postgres:
            self.postgres.remove()
        else:
            print("The database of DATABASE_URL is left as it is.", flush=True)
        for entry in self.home.iterdir():
            if entry.is_dir() and entry.name not in KEPT_AT_RESET | {"run"}:
                shutil.rmtree(entry)
        for name in THROWN_AWAY_FILES:
            (self.home / name).unlink(missing_ok=True)
        self.postgres = None if paths.given_database() else server()

    def _prepare(self) -> None:
        """What has been done for these very files is not done again; the two halves go side by side."""
        data = stamps.digest(stamps.code(), self.postgres.identity() if self.postgres else str(time.time_ns()))
        static = stamps.digest(stamps.styled())
        works = {
            name: mark for name, mark in {"data": data, "static": static}.items() if not stamps.is_done(name, mark)
        }
        if "data" in works:
            print(
                "Preparing translations, tables, demo data and styles. The first time takes a minute or two.",
                flush=True,
            )
        if not stamps.is_done("words", stamps.words()):
            self._finish(self._part("words"))
            stamps.note_done("words", stamps.words())
        running = {name: self._part(name) for name in works}
        for name, process in running.items():
            self._finish(process)
            stamps.note_done(name, works[name])

    def _part(self, name: str) -> "subprocess.Popen[bytes]":
        return self._errand(name, "-m", "keurmerk.local.prepare", name)

    def _errand(self, name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Something that ends by itself; noted like the rest, in case we end before it does."""
        process = subprocess.Popen([PYTHON, *arguments], cwd=paths.ROOT, env=self._variables(), start_new_session=True)
        mark = Mark.of(process.pid)
        if mark:
            mark.write(paths.run_file(self.home, f"{name}.pid"))
        return process

    def _finish(self, process: "subprocess.Popen[bytes]") -> None:
        while process.poll() is None:
            if not self._wanted:
                process.terminate()
                process.wait()
            time.sleep(0.05)
        if not self._wanted:
            raise Stopped
        if process.returncode:
            raise Failed(f"{' '.join(map(str, process.args[1:]))} ended with status {process.returncode}")  # type: ignore[index]

    def _variables(self) -> dict[str, str]:
        ours = {"KEURMERK_MODE": "sandbox", "SITE_URL": self.url, "PYTHONUNBUFFERED": "1"}
        return {**ours, **os.environ}

    def _start_children(self) -> None:
        good = ports.next_free(self.port + 1, without={self.port})
        faulty = ports.next_free(good + 1, without={self.port})
        self.shops = {"good": f"http://{ports.HOST}:{good}/", "faulty": f"http://{ports.HOST}:{faulty}/"}
        variables = self._variables()
        manage = [PYTHON, "manage.py"]
        self.children = [
            *self._web(),
            Child("tend", [*manage, "tend"], self.home, grace=12, variables=variables),
            Child("copies", [*manage, "copies"], self.home, grace=5, variables=variables),
            Child(
                "shops",
                [*manage, "fixture_shops", "--good", str(good), "--faulty", str(faulty), "--shop", "1"],
                self.home,
                grace=3,
                variables=variables,
            ),
        ]
        for child in self.children:
            child.start()

    def _web(self) -> list[Child]:
        """What answers at our address."""
        return [Child("web", granian(PYTHON, self.port), self.home, grace=5, variables=self._variables())]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        wanted = [f"{self.url}/readyz", *self.shops.values()]
        while wanted:
            wanted = [page for page in wanted if ports.status(page) != 200]
            self._keep_alive()
            if time.monotonic() > deadline:
                answer = ports.text(wanted[0]) or "nothing"
                raise Failed(f"{wanted[0]} said {answer} for {READY_WITHIN} s; see {self.home / 'logs'}")
            time.sleep(0.1)

    def _write_facts(self) -> None:
        """Last of all, since whoever finds demo.json may rely on everything in it."""
        where = ["--url", self.url, "--good", self.shops["good"], "--faulty", self.shops["faulty"]]
        self._finish(self._errand("facts", "manage.py", "demo", "--write-facts", *where))

    def _look_after(self) -> None:
        while True:
            self._keep_alive()
            time.sleep(0.3)

    def _keep_alive(self) -> None:
        if not self._wanted:
            raise Stopped
        if self.postgres and self.postgres.running() is None:
            print("PostgreSQL had ended and is started again.", flush=True)
            with contextlib.suppress(psycopg2.OperationalError):  # it ended once more meanwhile: the next turn sees it
                self.postgres.start()
        for child in self.children:
            if child.revive():
                print(f"{child.name} had ended and was started again; see {self.home / 'logs'}", flush=True)

    def _go_down(self) -> None:
        """Told in order and all at once, waited for one after another; the database last."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            wait_until(lambda child=child: not child.runs(), child.grace)  # type: ignore[misc]
            child.kill()
        if self._came_first:
            for name in ("queue", *STEPS, "facts"):
                Child(name, [], self.home).clear_up()
        if self.postgres:
            self.postgres.stop()

    def _say_where(self, seconds: float) -> None:
        lines = [
            f"Ready in {seconds:.0f} s",
            "",
            f"  {self.url}",
            f"  {self.url}/sandbox/mail/   every letter that was sent",
        ]
        lines += [f"  {address}   the {name} fixture shop" for name, address in self.shops.items()]
        lines += ["", *self._logins(), "", f"Logs are in {self.home / 'logs'}. Ctrl-C stops everything."]
        print("\n" + "\n".join(lines) + "\n", flush=True)

    def _logins(self) -> list[str]:
        facts = json.loads((self.home / "demo.json").read_text(encoding="utf-8"))
        return [f"  {one['role']:<10} {one['email']:<34} {one['password']}" for one in facts.get("logins", [])]
