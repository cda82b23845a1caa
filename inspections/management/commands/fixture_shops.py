"""`manage.py fixture_shops`: serves the two fixture webshops of the demo on loopback until it is told to stop."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import GOOD, FaultyShop, Place, pages, proving


class Command(BaseCommand):
    help = "Serves the good and the faulty fixture webshop on loopback (sandbox only)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--good", type=int, required=True, help="port of the good shop")
        parser.add_argument("--faulty", type=int, required=True, help="port of the faulty shop")
        parser.add_argument("--base", default=settings.SITE_URL, help="our own address, for the seal and the widgets")
        parser.add_argument("--shop", default="", help="the good shop's number with us; none, no widgets")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("The fixture webshops exist in sandbox mode only.")
        names = {"mark": settings.BRAND["name"], "committee": settings.BRAND["disputes_committee"]}
        good = Place(**names, base=options["base"], shop=options["shop"])
        state = Path(settings.LOCAL) / "shops" / "faulty-repaired"
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        shop = pages(GOOD, good)
        with (
            ShopServer(proving(lambda _method, path: shop.get(path), good.mark), port=options["good"]) as one,
            ShopServer(proving(FaultyShop(Place(**names), state), good.mark), port=options["faulty"]) as other,
        ):
            self.stdout.write(f"good {one.url}\nfaulty {other.url}")
            self.stdout.flush()
            stop.wait()
