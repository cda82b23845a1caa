"""`manage.py publish`: writes the published files that are not what the database says."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from frontend.widgets import publish
from keurmerk import clock


class Command(BaseCommand):
    help = "Writes the published files: all of them, one shop's, or only what belongs to no shop."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="everything (the default)")
        which.add_argument("--shop", type=int, help="the number of one shop")
        which.add_argument("--site", action="store_true", help="scripts, styles and what answers for unknown shops")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        if options["site"]:
            self.stdout.write(f"{publish.site()} files changed")
        elif options["shop"]:
            self.stdout.write(f"{publish.shop(options['shop'], now=now)} files changed")
        else:
            self.stdout.write(f"{publish.everything(now=now)} shops changed")
