"""The database by PostgreSQL's own programs: what pg_dump says of it, and what pg_restore makes of that again."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO

from django.db import connection, transaction

from keurmerk.local import binaries

# Tables whose rows are of the moment: after a restore everybody logs in anew, and nothing is half under way.
PASSING = ("django_session", "cache", "django_q_ormq", "keurmerk_beat")
_ENVIRONMENT = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
_CHOICES = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


class DatabaseFault(Exception):
    """PostgreSQL's own program is missing, or says that it failed."""


@contextmanager
def one_moment() -> Iterator[str]:
    """The name of a snapshot: what pg_dump dumps under that name is what is counted meanwhile."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")  # counting all there is may take longer than a page may
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def counts() -> dict[str, int]:
    """How many rows each table has, but for what passes."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in PASSING]
        found = {}
        for name in sorted(tables):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  # our own tables
            found[name] = int(cursor.fetchone()[0])
    return found


def name() -> str:
    return str(connection.settings_dict["NAME"])


def is_empty() -> bool:
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def server() -> int:
    """The server's major version."""
    own: Any = connection
    return int(own.pg_version) // 10000


def dump(to: IO[bytes], *, snapshot: str) -> int:
    """Writes the dump; returns the major version of the pg_dump that made it."""
    version, pg_dump = program("pg_dump")
    command = [str(pg_dump), "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    command += [f"--exclude-table-data={table}" for table in PASSING]
    with TemporaryFile() as complaints:
        with _started(command, complaints, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            shutil.copyfileobj(process.stdout, to)
        _insist(process, complaints)
    return version


def restore(dumped: BinaryIO) -> None:
    """Fills the empty database, all or nothing."""
    _, pg_restore = program("pg_restore")
    command = [str(pg_restore), "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    command += [f"--dbname={name()}"]
    connection.close()
    with TemporaryFile() as complaints:
        with _started(command, complaints, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            with suppress(BrokenPipeError):  # it says itself what is wrong
                _feed(process, process.stdin, dumped)
        _insist(process, complaints)


def _feed(process: "subprocess.Popen[bytes]", stdin: IO[bytes], dumped: BinaryIO) -> None:
    try:
        shutil.copyfileobj(dumped, stdin)
    except BaseException:
        process.kill()  # before it takes the end of what we give for the end of the dump
        raise
    finally:
        with suppress(BrokenPipeError):
            stdin.close()


def program(name: str) -> tuple[int, Path]:
    """The oldest one that is as new as the server: an older one refuses, a newer one may write what it cannot read."""
    fit = [(version, path) for version, path in binaries.programs(name) if version >= server()]
    if not fit:
        raise DatabaseFault(f"No {name} of PostgreSQL {server()} or newer is on this machine")
    return min(fit, key=lambda found: found[0])


def _started(
    command: list[str], complaints: IO[bytes], *, stdin: int = subprocess.DEVNULL, stdout: int = subprocess.DEVNULL
) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=complaints, env=_environment(), cwd="/")  # noqa: S603  # our own words


def _environment() -> dict[str, str]:
    """Where the database is, for libpq: a password on the command line could be read by everybody on the machine."""
    facts, options = connection.settings_dict, connection.settings_dict["OPTIONS"]
    told = {name: str(facts[key]) for key, name in _ENVIRONMENT.items() if facts.get(key)}
    return told | {name: str(options[key]) for key, name in _CHOICES.items() if options.get(key)}


def _insist(process: "subprocess.Popen[bytes]", complaints: IO[bytes]) -> None:
    """The first line of a complaint says what; the lines after it may quote somebody's row."""
    if process.returncode:
        complaints.seek(0)
        first = complaints.readline(300).decode(errors="replace").strip()
        raise DatabaseFault(re.sub(r"^\S+/", "", first) or f"It ended with status {process.returncode}")
