"""`manage.py copies`: keeps the published copies up to date, in the foreground."""

import logging
import signal
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connections

from keurmerk import copies

PAUSE = 0.1  # seconds between two looks when nothing is due
_LOG = logging.getLogger(__name__)


class Command(BaseCommand):
    """As many as you like may run: each takes what no other has taken."""

    help = "Makes the published copies that are behind, until it is told to stop."
    requires_system_checks = []  # a fault in the house is no reason to show the world what is no longer true
    _wanted = True

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, self._let_go)
        signal.signal(signal.SIGINT, self._let_go)
        while self._wanted:
            try:
                busy = copies.catch_up()
            except (DatabaseError, InterfaceError) as away:
                _LOG.warning("The database does not answer: %s", type(away).__name__)
                connections.close_all()
                busy = 0
            if not busy:
                time.sleep(PAUSE)

    def _let_go(self, *_: object) -> None:
        self._wanted = False
