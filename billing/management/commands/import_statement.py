"""`manage.py import_statement FILE [--dry-run] --json`: a bank statement, CAMT.053 or MT940 (operating)."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from billing import intake
from keurmerk import clock


class Command(BaseCommand):
    help = "Reads a bank statement, books what pays an invoice exactly, and keeps the rest for finance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file, translation.override("en"):
                outcome = (
                    intake.look(file) if options["dry_run"] else intake.take_in(file, actor="command", at=clock.now())
                )
        except OSError as fault:
            raise CommandError(f"Could not read {path}: {fault.strerror}.") from fault
        if options["json"]:  # the answer is in it, also a refusal
            self.stdout.write(json.dumps(intake.facts(outcome), ensure_ascii=False))
        elif outcome.refused:
            raise CommandError(f"Refused: {outcome.refused}.", returncode=2)
        else:
            self.stdout.write(
                f"{outcome.statements} statements, {len(outcome.judged)} entries: {outcome.booked} pay an invoice, "
                f"{outcome.waiting} wait for finance."
            )
