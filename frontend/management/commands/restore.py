"""`manage.py restore`: puts a backup back into an empty installation, and proves that it is whole."""

import os
import re
import tarfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from frontend.widgets import publish
from keurmerk import clock, erasures, retention, signing
from keurmerk.backup import database, manifest, restoring, vault

FAULTS = (
    manifest.ManifestFault,
    database.DatabaseFault,
    vault.VaultFault,
    restoring.NotEmpty,
    tarfile.TarError,
    OSError,
)


class Command(BaseCommand):
    """Run it before the web server and the queue are started."""

    help = "Puts a backup back into an empty database and an empty folder of files, and proves that it is whole."
    requires_system_checks: list[str] = []  # some of them ask a database that is empty yet

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", type=Path, help="the folder of the backup")
        parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="with the private key")
        parser.add_argument("--erasures", type=Path, metavar="FILE", help="the erasure list, unless it is in its place")
        parser.add_argument("--signed-by", metavar="HEX", help="the public key that signed, when it is a former one")

    def handle(self, *args: Any, backup: Path, key: Path, **options: Any) -> None:
        """Exit status 1, and why, when anything is not as it was."""
        listed: Path = options["erasures"] or settings.ERASURE_LIST
        try:
            self._put_back(Path(os.path.abspath(backup)), _private(key), options["signed_by"], listed)  # noqa: PTH100  # its own name, not where a link leads
        except FAULTS as fault:
            raise CommandError(f"Not restored: {fault}") from None
        now = clock.now()
        self._tell("letters are asked after before they go again", restoring.ask_after_letters())
        self._erase_again(listed, now)
        self._prove(now)
        self.stdout.write("Restored.")

    def _put_back(self, backup: Path, private_key: str, signed_by: str | None, listed: Path) -> None:
        if not listed.exists():
            raise OSError(f"there is no erasure list at {listed}; an empty file says that nothing was erased")
        restoring.insist_on_an_empty_place()
        said = manifest.read(backup, signed_by=signed_by or signing.own_public_key())
        self._insist("The backup", list(manifest.faults(backup, said)))
        restoring.put_back(backup, said, private_key)
        self._insist("The database", restoring.differences(said))
        self.stdout.write(
            f"{len(said.rows)} tables, {sum(said.rows.values())} rows, {said.files} files of {said.made_at}"
        )
        call_command("migrate", verbosity=0, stdout=self.stdout)

    def _erase_again(self, listed: Path, now: datetime) -> None:
        """Reading A24: what was erased since, or had its time since, is gone again before anybody sees it."""
        self._tell("things of the erasure list were erased again", erasures.apply(listed, now=now))
        self._tell("rows had their time and were blanked", retention.forget(now=now))

    def _prove(self, now: datetime) -> None:
        """The ledger, the books, and what is published: written, and found to be what the database says."""
        call_command("verify_ledger", stdout=self.stdout, stderr=self.stderr)
        call_command("verify_books", stdout=self.stdout, stderr=self.stderr)
        self._tell("shops have their published files again", publish.everything(now=now))
        if again := publish.everything(now=now):
            raise CommandError(f"The published files of {again} shops do not hold.")

    def _insist(self, what: str, faults: list[str]) -> None:
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{what} is not what was written: {len(faults)} differences.")

    def _tell(self, what: str, number: int) -> None:
        self.stdout.write(f"{number} {what}")


def _private(file: Path) -> str:
    text = file.read_text(encoding="ascii", errors="replace").strip()
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise vault.VaultFault(f"{file} holds no key of 64 hexadecimal digits")
    return text
