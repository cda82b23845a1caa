"""`manage.py nginx`: the configuration of an nginx in front, for `make serve` and for whoever runs one."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from frontend.widgets import front


class Command(BaseCommand):
    help = "Prints the nginx configuration of this installation, or writes it to a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--listen", default="127.0.0.1:8000", help="host:port of nginx")
        parser.add_argument("--inner", default="127.0.0.1:8010", help="host:port of the web server behind it")
        parser.add_argument("--out", type=Path, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        text = front.configuration(listen=options["listen"], inner=options["inner"])
        if options["out"]:
            settings.REFERRERS_ROOT.mkdir(parents=True, exist_ok=True)  # nginx makes files, no folders
            options["out"].write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)
