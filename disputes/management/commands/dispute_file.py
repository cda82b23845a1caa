"""`manage.py dispute_file CASE OUT.zip`: the sealed hand-over file of a dispute (operating)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disputes.models import Dispute
from disputes.sealed_file import sealed_file
from keurmerk import clock


class Command(BaseCommand):
    help = "Writes the file of a dispute, with a manifest of hashes, to a zip."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("case", help="its number, such as 2026-0311, or its id")
        parser.add_argument("out", type=Path, metavar="OUT.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        number = str(options["case"]).rpartition("-")[2]
        cases = Dispute.objects.select_related("shop__member").prefetch_related("messages")
        dispute = cases.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 12 else None
        if dispute is None or str(options["case"]) not in {dispute.number, str(dispute.pk)}:
            raise CommandError(f"There is no dispute {options['case']}.")
        try:
            options["out"].write_bytes(sealed_file(dispute, at=clock.now()))
        except OSError as fault:
            raise CommandError(f"Could not write {options['out']}: {fault.strerror}.") from fault
        self.stdout.write(str(options["out"]))
