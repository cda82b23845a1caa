"""Twenty times in the middle of the main job, kill -9 of something; afterwards nothing is lost, doubled or left over.

A product of its own, without a browser: people and plugins speak HTTP, and try again when nobody answers.

    env -u DATABASE_URL .venv/bin/pytest tests/journeys/test_killed_halfway.py -q

CHAOS_SEED=… repeats what was chosen in an earlier run; when it fell exactly is up to the machine.
"""

import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from keurmerk.local import ports
from keurmerk.local.marks import Mark
from tests.journeys.busy_town import SHOP, Town, figures, visitor
from tests.journeys.conftest import Installation, eventually, start
from tests.journeys.killing import KILLS, Killer

pytestmark = pytest.mark.journey

WAITING = (
    "keurmerk_deliveries_waiting",
    "keurmerk_copies_behind",
    "keurmerk_letters_waiting",
    "keurmerk_letters_unanswered",
)
QUIET_WITHIN = 150  # seconds after the last kill


@dataclass
class Aftermath:
    """What the people did, who was killed, and what the books say."""

    installation: Installation
    town: Town
    killer: Killer
    books: dict[str, Any] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"CHAOS_SEED={self.town.seed}\n{self.killer}\nTook: {self.took}"


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aftermath]:
    began = time.monotonic()
    seed = int(os.environ.get("CHAOS_SEED") or secrets.randbelow(10**6))
    installation = start(tmp_path_factory.mktemp("killed") / "local")
    town = Town(installation, seed)
    found = Aftermath(installation, town, Killer(installation.folder, Random(seed)))
    found.took["start"] = time.monotonic() - began
    try:
        live_through(found)
        yield found
    except BaseException:
        print(found)  # noqa: T201  # shown by pytest beside the failure
        raise
    finally:
        print(figures_of(found))  # noqa: T201
        installation.stop()


def live_through(found: Aftermath) -> None:
    """People work while the killer kills; then everything comes to rest."""
    began, faults = time.monotonic(), []

    def safely(act: Any) -> None:
        try:
            act()
        except BaseException as fault:  # shown with everything else, once all have stopped
            faults.append((act.__name__, repr(fault)))

    people = [threading.Thread(target=safely, args=[act], daemon=True) for act in found.town.everybody()]
    for person in people:
        person.start()
    found.killer.began = time.monotonic()
    found.killer.run()
    found.took["killing"] = time.monotonic() - began
    people[0].join(60)
    people[3].join(60)
    eventually(lambda: faults or found.town.a_day_on, 60, "the next day")
    # The last orders go out. The last kill may have cut off a database that is still coming back: typed again, then.
    eventually(lambda: faults or found.town.advance("1m"), 60, "a clock that moves")
    found.town.over = True
    for person in people:
        person.join(90)
    assert not faults, f"{faults}\n{found}"
    found.took["working on"] = time.monotonic() - began - found.took["killing"]
    come_to_rest(found)
    found.took["coming to rest"] = time.monotonic() - began - found.took["killing"] - found.took["working on"]
    found.books = json.loads(read_books(found).splitlines()[-1])


def come_to_rest(found: Aftermath) -> None:
    def quiet() -> bool:
        told = figures(found.installation)
        return not any(told[name] for name in WAITING) and ports.status(f"{found.installation.url}/readyz") == 200

    try:
        eventually(quiet, QUIET_WITHIN, "rest")
    except AssertionError as fault:
        raise AssertionError(f"{figures(found.installation)}\n{read_books(found)}\n{found}") from fault


def read_books(found: Aftermath) -> str:
    asked = f"from tests.journeys import ledger; ledger.write('{found.town.seed}')"
    return found.installation.manage("shell", "-v0", "-c", asked)


def figures_of(found: Aftermath) -> str:
    town, letters = found.town, found.books.get("letters")
    return (
        f"seed {town.seed}: {len(found.killer.killed)} kills, {len(town.orders)} orders, {letters} letters, "
        f"{len(town.confirmed)} reviews, {len(town.replied)} replies, {town.disputes} disputes; {found.took}"
    )


