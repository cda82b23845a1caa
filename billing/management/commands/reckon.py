"""`manage.py reckon`: the finance desk's calculator of interest and collection costs (terms 12.8-12.12)."""

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.collection import collection_costs
from billing.interest import interest
from keurmerk.money import euros


class Command(BaseCommand):
    help = "What is owed on an overdue principal: interest by day, collection costs by scale."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--principal", required=True, help="euros, such as 145.20")
        parser.add_argument("--default", required=True, type=date.fromisoformat, help="first day in default")
        parser.add_argument("--on", required=True, type=date.fromisoformat, help="day of payment")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            owed = _owed(Decimal(options["principal"]), options["default"], options["on"])
        except (InvalidOperation, ValueError) as fault:
            raise CommandError(f"Cannot reckon this: {fault}") from fault
        if options["json"]:
            self.stdout.write(json.dumps({name: str(amount) for name, amount in owed.items()}))
        else:
            for name, amount in owed.items():
                self.stdout.write(f"{name.replace('_', ' '):>16} {amount:>12}")


def _owed(principal: Decimal, default: date, paid: date) -> dict[str, Decimal]:
    if not principal.is_finite() or principal != euros(principal):
        raise ValueError("the principal is an amount in whole cents")
    grown = interest(principal, default=default, paid=paid)
    costs = collection_costs(principal) if paid >= default else Decimal("0.00")  # nothing is due before the default
    return {
        "principal": euros(principal),
        "interest": grown,
        "collection_costs": costs,
        "total": principal + grown + costs,
    }
