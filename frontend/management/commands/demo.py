"""`manage.py demo`: fills an empty installation with a believable town, and says where everything is."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from frontend.sandbox.town import facts, town
from keurmerk import clock
from members.models import Shop


class Command(BaseCommand):
    help = "Fills an empty installation (sandbox mode only); with --write-facts writes demo.json."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write-facts", action="store_true")
        parser.add_argument("--url", default=settings.SITE_URL)
        parser.add_argument("--good", default="")
        parser.add_argument("--faulty", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("The demo's town exists in sandbox mode only.")
        if options["write_facts"]:
            self._write_facts(options["url"], {"good": options["good"], "faulty": options["faulty"]})
        elif not Shop.objects.exists():
            town.build(clock.now())
            facts.publish(clock.now())

    def _write_facts(self, url: str, shops: dict[str, str]) -> None:
        now = clock.now()
        facts.move_in(shops, at=now)
        content = json.dumps(facts.gather(url, shops, at=now), indent=2)
        target: Path = settings.LOCAL / "demo.json"
        fresh = target.with_suffix(".new")
        fresh.write_text(content)
        fresh.replace(target)
