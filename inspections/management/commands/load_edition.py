"""`manage.py load_edition 2 --from 2027-01-01`: new inspections use this edition of the checklist from that day on."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from inspections.editions import CURRENT, edition
from inspections.models import Checklist
from keurmerk import clock
from keurmerk.calendar import amsterdam_date


class Command(BaseCommand):
    help = "Loads an edition of the checklist from its file. Loading it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default=CURRENT)
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, help="the first day, as 2027-01-01")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = edition(options["name"])
        except KeyError as fault:
            raise CommandError(f"There is no edition {options['name']}.") from fault
        checklist = Checklist.load(text, valid_from=options["valid_from"] or amsterdam_date(clock.now()))
        self.stdout.write(f"Edition {checklist.edition} holds from {checklist.valid_from}.")
