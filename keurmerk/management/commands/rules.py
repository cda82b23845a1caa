"""`manage.py rules`: writes docs/rules.md; `--check` fails when it is stale or a held row is open again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from keurmerk import rules


class Command(BaseCommand):
    help = "Traces each rule of the terms to the code that enforces it and the tests that hold it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / "docs" / "rules.md"
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        listed = rules.rows(settings.BASE_DIR)
        lost = rules.held_in(before) - {row.article for row in listed if row.is_held}
        if lost:
            raise CommandError(f"Held before, open now: {', '.join(sorted(lost))}")
        fresh = rules.page(listed)
        if options["check"] and fresh != before:
            raise CommandError("docs/rules.md is stale: run manage.py rules")
        file.write_text(fresh, encoding="utf-8")
        self.stdout.write(f"{sum(row.is_held for row in listed)} of {len(listed)} rows are held")
