"""`manage.py verify_books`: proves that the books equal the invoices, the payments and the bank."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.models import Posting
from billing.proof import faults


class Command(BaseCommand):
    help = "Compares the books with invoices, payments and money that waits; shows the balance of each account."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when anything differs; each difference is a line."""
        for book, balance in Posting.objects.by_book().items():
            self.stdout.write(f"{book:<12} {balance:>14}")
        found = list(faults())
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"The books do not hold: {len(found)} differences.")
        self.stdout.write("The books hold.")
