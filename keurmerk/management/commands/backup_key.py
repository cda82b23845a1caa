"""`manage.py backup_key FILE`: a new key for backups; its private half goes into a file, and off this machine."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from keurmerk.backup.vault import new_key


class Command(BaseCommand):
    help = "Makes a key for backups: writes the private half to a new file and prints the public half."
    requires_system_checks: list[str] = []  # one of them asks for the key that is made here

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        private, public = new_key()
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
                kept.write(private + "\n")
        except OSError as fault:
            raise CommandError(f"Nothing was written: {fault.strerror}") from None
        self.stdout.write(public)
