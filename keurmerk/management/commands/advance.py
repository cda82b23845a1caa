"""`manage.py advance 15d`: moves the sandbox's clock and shows what happened on the way."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from keurmerk import clock, timeline
from keurmerk.calendar import AMSTERDAM


class Command(BaseCommand):
    help = "Moves the installation's clock forward (2h, 15d, 4months), doing what falls due. Sandbox mode only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("span", help="such as 2h, 15d or 4months")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("The clock moves in sandbox mode only.")
        try:
            timeline.span(options["span"])
        except ValueError as fault:
            raise CommandError(str(fault)) from fault
        for event in timeline.advance(options["span"]):
            moment = event.happened_at.astimezone(AMSTERDAM)
            self.stdout.write(f"{moment:%Y-%m-%d %H:%M}  {event.name:<32} {event.subject_type} {event.subject_id}")
        self.stdout.write(f"It is now {clock.now().astimezone(AMSTERDAM):%Y-%m-%d %H:%M} in Amsterdam.")
