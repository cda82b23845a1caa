"""`manage.py messages`: brings the Dutch catalogues in step with what the pages say, and compiles them."""

from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from keurmerk import catalogues


class Command(BaseCommand):
    help = "Updates and compiles the catalogues; --check only looks; --compile-only only compiles."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rooms", nargs="*", help="such as members or frontend/desk; all of them without")
        parser.add_argument("--check", action="store_true", help="fail on an untranslated or stale message")
        parser.add_argument("--compile-only", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[str] = []
        for room in catalogues.rooms(settings.BASE_DIR):
            name = str(room.folder.relative_to(settings.BASE_DIR))
            if options["rooms"] and name not in options["rooms"]:
                continue
            if not options["compile_only"]:
                catalog = catalogues.updated(room, settings.BASE_DIR)
                faults += [f"{name}: not in Dutch: {each!r}" for each in catalogues.untranslated(catalog)]
                if options["check"]:
                    faults += self._stale(name, room, catalog)
                    continue
                catalogues.write(room, catalog)
            catalogues.compile_room(room)
        if options["check"] and faults:
            raise CommandError("\n".join(faults))
        for fault in faults:
            self.stdout.write(fault)

    def _stale(self, name: str, room: catalogues.Room, fresh: Catalog) -> list[str]:
        old = {(each.context, str(each.id)) for each in catalogues.current(room) if each.id}
        new = {(each.context, str(each.id)) for each in fresh if each.id}
        return [f"{name}: no longer said: {message!r}" for _context, message in sorted(old - new, key=str)]
