"""A throw-away installation: a private PostgreSQL, databases that are copies of one, and the programs around it."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import django

from keurmerk.local import paths, ports
from keurmerk.local.child import Child
from keurmerk.local.postgres import ensure, server
from keurmerk.local.serve import nginx_program
from keurmerk.local.web import granian

FAMILY = "keurmerk_bench"
CLEAN = "clean"  # the database of which the others are copies; nobody stays connected to it
STARTING = 60  # seconds
FIRST_PORT = 18400


class Stage:
    """Everything that a benchmark stands on. Leaves nothing behind."""

    def __init__(self) -> None:
        self.ours = not paths.given_database()
        self.home = Path(tempfile.mkdtemp(prefix="keurmerk-bench-"))
        self._made: set[str] = set()

    def __enter__(self) -> Self:
        try:
            self._come_up()
        except BaseException:
            self._go_down()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._go_down()

    def _come_up(self) -> None:
        os.environ["KEURMERK_LOCAL"] = str(self.home)
        os.environ["DATABASE_URL"] = ensure(test=True)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
        os.environ["BENCH_DATABASE"] = f"{FAMILY}_{CLEAN}"
        django.setup()
        (self.home / "static").mkdir()
        from django.core.management import call_command

        call_command("messages", "--compile-only", verbosity=0)
        self._make(CLEAN)
        self.enter(CLEAN)
        call_command("migrate", "--no-input", verbosity=0)
        call_command("createcachetable", verbosity=0)
        self.build("main")

    def build(self, name: str) -> None:
        """A fresh database of this name, and from now on the one that Django uses."""
        self.enter(CLEAN)
        self._make(name, like=CLEAN)
        self.enter(name)

    def enter(self, name: str) -> None:
        """Django uses this database from now on; the programs that are started too."""
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = os.environ["BENCH_DATABASE"] = f"{FAMILY}_{name}"

    def _make(self, name: str, *, like: str = "") -> None:
        template = f" TEMPLATE {FAMILY}_{like}" if like else ""
        self._command(f"DROP DATABASE IF EXISTS {FAMILY}_{name} WITH (FORCE)")
        self._command(f"CREATE DATABASE {FAMILY}_{name}{template}")
        self._made.add(name)

    def _command(self, words: str) -> None:
        from django.db import connection

        connection.close()
        with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(words)

    @contextmanager
    def program(self, name: str, command: list[str]) -> Iterator[Child]:
        """Runs a program on the database of the moment, and ends it with all that it started."""
        child = Child(name, command, self.home, grace=8, variables=dict(os.environ))
        child.start()
        try:
            yield child
        finally:
            child.stop()

    @contextmanager
    def web(self) -> Iterator[str]:
        """The web server as the product runs it; gives its address."""
        port = ports.next_free(FIRST_PORT, without=set())
        with self.program("web", granian(sys.executable, port)) as child:
            self._wait_for(f"http://{ports.HOST}:{port}/healthz", child)
            yield f"http://{ports.HOST}:{port}"

    @contextmanager
    def front(self, inner: str) -> Iterator[str]:
        """nginx as `make serve` runs it, before the web server at the address `inner`; gives its own address."""
        from frontend.widgets import front

        port = ports.next_free(FIRST_PORT + 100, without=set())
        text = front.configuration(listen=f"{ports.HOST}:{port}", inner=inner.removeprefix("http://"))
        with self._nginx("front", text, port) as address:
            yield address

    @contextmanager
    def bare_nginx(self, folder: Path) -> Iterator[str]:
        """nginx that does nothing but hand out the files of this folder; gives its address."""
        port = ports.next_free(FIRST_PORT + 200, without=set())
        with self._nginx("nginx", _bare(self.home, folder, port), port) as address:
            yield address

    @contextmanager
    def _nginx(self, name: str, configuration: str, port: int) -> Iterator[str]:
        written = paths.run_file(self.home, f"{name}.conf")
        written.write_text(configuration, encoding="utf-8")
        command = [nginx_program(), "-p", str(self.home), "-e", "stderr", "-c", str(written)]
        with self.program(name, command) as child:
            self._wait_for(f"http://{ports.HOST}:{port}/w/1/w.js", child)
            yield f"http://{ports.HOST}:{port}"

    def _wait_for(self, url: str, child: Child) -> None:
        deadline = time.monotonic() + STARTING
        while ports.status(url) != 200:
            if time.monotonic() > deadline or not child.runs():
                log = paths.log_file(self.home, child.name).read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{url} does not answer:\n{log[-2000:]}")
            time.sleep(0.05)

    def _go_down(self) -> None:
        try:
            if self.ours:
                server(test=True).remove()
            else:
                self._drop_all()
        finally:
            shutil.rmtree(self.home, ignore_errors=True)

    def _drop_all(self) -> None:
        for name in sorted(self._made):
            self._command(f"DROP DATABASE IF EXISTS {FAMILY}_{name} WITH (FORCE)")


def _bare(home: Path, folder: Path, port: int) -> str:
    temporary = "".join(
        f"{name}_temp_path {home}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    return (
        f"daemon off; worker_processes auto; pid {home}/bare.pid; {user}\n"
        f"events {{}}\nhttp {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000; {temporary}\n"
        f"open_file_cache max=20000; default_type application/json;\n"
        f"server {{ listen {ports.HOST}:{port}; root {folder}; }} }}\n"
    )
