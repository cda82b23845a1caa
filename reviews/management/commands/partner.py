"""Gives a partner a token for the register in bulk, or takes it back (plugin API 2.12)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from keurmerk import clock
from reviews.models import Partner


class Command(BaseCommand):
    """The token is shown here once, and kept as a hash."""

    help = "Gives a partner a new token; with --revoke its token stops."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--revoke", action="store_true")

    def handle(self, *_args: Any, name: str, revoke: bool, **_options: Any) -> None:
        if not revoke:
            _partner, token = Partner.admit(name, actor="command", at=clock.now())
            self.stdout.write(token)
            return
        partner = Partner.objects.working().filter(name=name).first()
        if partner is None:
            raise CommandError(f"There is no partner {name} with a token that works.")
        partner.revoke(actor="command", at=clock.now())
