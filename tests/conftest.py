"""What every test shares: a real PostgreSQL, no way out of this machine, a fixed now, and the cast."""

import os
import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation
from environ import Env

from keurmerk.calendar import AMSTERDAM
from keurmerk.local.postgres import ensure
from tests import databases

LOOPBACK = ("127.0.0.1", "::1", "localhost", "0.0.0.0")  # noqa: S104  # compared with, never bound


@pytest.fixture
def now() -> datetime:
    """A Monday morning in Amsterdam."""
    return datetime(2026, 3, 2, 10, 0, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
            raise AssertionError(f"A test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def dutch() -> Iterator[None]:
    """A page in English leaves its language behind in the thread; the next test starts in Dutch again."""
    with translation.override("nl"):
        yield


@pytest.fixture(autouse=True)
def quick_and_private(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files that a test writes are its own, and nobody waits for a password."""
    folder = tmp_path_factory.mktemp("local")
    settings.MEDIA_ROOT = folder / "media"
    settings.PUBLISHED_ROOT = folder / "published"
    settings.STATIC_ROOT = folder
    settings.BACKUP_ROOT = folder / "backups"
    settings.ERASURE_LIST = folder / "erasures.jsonl"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow, as it should be
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # hashed names need a collectstatic first


@pytest.fixture(scope="session", autouse=True)
def emptied_between_tests() -> Iterator[None]:
    """Ledger and books let nobody empty them; what a test committed goes by their owner, who switches the guard off."""
    flush = BaseDatabaseOperations.execute_sql_flush
    guarded = ("reviews_ledgerentry", "reviews_ledgerhead", "billing_journalentry", "billing_posting")
    guards = [f"ALTER TABLE {table} {{}} TRIGGER USER" for table in guarded]

    def flush_all(self: Any, statements: list[str]) -> None:
        off, on = ([guard.format(word) for guard in guards] for word in ("DISABLE", "ENABLE"))
        flush(self, [*off, *statements, *on])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_all)
        yield


@pytest.fixture(autouse=True)
def nobody_called_yet() -> None:
    """How often a plugin called is counted in memory, which tests share."""
    from reviews.plugins.doors import PER_MINUTE  # Django is ready only now

    PER_MINUTE.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The tests' own PostgreSQL unless DATABASE_URL names one; in it a database per worker, named by pytest-xdist."""
    from django.conf import settings

    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = ensure(test=True)
        settings.DATABASES["default"].update(Env.db_url_config(os.environ["DATABASE_URL"]))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        name = settings.DATABASES["default"]["NAME"]
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_{name}_{worker}"


@pytest.fixture(scope="session")
def database_name(django_db_modify_db_settings: None) -> str:
    return databases.name()


@pytest.fixture(scope="session")
def django_db_keepdb(database_name: str) -> bool:
    """Whether the tables are there already: migrating takes longer than most files of tests."""
    return databases.are_our_own() and databases.copy_into_place(database_name)


@pytest.fixture(scope="session")
def django_db_setup(database_name: str, django_db_keepdb: bool, django_db_setup: None, django_db_blocker: Any) -> None:
    if databases.are_our_own() and not django_db_keepdb:
        with django_db_blocker.unblock():
            databases.keep_as_pattern(database_name)
