"""The people of a busy quarter of an hour, without a browser. Whoever gets no answer tries again, as people do."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import requests

from keurmerk.calendar import AMSTERDAM
from tests.journeys.conftest import Installation
from tests.journeys.walking import Visit, Walker

ORDERS = 36
EARLY = 6  # the first of them wait a day
PATIENCE = 90  # seconds during which one request is tried again
SHOP = 1
NAMES = ("Sanne de Koning", "Joost Bakker", "Fatima El Idrissi", "Piet Jansen", "Noor van Dijk")


class Persistent(requests.Session):
    """Asks again while nobody answers, or the answer is that something went wrong."""

    def request(self, *arguments: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = super().request(*arguments, **{**options, "timeout": 20})
                if answer.status_code < 500 and "Unexpected error" not in answer.text:
                    return answer
                problem = f"{answer.status_code} {answer.text[:200]}"
            except requests.RequestException as fault:
                problem = str(fault)
            assert time.monotonic() < deadline, f"{arguments}: {problem}"
            time.sleep(0.3)


def visitor(installation: Installation, who: str) -> Walker:
    walker = Walker(installation.url, who)
    walker.session = Persistent()
    return walker


@dataclass
class Town:
    """Everything the people did, for whoever looks afterwards whether it is there."""

    installation: Installation
    seed: int
    orders: list[dict[str, str]] = field(default_factory=list)
    confirmed: dict[str, str] = field(default_factory=dict)  # what a customer wrote and saw confirmed, by address
    replied: set[int] = field(default_factory=set)
    invoice: int = 0
    disputes: int = 0
    a_day_on: bool = False
    over: bool = False
    goal: datetime | None = None  # where the clock goes first

    def chance(self, who: str) -> Random:
        return Random(f"{self.seed} {who}")

    def everybody(self) -> list[Callable[[], None]]:
        return [self.shop_sends_orders, self.customers_write, self.owner_works, self.consumer_complains, self.clock]

    def shop_sends_orders(self) -> None:
        """As the plugin posts them; some twice, some from a customer who ordered before."""
        chance, plugin = self.chance("plugin"), self.installation.facts["plugin"]
        shop = visitor(self.installation, "plugin")
        query = {"id": plugin["id"], "code": plugin["code"]}
        for number in range(ORDERS):
            customer = number if number % 9 else max(number - 3, 0)
            order = {
                "email": f"klant-{self.seed}-{customer}@example.com",
                "order": f"{self.seed}-{number}",
                "delay": "1" if number < EARLY else "0",
                "language": chance.choice(["nl", "en"]),
                "customer_name": chance.choice(NAMES),
            }
            for _ in range(chance.choice([1, 1, 2])):
                answer = shop.session.post(f"{shop.base}/api/1.0/invitations.json", params=query, data=order).json()
                assert answer["status"] == "success", answer
            self.orders.append(order)
            time.sleep(chance.uniform(0.1, 1.2))

    def customers_write(self) -> None:
        """Two of three who are asked write, and press every button twice."""
        chance = self.chance("customers")
        asked: set[str] = set()
        while not self.over or self._unasked(asked):
            for link in self._unasked(asked):
                asked.add(link)
                if chance.random() < 0.67:
                    self._write(link, chance)
            time.sleep(0.5)

    def _unasked(self, asked: set[str]) -> list[str]:
        found = visitor(self.installation, "mailbox").session.get(
            f"{self.installation.url}/sandbox/mail/messages.json?subject=Theeplank"
        )
        ours = [each for each in json.loads(found.text) if each["to"].startswith(f"klant-{self.seed}-")]
        links = (re.sub(r"[^/]+://[^/]+|\?.*", "", each) for letter in ours for each in letter["links"])
        return sorted({each for each in links if "/r/" in each} - asked)

    def _write(self, link: str, chance: Random) -> None:
        customer = visitor(self.installation, "customer")
        words = f"Besteld en gekregen, nummer {chance.getrandbits(40):x} van deze week."
        answers = {"stars": str(chance.randint(1, 5)), "text": words, "display_name": chance.choice(NAMES)}
        form = customer.get(link)
        for _ in range(2):
            check = customer.submit(form, answers, holding="stars")
        for _ in range(2):
            customer.submit(check, {})
        if customer.get(f"{link}done/").status == 200:
            self.confirmed[link] = words

    def owner_works(self) -> None:
        """Pays the invoice, every page sent twice; then answers what customers write."""
        owner, login = visitor(self.installation, "owner"), self.installation.facts["logins"][0]
        owner.log_in(login["email"], login["password"])
        self._pay(owner)
        chance = self.chance("owner")
        while not self.over:
            for review in owner.session.get(f"{owner.base}/api/v1/shops/{SHOP}/reviews").json()["results"]:
                if "deze week" in review["text"] and not review["reply"] and chance.random() < 0.5:
                    self._reply(owner, review["id"])
            time.sleep(1)

    def _pay(self, owner: Walker) -> None:
        rows = owner.get(f"/dashboard/shops/{SHOP}/invoices/").reader.links
        self.invoice = max(int(found[1]) for link in rows if (found := re.search(r"/invoices/(\d+)/$", link)))
        invoice = owner.get(f"/dashboard/shops/{SHOP}/invoices/{self.invoice}/")
        form = next(each for each in invoice.reader.forms if each.action.endswith("/pay/"))
        headers = {"Referer": owner.base + invoice.path, "Origin": owner.base}
        for _ in range(2):
            bank = owner.session.post(owner.base + form.action, data=form.fields, headers=headers)
        assert "/sandbox/bank/" in bank.url, bank.url
        page = owner.get(bank.url.removeprefix(owner.base))
        for _ in range(2):
            owner.submit(page, {"outcome": "paid"}, holding="outcome")

    def _reply(self, owner: Walker, review: int) -> None:
        page = owner.get(f"/dashboard/shops/{SHOP}/reviews/{review}/")
        for _ in range(2):
            owner.submit(page, {"text": "Dank je wel voor je woorden."}, holding="text")
        self.replied.add(review)

    def consumer_complains(self) -> None:
        """Files three disputes, each form sent twice."""
        for number in range(3):
            time.sleep(self.chance(f"dispute {number}").uniform(2, 9))
            consumer = visitor(self.installation, "consumer")
            page = consumer.get(f"/shops/{SHOP}/dispute/?kind=BROKEN")
            for _ in range(2):
                sent = consumer.submit(page, {**self._complaint(number), "step": "send"}, holding="story")
            assert "/dispute/sent/" in sent.path, (sent.path, sent.text[-3000:])
            self.disputes += 1

    def _complaint(self, number: int) -> dict[str, str]:
        return {
            "is_consumer": "yes",
            "kind": "BROKEN",
            "order_number": f"{self.seed}-geschil-{number}",
            "ordered_on": time.strftime("%Y-%m-%d"),
            "story": "De theepot had een barst toen ik hem uitpakte.",
            "wish": "Een nieuwe theepot.",
            "consumer_name": "Joost Bakker",
            "consumer_email": f"klager-{self.seed}-{number}@example.com",
        }

    def clock(self) -> None:
        """Moves the installation's clock, beside the workers: a day once the early orders are in, then minutes."""
        while not self.over:
            time.sleep(1)
            if len(self.orders) < EARLY:
                continue
            if self.a_day_on:
                self.advance("1m")
            else:
                self.goal = self.goal or _noon_after_a_day(datetime.now(AMSTERDAM))
                self.a_day_on = self._advance_to(self.goal)

    def _advance_to(self, goal: datetime) -> bool:
        """Whether it is there. A clock that was stopped halfway goes on from where it stands, not as far again."""
        asked = "from keurmerk import clock; print(clock.now().isoformat())"
        try:
            now = datetime.fromisoformat(self.installation.manage("shell", "-v0", "-c", asked).split()[-1])
        except AssertionError:  # the database was killed under it: asked again
            return False
        minutes = int((goal - now).total_seconds() // 60)
        return minutes <= 0 or self.advance(f"{minutes}m")

    def advance(self, span: str) -> bool:
        """Whether it came to its end: it stops when the database is killed, and is typed again."""
        try:
            self.installation.manage("advance", span)
        except AssertionError as fault:
            if not re.search("OperationalError|InterfaceError|server closed the connection", str(fault)):
                raise
            return False
        return True


def figures(installation: Installation) -> dict[str, float]:
    """What /metrics tells."""
    said = visitor(installation, "monitor").session.get(f"{installation.url}/metrics").text
    return {name: float(value) for name, value in re.findall(r"^(\w+) (\S+)$", said, re.MULTILINE)}


__all__ = ["ORDERS", "SHOP", "Town", "Visit", "figures", "visitor"]


def _noon_after_a_day(now: datetime) -> datetime:
    """A day or more from now, when invitations leave at once, at whatever hour this runs."""
    return (now + timedelta(hours=24 + (12 - now.hour) % 24)).replace(minute=5)
