"""`manage.py beside`: refuses a migration on which the release of before could not go on running."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from keurmerk import beside


class Command(BaseCommand):
    help = "Reads the migrations: could the old release run beside the new tables (docs/adr/0012)?"

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when one could not; each fault is a line."""
        found = list(beside.all_faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{len(found)} operations that the old release would not stand.")
        self.stdout.write("The old release stands them all.")
