"""`make check`: everything that can be said about the code without running the product, two gates at a time."""

import os
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from keurmerk.local import paths
from keurmerk.local.postgres import ensure

BIN = paths.ROOT / ".venv" / "bin"
AT_ONCE = 2
PRODUCTION = {
    "KEURMERK_MODE": "production",
    "SECRET_KEY": "a-key-that-is-only-long-enough-to-pass-the-check-0123456789",
    "SIGNING_KEY": "0123456789abcdef" * 4,
    "BACKUP_KEYS": "0123456789abcdef" * 4,
    "SITE_URL": "https://keurmerk.example",
    "ALLOWED_HOSTS": "keurmerk.example",
    "FROM_EMAIL": "Keurmerk <post@keurmerk.example>",
    "POSTMARK_SERVER_TOKEN": "not-a-token",
    "POSTMARK_WEBHOOK_SECRET": "user:not-a-secret",
    "MAILCHIMP_API_KEY": "not-a-key-us1",
    "MAILCHIMP_LIST": "not-a-list",
    "PAYMENT_PROVIDER": "transfer",
}


@dataclass(frozen=True)
class Gate:
    """One thing that must hold; the slowest come first so that they start first."""

    name: str
    command: tuple[str, ...]
    production: bool = False

    def passes(self) -> "Outcome":
        began = time.monotonic()
        variables = {**os.environ, **(PRODUCTION if self.production else {})}
        done = subprocess.run(
            [str(BIN / self.command[0]), *self.command[1:]],
            check=False, cwd=paths.ROOT, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return Outcome(self, done.returncode == 0, time.monotonic() - began, done.stdout.strip())


@dataclass(frozen=True)
class Outcome:
    """How a gate was found."""

    gate: Gate
    held: bool
    seconds: float
    said: str

    def tell(self) -> None:
        print(f"{'ok    ' if self.held else 'FAILED'} {self.seconds:5.1f} s  {self.gate.name}", flush=True)
        if not self.held:
            print("\n".join(f"       {line}" for line in self.said.splitlines()), flush=True)


GATES = (
    Gate("types", ("mypy", "keurmerk", "members", "inspections", "reviews", "disputes", "billing", "frontend")),
    Gate("translations", ("python", "manage.py", "messages", "--check")),
    Gate("migrations", ("python", "manage.py", "makemigrations", "--check", "--dry-run")),
    Gate("old release", ("python", "manage.py", "beside")),
    Gate("deployment", ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"), production=True),
    Gate("rules", ("python", "manage.py", "rules", "--check")),
    Gate("imports", ("lint-imports",)),
    Gate("lint", ("ruff", "check", "--quiet", ".")),
    Gate("format", ("ruff", "format", "--check", "--quiet", ".")),
)


def run() -> int:
    """Tells of each gate as it is found; returns 1 when one does not hold."""
    os.environ["DATABASE_URL"] = ensure(test=True)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = []
        for outcome in pool.map(Gate.passes, GATES):
            outcome.tell()
            outcomes.append(outcome)
    failed = sum(not outcome.held for outcome in outcomes)
    print(f"{len(outcomes) - failed} of {len(outcomes)} hold, {time.monotonic() - began:.0f} s")
    return 1 if failed else 0