class TestAfterTwentyKills:
    def test_so_many_were_killed_and_so_much_was_done(self, aftermath):
        assert len(aftermath.killer.killed) == KILLS
        assert len(aftermath.town.confirmed) >= 5, aftermath
        assert aftermath.town.replied, aftermath

    def test_each_order_has_exactly_one_invitation(self, aftermath):
        reported = {order["order"]: 1 for order in aftermath.town.orders}
        assert aftermath.books["orders"] == reported, aftermath
        assert aftermath.books["unsettled_orders"] == [], aftermath

    def test_each_invitation_review_reply_and_dispute_has_exactly_one_letter(self, aftermath):
        assert aftermath.books["missing_letters"] == [], aftermath

    def test_no_letter_went_out_twice_or_is_left_behind(self, aftermath):
        assert aftermath.books["letters_sent_twice"] == [], aftermath
        assert aftermath.books["letters_not_sent"] == [], aftermath

    def test_every_delivery_is_done_and_no_sweep_stumbled(self, aftermath):
        assert aftermath.books["deliveries_not_done"] == [], aftermath
        assert aftermath.books["stumbles"] == [], aftermath

    def test_every_review_that_was_confirmed_is_in_the_api(self, aftermath):
        asked = visitor(aftermath.installation, "partner").session
        rows = asked.get(f"{aftermath.installation.url}/api/v1/shops/{SHOP}/reviews?page_size=100").json()["results"]
        assert set(aftermath.town.confirmed.values()) <= {row["text"] for row in rows}, aftermath
        assert sorted(aftermath.books["reviews"]) == sorted(aftermath.town.confirmed.values()), aftermath

    def test_the_published_file_shows_the_newest_reviews_and_the_right_count(self, aftermath):
        installation = aftermath.installation
        file = json.loads(installation.read(f"/w/v1/{SHOP}.json"))
        newest = json.loads(installation.read(f"/api/v1/shops/{SHOP}/reviews"))["results"]
        shop = json.loads(installation.read(f"/api/v1/shops/{SHOP}"))
        assert [each["id"] for each in file["reviews"]] == [each["id"] for each in newest][: len(file["reviews"])]
        assert file["count"] == shop["rating"]["count"], aftermath

    def test_every_score_is_what_the_reviews_come_to(self, aftermath):
        assert aftermath.books["wrong_ratings"] == [], aftermath

    def test_the_invoice_is_paid_exactly_once(self, aftermath):
        assert aftermath.books["payments"][str(aftermath.town.invoice)] == ["PAID", 1, 1, 0.0, 1], aftermath

    def test_each_dispute_is_filed_once(self, aftermath):
        assert aftermath.books["disputes"] == aftermath.town.disputes == 3, aftermath

    def test_the_published_files_are_what_a_fresh_rendering_gives(self, aftermath):
        assert "0 shops changed" in aftermath.installation.manage("publish", "--all"), aftermath

    @pytest.mark.parametrize(
        ("name", "words"), [("queue", "qcluster"), ("web", "granian"), ("tend", "tend"), ("copies", "copies")]
    )
    def test_exactly_one_is_alive_of(self, aftermath, name, words):
        leaders = set(relatives(aftermath.installation, words))
        assert leaders == {Mark.read(aftermath.installation.folder / "run" / f"{name}.pid").pid}, aftermath

    def test_the_queue_takes_does_and_ticks_off_what_it_is_given(self, aftermath):
        asked = "from tests.journeys import ledger; ledger.queue_works()"
        assert "ticked off" in aftermath.installation.manage("shell", "-v0", "-c", asked), aftermath


def relatives(installation: Installation, words: str) -> Iterator[int]:
    """The leaders of all sessions in which a program of this installation runs: its folder is in their environment."""
    mark = f"KEURMERK_LOCAL={installation.folder}\0".encode()
    for entry in Path("/proc").iterdir():
        try:
            ours = entry.name.isdigit() and mark in (entry / "environ").read_bytes() + b"\0"
            if ours and any(part.endswith(words) for part in (entry / "cmdline").read_text().split("\0")[:3]):
                yield os.getsid(int(entry.name))
        except OSError:
            continue
