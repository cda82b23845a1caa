"""Whatever is killed, the product comes back by itself and has lost nothing."""

import json
import os
import signal

import pytest

from keurmerk.local import ports
from keurmerk.local.marks import Mark
from tests.journeys.conftest import Installation, eventually

pytestmark = pytest.mark.journey


def letters_of(installation: Installation) -> set[int]:
    return {letter["id"] for letter in json.loads(installation.read("/sandbox/mail/messages.json"))}


@pytest.mark.parametrize("name", ["web", "tend", "queue", "copies", "postgres"])
def test_comes_back_after_a_kill_of(installation: Installation, name: str):
    note = installation.folder / "run" / f"{name}.pid"
    before = Mark.read(note)
    letters = letters_of(installation)
    os.kill(before.pid, signal.SIGKILL)

    def is_back() -> bool:
        now = Mark.read(note)
        return bool(now) and now != before and now.alive() and ports.status(f"{installation.url}/readyz") == 200

    eventually(is_back, 60, f"a new {name}")
    assert letters <= letters_of(installation)


def test_what_visitors_of_shops_read_needs_no_database(installation: Installation):
    """PostgreSQL is gone and nobody brings it back; seal, score, certificate and feeds are served all the same."""
    launcher = installation.process.pid
    postgres = Mark.read(installation.folder / "run" / "postgres.pid")
    paths = [
        "/w/v1/1.json",
        "/w/seal/1.svg",
        "/w/1/w.js",
        "/certificate/1",
        "/feeds/register.json",
        "/ledger/keys.json",
    ]
    before = {path: installation.read(path) for path in paths}
    os.kill(launcher, signal.SIGSTOP)
    try:
        os.kill(postgres.pid, signal.SIGKILL)
        eventually(lambda: ports.status(f"{installation.url}/readyz") == 503, 30, "a database that is away")
        assert {path: installation.read(path) for path in paths} == before
        assert ports.status(f"{installation.url}/register/") >= 500
    finally:
        os.kill(launcher, signal.SIGCONT)
    eventually(lambda: ports.status(f"{installation.url}/readyz") == 200, 60, "the database again")
