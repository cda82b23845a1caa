"""Runs the queue, and a watchdog beside it that starts it anew when it no longer works."""

import fcntl
import signal
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from keurmerk.local import paths
from keurmerk.local.child import Child
from keurmerk.local.pulse import Pulse
from keurmerk.local.watchdog import Watchdog


class Command(BaseCommand):
    """One per installation: what a killed queue had taken is given back at once (docs/adr/0002-queue.md)."""

    help = "Runs the queue under its watchdog, in the foreground."
    requires_system_checks = []  # a fault in the house is no reason to let the post lie
    _wanted = True

    def handle(self, *args: Any, **options: Any) -> None:
        with paths.run_file(settings.LOCAL, "tend.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CommandError("The queue of this installation is tended already.") from None
            signal.signal(signal.SIGTERM, self._let_go)
            signal.signal(signal.SIGINT, self._let_go)
            cluster = Child(
                "queue", [sys.executable, "manage.py", "qcluster", "--skip-checks"], settings.LOCAL, grace=8
            )
            Watchdog(cluster, Pulse(), longest_task=settings.Q_CLUSTER["timeout"]).run(lambda: self._wanted)

    def _let_go(self, *_: object) -> None:
        self._wanted = False
