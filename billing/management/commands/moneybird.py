"""`manage.py moneybird`: what waits for the accountant's bookkeeping, what it refused, and what it has differently."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from billing.bookkeeping import Unavailable, provider, pushing
from billing.models import Booked
from keurmerk import clock


class Command(BaseCommand):
    help = "Says what waits and what was refused; --resync asks for all that is missing, --differences compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--resync", action="store_true")
        parser.add_argument("--differences", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when something differs, or nothing can be compared."""
        if provider() is None:
            raise CommandError("MONEYBIRD_TOKEN is not set: nothing is pushed.")
        if options["resync"]:
            self.stdout.write(f"Asked for {pushing.resync(at=clock.now())}.")
        for row in Booked.objects.order_by("state", "kind").values("state", "kind").annotate(number=Count("pk")):
            self.stdout.write(f"{row['state']:<8} {row['kind']:<10} {row['number']}")
        for refused in Booked.objects.refused().order_by("pk"):
            self.stdout.write(f"refused: {refused}: {refused.problem}")
        if options["differences"]:
            self._compare()

    def _compare(self) -> None:
        try:
            found = pushing.differences()
        except Unavailable as fault:
            raise CommandError(f"Not compared: {fault}.") from None
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"{len(found)} differences.")
        self.stdout.write("No differences.")
