"""The script that anybody can run, run as anybody would: alone, against the site, and against files that were kept."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from frontend.sandbox.town import town
from frontend.widgets import publish
from frontend.widgets.files import Published
from keurmerk.canonical import canonical, digest
from keurmerk.outbox import drain
from members.models import Shop
from reviews.models import LedgerHead, Rating
from tests.factories import billing, foreign, reviews

SCRIPT = Path(settings.BASE_DIR) / "docs" / "verify_ledger.py"


class Quiet(WSGIRequestHandler):
    def log_message(self, *_) -> None:
        pass


class Many(ThreadingMixIn, WSGIServer):
    """Waits for its threads when it closes, so that none keeps hold of the tests' database."""


@pytest.fixture
def site(transactional_db, monkeypatch) -> Iterator[str]:
    """The product as it is served: published files in front, Django behind them."""
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    application = Published(get_wsgi_application(), settings.PUBLISHED_ROOT)
    with make_server("127.0.0.1", 0, application, Many, Quiet) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def verify(*words: object) -> subprocess.CompletedProcess:
    """Isolated: neither our code nor any package can be imported."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *map(str, words)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300, cwd="/")


def a_shop(now) -> int:
    """With everything that can happen to a review, and a head of two days."""
    first = reviews.review(
        at=now, stars=5, delivery=4, recommends=True, title="Één fiets 🚲", text='Zei "goed".\nEcht.'
    )
    shop = first.shop
    second, third, fourth = (reviews.review(of=shop, at=now, stars=stars) for stars in (1, 2, 4))
    reviews.unverified_review(of=shop, at=now, stars=1)
    first.edit(reviews.opinion(stars=4, recommends=False), actor="visitor", at=now)
    reviews.reply(to=first, at=now)
    reviews.reply(to=first, text="Toch anders.", at=now)
    LedgerHead.make(actor="clock", at=now)
    first.reply.hold("PERSONAL", actor="user:1", at=now + timedelta(days=1))
    first.reply.release(actor="user:1", at=now + timedelta(days=1))
    second.remove("INSULT", actor="user:1", at=now + timedelta(days=1))
    third.hold("PERSONAL", actor="clock", at=now + timedelta(days=1))
    third.release(actor="user:1", at=now + timedelta(days=1))
    second.reinstate(actor="user:2", at=now + timedelta(days=1))
    fourth.remove_by_author(actor="visitor", at=now + timedelta(days=1))
    LedgerHead.make(actor="clock", at=now + timedelta(days=1))
    publish.ledger()
    return shop.pk


def with_products(shop: Shop, now) -> None:
    """Everything that can happen to a review of a product: twelve entries, four of the shop reviews with them."""
    first, second, third = (reviews.product_review(of=shop, at=now, stars=stars) for stars in (5, 1, 3))
    reviews.product_review(of=shop, at=now, stars=2, text="Bel me op 06-12345678 als je wilt.")
    first.edit(reviews.opinion(stars=4), actor="visitor", at=now)
    second.remove("INSULT", actor="user:1", at=now)
    second.reinstate(actor="user:2", at=now)
    third.hold("PERSONAL", actor="user:1", at=now)
    third.release(actor="user:1", at=now)
    third.remove_by_author(actor="visitor", at=now)


class TestAgainstTheSite:
    def test_finds_no_difference_in_the_whole_town(self, site, now):
        billing.plan()
        town.build(now)
        LedgerHead.make(actor="clock", at=now)
        publish.ledger()
        shops = Rating.objects.filter(ledger_length__gt=0)
        entries = sum(shops.values_list("ledger_length", flat=True))
        answer = verify(site)
        assert answer.stderr == ""
        assert answer.stdout == f"{shops.count()} shops, {entries} entries, 1 heads: 0 differences\n"
        assert (answer.returncode, shops.count() > 20, entries > 1000) == (0, True, True)

    def test_counts_what_was_brought_from_elsewhere_nowhere(self, site, now):
        shop = reviews.review(at=now, stars=2).shop
        made = foreign.taken_in(foreign.text(3) + "r9;2025-11-01;Jan;5;;Bel 06-12345678\n", of=shop, at=now)
        foreign.taken_in(foreign.text(2, start=20), of=shop, at=now)
        made.undo(actor="user:1", at=now)
        drain()
        LedgerHead.make(actor="clock", at=now)
        publish.ledger()
        answer = verify(site, "--shop", shop.pk)
        assert (answer.stderr, answer.stdout) == ("", "1 shops, 12 entries, 1 heads: 0 differences\n")

    def test_follows_everything_that_can_happen(self, site, now, tmp_path):
        shop = a_shop(now)
        answer = verify(site, "--shop", shop, "--keep", tmp_path)
        assert (answer.stderr, answer.stdout) == ("", "1 shops, 15 entries, 2 heads: 0 differences\n")
        assert verify(tmp_path, "--shop", shop).stdout == answer.stdout

    def test_follows_reviews_of_products_outside_the_score(self, site, now):
        shop = reviews.inviting_shop()
        with_products(shop, now)
        LedgerHead.make(actor="clock", at=now)
        publish.ledger()
        answer = verify(site, "--shop", shop.pk)
        assert (answer.stderr, answer.stdout) == ("", "1 shops, 15 entries, 1 heads: 0 differences\n")
        assert Rating.objects.get(shop=shop).count == 4

    def test_checks_the_score_after_reviews_have_left_it(self, site, now):
        shop = a_shop(now)
        Rating.objects.get(shop=shop)
        reviews.review(of=Rating.objects.get(shop=shop).shop, at=now + timedelta(days=366), stars=3)
        assert Rating.objects.get(shop=shop).count == 1
        assert verify(site, "--shop", shop).returncode == 0

    def test_says_what_it_cannot_read(self, site, now):
        answer = verify(site)
        assert (answer.returncode, "Cannot be read" in answer.stderr) == (2, True)

    def test_is_served_for_download(self, site, now):
        publish.ledger()
        assert (settings.PUBLISHED_ROOT / "ledger/verify_ledger.py").read_bytes() == SCRIPT.read_bytes()


@pytest.mark.django_db(transaction=True)
class TestAgainstTampering:
    """Files that were kept, and then changed: each change is found."""

    @pytest.fixture
    def kept(self, site, now, tmp_path) -> Path:
        self.shop = a_shop(now)
        assert verify(site, "--keep", tmp_path).returncode == 0
        return tmp_path

    def ledger(self, kept: Path) -> Path:
        return kept / f"api/v1/shops/{self.shop}/ledger.jsonl"

    def finds(self, kept: Path, words: str) -> None:
        answer = verify(kept, "--shop", self.shop)
        assert (answer.returncode, words in answer.stderr) == (1, True), answer.stderr + answer.stdout

    def change(self, kept: Path, number: int, **changes) -> None:
        """As somebody does who knows how hashes are made: the entry's own hash is right again."""
        lines = self.ledger(kept).read_text().splitlines()
        line = json.loads(lines[number - 1]) | changes
        body = {name: value for name, value in line.items() if name not in ("hash", "shown")}
        lines[number - 1] = canonical(line | {"hash": digest(canonical(body))})
        self.ledger(kept).write_text("\n".join(lines) + "\n")

    def facts(self, kept: Path, number: int, **changes) -> dict:
        return json.loads(self.ledger(kept).read_text().splitlines()[number - 1])["facts"] | changes

    def test_finds_changed_stars(self, kept):
        text = self.ledger(kept).read_text()
        self.ledger(kept).write_text(text.replace('"stars":1', '"stars":5', 1))
        self.finds(kept, "entry 2: its hash is not that of its contents")

    def test_finds_changed_stars_with_a_new_hash(self, kept):
        self.change(kept, 2, facts=self.facts(kept, 2, stars=5))
        self.finds(kept, "entry 3: it does not follow the entry before it")

    def test_finds_a_removed_entry(self, kept):
        lines = self.ledger(kept).read_text().splitlines(keepends=True)
        self.ledger(kept).write_text("".join(lines[:3] + lines[4:]))
        self.finds(kept, "entry 4: it does not follow the entry before it")

    def test_finds_a_removed_last_entry(self, kept):
        lines = self.ledger(kept).read_text().splitlines(keepends=True)
        self.ledger(kept).write_text("".join(lines[:-1]))
        self.finds(kept, "swore to are gone")

    def test_finds_a_swapped_order(self, kept):
        lines = self.ledger(kept).read_text().splitlines(keepends=True)
        lines[2], lines[3] = lines[3], lines[2]
        self.ledger(kept).write_text("".join(lines))
        self.finds(kept, "entry 3: it says it is entry 4")

    def test_finds_a_changed_reason(self, kept):
        text = self.ledger(kept).read_text()
        self.ledger(kept).write_text(text.replace('"reason":"INSULT"', '"reason":"UNLAWFUL"', 1))
        self.finds(kept, "its hash is not that of its contents")

    def test_finds_changed_words(self, kept):
        text = self.ledger(kept).read_text()
        self.ledger(kept).write_text(text.replace('"text":"Snel', '"text":"Traag', 1))
        self.finds(kept, "the words that are shown")

    def test_finds_another_way_to_write_the_same(self, kept):
        text = self.ledger(kept).read_text()
        self.ledger(kept).write_text(text.replace('"stars":1', '"stars":5,"stars":1', 1))
        self.finds(kept, "canonical")

    def test_finds_a_chain_that_was_made_anew(self, kept):
        """From some entry on, with the announced length and last hash along with it: the signed head knows better."""
        self.rewrite(kept, 2, stars=5)
        self.finds(kept, "the head of 2026-03-02 swore to another one")

    @pytest.mark.parametrize(
        ("number", "change", "found"),
        [
            (11, {"stars": 5}, "the writer did not edit them: removed"),
            (11, {"public": True}, "removed, but shown"),
            (15, {"verified": False}, "a fact changed that never may"),
            (14, {"public": False}, "reinstated, but not shown"),
            (1, {"counts_until": "2029-03-02T09:00:00.000000Z"}, "twelve months"),
            (5, {"verified": True}, "verified, with origin OPEN"),
            (5, {"origin": "IMPORTED"}, "published, with origin IMPORTED"),
        ],
    )
    def test_finds_what_may_never_happen_in_a_chain_that_holds(self, kept, number, change, found):
        self.rewrite(kept, number, **change)
        self.finds(kept, found)

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ({"by": "shop"}, "removed by shop"),
            ({"reason": ""}, "removed without a reason"),
            ({"facts": None}, "removed is not something"),
            ({"kind": "forgotten"}, "forgotten is not something"),
        ],
    )
    def test_finds_a_removal_that_nobody_may_do(self, kept, change, found):
        self.change(kept, 11, **change)
        self.finds(kept, found)

    @pytest.fixture
    def kept_products(self, site, now, tmp_path) -> Path:
        shop = reviews.inviting_shop()
        self.shop = shop.pk
        with_products(shop, now)
        LedgerHead.make(actor="clock", at=now)
        publish.ledger()
        assert verify(site, "--keep", tmp_path).returncode == 0
        return tmp_path

    @pytest.mark.parametrize(
        ("number", "change", "found"),
        [
            (11, {"stars": 5}, "the writer did not edit them: removed"),
            (11, {"public": True}, "removed, but shown"),
            (10, {"product": 1}, "a fact changed that never may"),
        ],
    )
    def test_finds_what_may_never_happen_to_a_product_review(self, kept_products, number, change, found):
        self.rewrite(kept_products, number, **change)
        self.finds(kept_products, found)

    @pytest.mark.parametrize(
        ("change", "found"),
        [
            ({"by": "shop"}, "removed by shop"),
            ({"kind": "removed"}, "not clear of which review"),
            ({"kind": "product_replied"}, "product_replied is not something"),
            ({"product_review": 99999}, "never published"),
        ],
    )
    def test_finds_an_entry_that_is_not_about_that_product(self, kept_products, change, found):
        self.change(kept_products, 11, **change)
        self.finds(kept_products, found)

    def rewrite(self, kept: Path, number: int, **facts) -> None:
        self.change(kept, number, facts=self.facts(kept, number, **facts))
        lines = [json.loads(line) for line in self.ledger(kept).read_text().splitlines()]
        for at in range(len(lines)):
            self.change(kept, at + 1, previous=self.last(kept, at))
        file = kept / f"api/v1/shops/{self.shop}.json"
        said = json.loads(file.read_text())
        said["ledger"] = {"length": len(lines), "head": self.last(kept, len(lines))}
        file.write_text(json.dumps(said))

    def last(self, kept: Path, number: int) -> str:
        return json.loads(self.ledger(kept).read_text().splitlines()[number - 1])["hash"] if number else "0" * 64

    @pytest.mark.parametrize(
        "name", ["score", "count", "public_count", "count_all_time", "score_all_time", "recommends"]
    )
    def test_finds_a_score_that_is_not_what_the_ledger_comes_to(self, kept, name):
        file = kept / f"api/v1/shops/{self.shop}.json"
        said = json.loads(file.read_text())
        said["rating"][name] = 5
        file.write_text(json.dumps(said))
        self.finds(kept, f"{name} is")

    def test_finds_a_forged_head(self, kept):
        file = kept / "ledger/heads/2026-03-03.json"
        head = json.loads(file.read_text())
        head["shops"][0][2] = "0" * 64
        file.write_text(canonical(head))
        self.finds(kept, "head of 2026-03-03: its signature is not genuine")

    def test_finds_a_head_that_was_signed_by_somebody_else(self, kept, now, settings, tmp_path):
        settings.SIGNING_KEY = "0123456789abcdef" * 4
        old = (kept / "ledger/keys.json").read_text()
        LedgerHead.make(actor="clock", at=now + timedelta(days=2))
        publish.ledger()
        for name in ("heads/2026-03-04.json", "heads/index.json", "keys.json"):
            (kept / "ledger" / name).write_bytes((settings.PUBLISHED_ROOT / "ledger" / name).read_bytes())
        assert verify(kept, "--shop", self.shop).returncode == 0
        trusted = tmp_path / "trusted.json"
        trusted.write_text(old)
        answer = verify(kept, "--shop", self.shop, "--keys", trusted)
        assert "head of 2026-03-04: its signature is not genuine" in answer.stderr

    def test_finds_a_head_that_is_left_out(self, kept, now):
        LedgerHead.make(actor="clock", at=now + timedelta(days=2))
        publish.ledger()
        for name in ("heads/2026-03-04.json", "heads/index.json"):
            (kept / "ledger" / name).write_bytes((settings.PUBLISHED_ROOT / "ledger" / name).read_bytes())
        index = json.loads((kept / "ledger/heads/index.json").read_text())
        index["heads"] = [head for head in index["heads"] if head["date"] != "2026-03-03"]
        (kept / "ledger/heads/index.json").write_text(json.dumps(index))
        self.finds(kept, "head of 2026-03-04: it does not follow the head before it")
