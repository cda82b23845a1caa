"""`manage.py remove_second_factor anna@example.com`: for who lost phone and recovery codes, once we know who it is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from keurmerk import clock
from members.models import SecondFactor, User


class Command(BaseCommand):
    help = "Switches the second step of an account off, after you made sure who asks. The person is told by letter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(email__iexact=options["address"]).first()
        if person is None or not SecondFactor.remove_all(person, actor="console", at=clock.now()):
            raise CommandError("Nobody with this address has a second step.")
        self.stdout.write("The second step is off; the person is told.")
