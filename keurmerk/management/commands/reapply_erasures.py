"""`manage.py reapply_erasures`: after a backup was put back by hand, erases again what was erased since (A24)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from keurmerk import clock, erasures


class Command(BaseCommand):
    help = "Does everything on the list of erasures again; `manage.py restore` does it by itself."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--erasures", type=Path, metavar="FILE", help="the list, unless it is in its place")

    def handle(self, *args: Any, **options: Any) -> None:
        done = erasures.apply(options["erasures"] or settings.ERASURE_LIST, now=clock.now())
        self.stdout.write(f"{done} erased again")
