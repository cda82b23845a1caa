"""`make test`: what the tests need that pip cannot bring (a browser, a PostgreSQL), then the tests."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Sequence

from keurmerk.local import paths
from keurmerk.local.postgres import ensure, server

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NGINX = ("nginx", "/usr/sbin/nginx")  # Debian keeps it out of an ordinary user's path
WORKERS = 2
JOURNEYS = "tests/journeys"


def run(arguments: list[str]) -> int:
    """Runs everything, or what pytest's own arguments choose. Returns the exit status of the first that failed.

    The journeys share one running product, so they run by themselves, after the rest has used both cores.
    """
    if not has(BROWSERS, "chromium") and not os.environ.get("CHROMIUM"):
        print("The journeys need Chromium. On Debian: apt-get install chromium")
        return 1
    has(NGINX, "nginx-light")  # without it the tests of `make serve` are skipped
    ours = not paths.given_database()
    environment = {**os.environ, "DATABASE_URL": ensure(test=True)}
    python = str(paths.ROOT / ".venv" / "bin" / "python")
    subprocess.run([python, "manage.py", "messages", "--compile-only"], check=True, cwd=paths.ROOT, env=environment)
    rounds = [arguments] if arguments else [["-n", str(WORKERS), f"--ignore={JOURNEYS}"], [JOURNEYS]]
    try:
        found = [subprocess.call([python, "-m", "pytest", *each], cwd=paths.ROOT, env=environment) for each in rounds]
        return next(filter(None, found), 0)
    finally:
        if ours:
            server(test=True).stop()


def simulate(arguments: list[str]) -> int:
    """Years of the platform on the tests' own PostgreSQL. Returns the exit status."""
    ours = not paths.given_database()
    environment = {**os.environ, "DATABASE_URL": ensure(test=True)}
    python = str(paths.ROOT / ".venv" / "bin" / "python")
    subprocess.run([python, "manage.py", "messages", "--compile-only"], check=True, cwd=paths.ROOT, env=environment)
    try:
        return subprocess.call([python, "manage.py", "simulate", *arguments], cwd=paths.ROOT, env=environment)
    finally:
        if ours:
            server(test=True).stop()


def fuzz(arguments: list[str]) -> int:
    """Every reader for so many seconds in all, then our API with more examples. Returns the exit status."""
    seconds = int(arguments[0]) if arguments else 60
    ours = not paths.given_database()
    begin = secrets.randbelow(1_000_000)
    more = {"FUZZ_EXAMPLES": str(max(20, seconds // 3)), "FUZZ_START": str(begin)}
    environment = {**os.environ, "DATABASE_URL": ensure(test=True), **more}
    python = str(paths.ROOT / ".venv" / "bin" / "python")
    try:
        read = subprocess.call([python, "tests/fuzz/run.py", str(seconds)], cwd=paths.ROOT, env=environment)
        call = subprocess.call(
            [python, "-m", "pytest", "-q", "tests/keurmerk/test_api_schema.py"], cwd=paths.ROOT, env=environment
        )
        return read or call
    finally:
        if ours:
            server(test=True).stop()


def has(programs: Sequence[str], package: str) -> bool:
    """Finds one of these programs, or installs Debian's package where that is allowed."""
    if any(map(shutil.which, programs)):
        return True
    apt = _apt()
    if apt:
        print(f"Installing {package} for the tests ...", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
            subprocess.run([*apt, *step], check=False, env=environment, stdout=subprocess.DEVNULL)
    return any(map(shutil.which, programs))


def _apt() -> list[str]:
    """apt-get as root, or through sudo when that asks for no password."""
    if not shutil.which("apt-get"):
        return []
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = ["sudo", "-n", "apt-get"]
    allowed = (
        shutil.which("sudo") and subprocess.run([*sudo, "--version"], check=False, capture_output=True).returncode == 0
    )
    return sudo if allowed else []
