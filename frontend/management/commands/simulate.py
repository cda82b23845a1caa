"""`manage.py simulate`: years of the platform in one run, with everything going wrong, in a database of its own."""

import hashlib
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test.utils import override_settings

from frontend.sandbox.years.planted import MISTAKES
from frontend.sandbox.years.run import Broken, Run, caught
from keurmerk.models import Event


class Command(BaseCommand):
    help = "Simulates years of the platform from a seed, and asks all the while whether everything holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--years", type=float, default=1)
        parser.add_argument("--shops", type=int, default=50)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seeds", type=int, default=1, help="so many runs, from this seed on")
        parser.add_argument("--look", type=int, default=30, metavar="DAYS", help="how often the invariants are asked")
        parser.add_argument("--mistakes", action="store_true", help="plants each known mistake, to be found")
        parser.add_argument("--calm", action="store_true", help="without faults")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 with the seed, what broke and the last hundred events, when something does not hold."""
        if not settings.SANDBOX:
            raise CommandError("Years are simulated in sandbox mode only.")
        if options["mistakes"]:
            self._mistakes(options)
            return
        for seed in range(options["seed"], options["seed"] + options["seeds"]):
            with _database(f"keurmerk_years_{seed}"), TemporaryDirectory() as folder, _files_in(folder):
                self._one(seed, options)

    def _one(self, seed: int, options: dict[str, Any]) -> None:
        run = Run(seed, options["shops"], round(options["years"] * 365), faults=not options["calm"],
                  look=timedelta(days=options["look"]))  # fmt: skip
        began = time.monotonic()
        try:
            world = run.go()
        except Broken as fault:
            self.stderr.write("\n".join([*fault.recent, "", *fault.found]))
            raise CommandError(str(fault)) from fault
        spent = time.monotonic() - began
        acts, faults = sum(world.done.values()), sum(world.faults.happened.values())
        self.stdout.write(
            f"seed {seed}: {acts} acts, {Event.objects.count()} events, {faults} faults, {spent:.0f} s: all holds"
        )

    def _mistakes(self, options: dict[str, Any]) -> None:
        """Each in a run of its own. Exit status 1 when one is not found, or by another invariant than its own."""
        missed = []
        for mistake in MISTAKES:
            with _database("keurmerk_years_mistake"), TemporaryDirectory() as folder, _files_in(folder):
                found = caught(mistake, seed=options["seed"])
            self.stdout.write(f"{mistake.name}: {found or 'NOT FOUND'}")
            missed += [] if found else [mistake.name]
        if missed:
            raise CommandError(f"Not found: {', '.join(missed)}")


@contextmanager
def _database(name: str) -> Iterator[None]:
    """A fresh database on the same server, and gone afterwards."""
    before = connection.settings_dict["NAME"]
    try:
        _command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _command(f'CREATE DATABASE "{name}" TEMPLATE "{_clean()}"')
        _command(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')  # nobody needs it after a power cut
        _enter(name)
        yield
    finally:
        _enter(before)
        _command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _clean() -> str:
    """An empty database with today's tables, of which each run gets a copy; made once per set of migrations."""
    known = MigrationLoader(None).disk_migrations
    digest = hashlib.sha256(repr(sorted(known)).encode()).hexdigest()[:12]
    name, before = f"keurmerk_years_{digest}", connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return name
    unfinished = f"{name}_unfinished"
    _command(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)')
    _command(f'CREATE DATABASE "{unfinished}"')
    _enter(unfinished)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    _enter(before)
    _command(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def _enter(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _command(words: str) -> None:
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(words)


@contextmanager
def _files_in(folder: str) -> Iterator[None]:
    """Invoices and published files of the run stay out of the installation's own."""
    with override_settings(MEDIA_ROOT=folder, PUBLISHED_ROOT=folder):
        yield
