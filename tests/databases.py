"""The tables that tests start from: migrated once for each state of the migrations, copied from then on.

Only in the tests' own PostgreSQL: on a server that somebody lends us nothing is left behind.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection, connections
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT, quote_ident

from keurmerk.local.postgres import server

ROOT = Path(__file__).resolve().parents[1]


def are_our_own() -> bool:
    """Is this the private server of this checkout?"""
    return os.environ.get("DATABASE_URL") == server(test=True).url


def name() -> str:
    """Of the test database; ask before it is set up, for then the connection is told."""
    return str(connection.creation._get_test_db_name())


def pattern(of: str) -> str:
    """The name of the database to copy; another one as soon as a migration or a package changes."""
    digest = hashlib.sha256()
    for file in [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]:
        digest.update(file.name.encode() + file.read_bytes())
    return f"{of}_as_migrated_{digest.hexdigest()[:12]}"


def copy_into_place(test: str) -> bool:
    """Makes the test database from the pattern; False when there is none yet."""
    with _apart() as ask:
        ask("SELECT 1 FROM pg_database WHERE datname = %s", [pattern(test)])
        if not ask.fetchone():
            return False
        _copy(ask, pattern(test), test)
    return True


def keep_as_pattern(test: str) -> None:
    """Keeps a copy of the test database as it is now, and drops those of other states."""
    connections.close_all()
    with _apart() as ask:
        ask("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{test}_as_migrated_"])
        for (former,) in ask.fetchall():
            ask(f"DROP DATABASE {ask.quoted(former)}")
        _copy(ask, test, pattern(test))


class _Asking:
    """A cursor that is called."""

    def __init__(self, cursor: Any) -> None:
        self.cursor, self.fetchone, self.fetchall = cursor, cursor.fetchone, cursor.fetchall

    def __call__(self, statement: str, values: list[str] | None = None) -> None:
        self.cursor.execute(statement, values)

    def quoted(self, name: str) -> str:
        return str(quote_ident(name, self.cursor.connection))


@contextmanager
def _apart() -> Iterator[_Asking]:
    """A connection to another database of the server: one cannot be copied or dropped from within."""
    facts = settings.DATABASES["default"]
    with closing(
        psycopg2.connect(host=facts["HOST"], port=facts["PORT"], user=facts["USER"], dbname="postgres")
    ) as own:
        own.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        yield _Asking(own.cursor())


def _copy(ask: _Asking, one: str, other: str) -> None:
    ask(f"DROP DATABASE IF EXISTS {ask.quoted(other)} WITH (FORCE)")
    ask(f"CREATE DATABASE {ask.quoted(other)} TEMPLATE {ask.quoted(one)}")
