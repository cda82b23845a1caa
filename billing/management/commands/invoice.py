"""`manage.py invoice NUMBER --pdf OUT` or `--ubl OUT`: one issued invoice as a document (operating)."""

from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing import document, ubl
from billing.models import Invoice


class Command(BaseCommand):
    help = "Writes an issued invoice to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="such as F2026-00017")
        form = parser.add_mutually_exclusive_group(required=True)
        form.add_argument("--pdf", type=Path, metavar="OUT")
        form.add_argument("--ubl", type=Path, metavar="OUT")
        parser.add_argument("--profile", choices=[str(each) for each in ubl.Profile], default=str(ubl.Profile.BIS3))

    def handle(self, *args: Any, **options: Any) -> None:
        invoice = Invoice.objects.sent().filter(number=options["number"]).first()
        if invoice is None:
            raise CommandError(f"There is no issued invoice {options['number']}.")
        out: Path = options["pdf"] or options["ubl"]
        try:
            out.write_bytes(_pdf(invoice) if options["pdf"] else ubl.write(invoice, ubl.Profile(options["profile"])))
        except OSError as fault:
            raise CommandError(f"Could not write {out}: {fault.strerror}.") from fault
        self.stdout.write(str(out))


def _pdf(invoice: Invoice) -> bytes:
    with default_storage.open(document.keep(invoice)) as paper:
        kept: bytes = paper.read()
    return kept
