"""`manage.py preinspect`: the automatic pre-inspection of a shop, a page or a file, without storing anything."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from inspections.pages import Kind
from inspections.pasting import fill
from inspections.preinspection import Preinspection, inspect_document, inspect_shop
from inspections.reading import user_agent
from inspections.verdicts import Outcome
from keurmerk import clock
from keurmerk.outside.guard import Guard
from keurmerk.outside.unreadable import Unreadable

KINDS = [Kind.TERMS, Kind.PRIVACY, Kind.RETURNS, Kind.CONTACT, Kind.HOME, Kind.PRODUCT, Kind.CHECKOUT, Kind.DELIVERY,
         Kind.COMPLAINTS, Kind.COOKIES, Kind.CART]  # fmt: skip
SIGNS = {Outcome.MET: "+", Outcome.NOT_MET: "-", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: " "}


class Command(BaseCommand):
    help = "Runs the automatic pre-inspection on a URL, an HTML file, a PDF or a text file. Stores nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="a shop's address, or a file")
        parser.add_argument("--kind", choices=[kind.value for kind in KINDS], default="", help="what the one page is")
        parser.add_argument(
            "--lang", choices=["nl", "en"], default="", help="the shop's language, and that of the report"
        )
        parser.add_argument("--mark", default=settings.BRAND["name"], help="the name of the trust mark")
        parser.add_argument("--json", action="store_true", help="for scripts")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 2 and one line when the source cannot be read."""
        with translation.override(options["lang"] or settings.LANGUAGE_CODE):
            try:
                found = self._inspect(options)
            except Unreadable as failure:
                self._refuse(f"{options['source']}: {failure}")
            except OSError as failure:
                self._refuse(f"{options['source']}: {failure.strerror or failure}")
            self.stdout.write(
                json.dumps(found.as_json(), ensure_ascii=False, indent=1) if options["json"] else report(found)
            )

    def _inspect(self, options: dict[str, Any]) -> Preinspection:
        source, kind, language = options["source"], options["kind"], options["lang"]
        names = {"mark": options["mark"], "committee": settings.BRAND["disputes_committee"]}
        if not _is_address(source):
            body = Path(source).read_bytes()
            return inspect_document(body, source=source, kind=kind, language=language, **names)
        guard = Guard(user_agent=user_agent(), allow_loopback=settings.FIXTURE_SHOPS_ON_LOOPBACK)
        if kind:
            fetched = guard.fetch(source if "://" in source else f"https://{source}")
            return inspect_document(
                fetched.body,
                source=fetched.url,
                kind=kind,
                content_type=fetched.content_type,
                language=language,
                **names,
            )
        return inspect_shop(source, guard=guard, at=clock.real(), language=language, **names)

    def _refuse(self, why: str) -> None:
        self.stderr.write(" ".join(why.split()))
        sys.exit(2)


def report(found: Preinspection) -> str:
    """The verdicts for a person's eyes: open points first."""
    lines = [f"{found.source}: {len(found.pages)} page(s), edition {found.edition}, {found.seconds:.1f} s"]
    for one in [*found.open_points(), *(each for each in found.verdicts if each.verdict != Outcome.NOT_MET)]:
        sure = "" if one.decided_by == "machine" else "  (hint)"
        lines.append(
            f"{SIGNS[one.verdict]} {one.severity} {one.code:<7}{one.verdict:<15}{sure} {one.quote[:120] or one.note}"
        )
        if one.verdict == Outcome.NOT_MET and one.advice:
            lines.append(f"      > {fill(one.advice, {})}")
    lines += [f"! {problem.url}: {problem.message}" for problem in found.problems]
    return "\n".join(lines)


def _is_address(source: str) -> bool:
    """An address, unless a file of that name exists."""
    return "://" in source or (not Path(source).exists() and "/" not in source and "." in source and " " not in source)
