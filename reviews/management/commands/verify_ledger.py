"""`manage.py verify_ledger`: recomputes the ledger's chain, its heads, and every score from it."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from members.models import Shop
from reviews import verification
from reviews.models import LedgerHead


class Command(BaseCommand):
    help = "Recomputes the review ledger's chain, commitments and signed heads, and every score from it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--shop", type=int, metavar="ID", help="this shop only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when anything differs; each difference is a line."""
        only = options["shop"]
        shops = Shop.objects.order_by("pk").values_list("pk", flat=True)
        if only is not None and not shops.filter(pk=only).exists():
            raise CommandError(f"There is no shop {only}.")
        checked, found = self._shops([only] if only is not None else shops.iterator())
        found += self._tell(verification.head_faults(only))
        heads = LedgerHead.objects.count()
        self.stdout.write(f"{checked} shops, {heads} heads: {found} differences")
        if found:
            raise CommandError("The ledger does not hold.")

    def _shops(self, ids: Iterable[int]) -> tuple[int, int]:
        checked = found = 0
        for shop_id in ids:
            checked += 1
            found += self._tell(verification.shop_faults(shop_id))
        return checked, found

    def _tell(self, faults: Iterable[str]) -> int:
        found = 0
        for fault in faults:
            self.stderr.write(fault)
            found += 1
        return found
