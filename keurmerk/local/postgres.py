"""A private PostgreSQL of this installation: made, started, adopted after a crash, and stopped.

It listens on a socket in a private folder and on no network. Whoever starts it holds a file lock, so
any number of callers may ask at once. See docs/adr/0001-postgresql.md for why this is our own.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg2  # type: ignore[import-untyped]
from psycopg2.extensions import connection  # type: ignore[import-untyped]

from keurmerk.local import accounts, binaries, paths
from keurmerk.local.marks import Mark, end, wait_until, working_in

DATABASE = "keurmerk"
PORT = "5432"  # only the name of the socket's file
LONGEST_SOCKET_FOLDER = 90  # bytes; the system allows 108 for the whole path
STARTING = 60  # seconds; recovery after a crash included
STOPPING = 20  # seconds, before it is told more firmly
_STARTED: dict[int, "subprocess.Popen[bytes]"] = {}  # by pid, so that whoever asks can reap it; it may outlive us
FAST_AND_LOOSE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Server:
    """The PostgreSQL of one folder. `test` gives up durability for speed."""

    def __init__(self, home: Path, *, test: bool = False, programs: binaries.Binaries | None = None) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home = home.resolve()
        self.test = test
        self.data = self._find_data()
        self.account = accounts.Account.for_data(self.data)
        self._programs = programs
        self._mark_file = paths.run_file(self.home, "postgres.pid")

    @property
    def socket_folder(self) -> Path:
        """Beside the data, unless that makes the path too long for a socket."""
        beside = self.data.parent / "socket"
        if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER:
            return beside
        return accounts.spare(self.home) / "socket"

    @property
    def url(self) -> str:
        """As the settings read it: user, folder of the socket, database."""
        return f"postgres://{DATABASE}@:{PORT}/{quote(str(self.socket_folder))}/{DATABASE}"

    @property
    def libpq_url(self) -> str:
        """As psql and other programs read it."""
        return f"postgresql://{DATABASE}@:{PORT}/{DATABASE}?host={quote(str(self.socket_folder), safe='')}"

    def identity(self) -> str:
        """Changes when the data were made anew."""
        return f"{self.url} {(self.data / 'PG_VERSION').stat().st_mtime_ns}"

    def start(self) -> str:
        """Starts it, or adopts the one that runs. Returns the URL once a real connection answers."""
        with self._alone():
            mark = self.running()
            if mark is None or not self._answers_within(mark, STARTING):
                if mark:
                    self._kill(mark)
                self._start()
            self._make_database()
            paths.write(self.home / "database_url", self.url + "\n")
        return self.url

    def stop(self) -> bool:
        """Stops it in an orderly way; says whether there was anything to stop."""
        with self._alone():
            mark = self.running()
            if mark:
                self._stop(mark)
            self._mark_file.unlink(missing_ok=True)
        return mark is not None

    def running(self) -> Mark | None:
        """The server that uses our data now, also one that another process started."""
        for child in _STARTED.values():
            child.poll()  # a dead child stays about until somebody has asked after it
        for mark in (Mark.read(self._mark_file), self._postmaster()):
            if mark and mark.alive():
                return mark
        return None

    def remove(self) -> None:
        """Stops it and throws its data away."""
        self.stop()
        for folder in (self.data, self.socket_folder, self.data.with_name("postgres.new")):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(accounts.spare(self.home))

    def _find_data(self) -> Path:
        """In the home, or in the spare place when PostgreSQL's account cannot get through to the home."""
        data = self.home / "postgres"
        if accounts.Account.for_data(data).can_enter(self.home):
            return data
        return accounts.spare(self.home) / "postgres"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with paths.run_file(self.home, "postgres.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _postmaster(self) -> Mark | None:
        """Whom PostgreSQL's own pid file names, when that is a PostgreSQL of these data and not a later namesake."""
        try:
            pid = int((self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n", 1)[0])
            place = Path(f"/proc/{pid}/cwd")
            ours = not place.parent.exists() or place.readlink() == self.data
        except (OSError, ValueError):
            return None
        return Mark.of(pid) if ours else None

    def _start(self) -> None:
        programs = (self._programs or binaries.find(self.data)).for_account(self.account, self.home)
        if not (self.data / "PG_VERSION").exists():
            self._make_data(programs)
        self.account.make_private(self.socket_folder)
        deadline = time.monotonic() + STARTING
        while not self._launch(programs):
            end(working_in(self.data, "postgres"))  # what outlived a killed server holds its memory, some for ever
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start:\n{self._last_words()}")
            time.sleep(0.5)

    def _launch(self, programs: binaries.Binaries) -> bool:
        """One attempt; false when it ended by itself."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)  # nobody runs: `running` has looked
        settings = [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            f"unix_socket_directories={self.socket_folder}",
        ]
        settings += FAST_AND_LOOSE if self.test else ()
        command = [str(programs.postgres), "-D", str(self.data), "-p", PORT]
        command += [part for setting in settings for part in ("-c", setting)]
        with paths.log_file(self.home, "postgres").open("ab") as log:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self.account.for_subprocess(),
            )
        _STARTED[child.pid] = child
        mark = Mark.of(child.pid)
        if mark:
            mark.write(self._mark_file)
        return bool(mark) and self._answers_within(mark, STARTING)

    def _answers_within(self, mark: Mark | None, seconds: float) -> bool:
        """Waits for a real connection; a server that ends meanwhile is not waited for."""

        def over() -> bool:
            return self._answers() or self.running() != mark

        return wait_until(over, seconds) and self._answers()

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _connect(self, database: str) -> connection:
        return psycopg2.connect(
            host=str(self.socket_folder), port=PORT, user=DATABASE, dbname=database, connect_timeout=5
        )

    def _make_data(self, programs: binaries.Binaries) -> None:
        """Made beside and renamed, so that an interrupted start leaves nothing half done."""
        fresh = self.data.with_name("postgres.new")
        shutil.rmtree(fresh, ignore_errors=True)
        if self.data.exists():
            self.data.rmdir()  # an empty folder; anything else in there is not ours to remove
        for locale in ("C.UTF-8", "C"):  # some systems have only the second
            self.account.make_private(fresh)
            made = self._initdb(programs, fresh, locale)
            if made.returncode == 0:
                fresh.rename(self.data)
                return
            shutil.rmtree(fresh, ignore_errors=True)
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")

    def _initdb(self, programs: binaries.Binaries, folder: Path, locale: str) -> subprocess.CompletedProcess[str]:
        command = [str(programs.initdb), "-D", str(folder), "-U", DATABASE, "--auth=trust", "--encoding=UTF8"]
        command += [f"--locale={locale}", *(["--no-sync"] if self.test else [])]
        return subprocess.run(
            command, check=False, cwd="/", capture_output=True, text=True, **self.account.for_subprocess()
        )

    def _make_database(self) -> None:
        with contextlib.closing(self._connect("postgres")) as database:
            database.autocommit = True
            with database.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not cursor.fetchone():
                    cursor.execute(f"CREATE DATABASE {DATABASE}")

    def _stop(self, mark: Mark) -> None:
        for number, patience in ((signal.SIGINT, STOPPING), (signal.SIGQUIT, 5)):
            mark.tell(number)
            if wait_until(lambda: self.running() is None, patience):
                return
        self._kill(mark)

    def _kill(self, mark: Mark) -> None:
        """SIGKILL for the server and its workers; it recovers at the next start."""
        mark.kill_session()
        wait_until(lambda: self.running() is None, 5)

    def _last_words(self) -> str:
        log = paths.log_file(self.home, "postgres")
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])


def server(*, test: bool = False) -> Server:
    """This installation's server, or the throw-away one of its tests."""
    return Server(paths.home() / "test", test=True) if test else Server(paths.home())


def ensure(*, test: bool = False) -> str:
    """The URL of a database that answers: DATABASE_URL when given, else our own server's, started when need be."""
    return paths.given_database() or server(test=test).start()
