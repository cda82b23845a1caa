"""`manage.py backup`: makes a backup and takes away those of more than a year ago; `--check` looks at what is there."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from keurmerk import clock, erasures, signing
from keurmerk.backup import database, manifest, shelf, vault


class Command(BaseCommand):
    help = "Makes a backup of database and files in BACKUP_ROOT, locked for the keys of BACKUP_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only: is each backup what was written? Needs no key")
        parser.add_argument("--signed-by", metavar="HEX", help="the public key that signed, when it is a former one")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._check(options["signed_by"] or signing.own_public_key())
            return
        now = clock.real()
        try:
            made = shelf.make(at=now)
        except (shelf.ShelfFault, database.DatabaseFault, vault.VaultFault, OSError) as fault:
            raise CommandError(f"There is no backup: {fault}") from None
        self.stdout.write(f"{made} ({_size(made)})")
        for name in shelf.remove_old(at=now):
            self.stdout.write(f"{name} is older than a year and was taken away")
        erasures.forget(now=now)

    def _check(self, signed_by: str) -> None:
        """Exit status 1 when anything differs; each difference is a line."""
        backups, found = shelf.all_made(), 0
        for backup in backups:
            for fault in _faults(backup, signed_by):
                found += 1
                self.stderr.write(f"{backup.name}: {fault}")
        self.stdout.write(f"{len(backups)} backups: {found} differences")
        if found:
            raise CommandError("The backups do not hold.")


def _faults(backup: Path, signed_by: str) -> list[str]:
    try:
        return list(manifest.faults(backup, manifest.read(backup, signed_by=signed_by)))
    except manifest.ManifestFault as fault:
        return [str(fault)]


def _size(backup: Path) -> str:
    return f"{sum(file.stat().st_size for file in backup.iterdir()) / 1_000_000:.1f} MB"
