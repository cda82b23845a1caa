"""`manage.py calendar`: every date that the rules produce for a membership, each with its article."""

import json
from datetime import date
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing import terms
from billing.calendar import Account, coming
from billing.models import Subscription
from keurmerk import clock
from keurmerk.calendar import add_months, amsterdam_date
from members.calendar import Day, establishment
from members.models import Membership

PERIODS = {"quarterly": terms.MONTHS["QUARTER"], "yearly": terms.MONTHS["YEAR"]}
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
MOST_YEARS = 50


class Command(BaseCommand):
    help = "Every date the rules produce: of a membership established on a day, or what comes for an existing one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Values come as text: what is wrong with them is said in one line."""
        parser.add_argument("--established", default="", metavar="DAY", help="such as 2026-08-31")
        parser.add_argument("--billing", default="", metavar="PERIOD", help=" or ".join(PERIODS))
        parser.add_argument("--membership", default="", metavar="ID", help="an existing one, from today on")
        parser.add_argument("--years", default="3", help=f"how far to look ahead, 1 to {MOST_YEARS}")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 2 and one line when there is nothing to reckon from."""
        years = _years(str(options["years"]))
        if bool(options["established"]) == bool(options["membership"]):
            _refuse("Give either --established DAY or --membership ID.")
        if options["membership"]:
            found = _of_membership(str(options["membership"]), options["billing"], years)
        else:
            found = _of_start(str(options["established"]), options["billing"] or "yearly", years)
        self.stdout.write(_as_json(found) if options["json"] else _as_table(found))


def _of_start(established: str, period: str, years: int) -> list[Day]:
    """All of a membership approved and established on one day, so many years of it (terms 5.2, 12.1, 13.1)."""
    if period not in PERIODS:
        _refuse(f"--billing is quarterly or yearly, not {period!r}.")
    day = _day(established)
    return coming(establishment(day), Account(PERIODS[period]), since=day, before=add_months(day, 12 * years))


def _of_membership(key: str, period: str, years: int) -> list[Day]:
    """What comes for a membership as it is now, from today on."""
    if period:
        _refuse("A membership has its own billing period: leave --billing out.")
    membership = Membership.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 19 else None
    if membership is None:
        _refuse(f"There is no membership {key!r}.")
    today = amsterdam_date(clock.now())
    return Subscription.coming(membership, since=today, before=add_months(today, 12 * years))


def _day(words: str) -> date:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        _refuse(f"--established is a day such as 2026-08-31, not {words!r}.")
    if not FIRST <= day <= LAST:
        _refuse(f"--established lies between {FIRST} and {LAST}.")
    return day


def _years(words: str) -> int:
    if not (words.isascii() and words.isdecimal() and len(words) < 4 and 1 <= int(words) <= MOST_YEARS):
        _refuse(f"--years is a whole number from 1 to {MOST_YEARS}, not {words!r}.")
    return int(words)


def _refuse(why: str) -> NoReturn:
    raise CommandError(why, returncode=2)


def _as_json(found: list[Day]) -> str:
    return json.dumps([{"date": f"{day.on}", "event": day.event, "article": day.article} for day in found])


def _as_table(found: list[Day]) -> str:
    if not found:
        return "Nothing is to come."
    return "\n".join(f"{day.on:%Y-%m-%d %a}  {day.event.replace('_', ' '):<16} {day.article:>5}" for day in found)
