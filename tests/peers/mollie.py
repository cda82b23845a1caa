"""A Mollie with one profile: payments that people finish by hand, refunds, chargebacks, and keys that repeat."""

import itertools
import json
from decimal import Decimal

from tests.peers.contract import SpecRequest, faults, specification
from tests.peers.server import Peer

KEY = "test_peerkey0000000000000000000000"
ANSWERED = {
    f"'{name}' is a required property"
    for name in ("resource", "id", "mode", "status", "createdAt", "paymentId", "_links")
}


class Mollie(Peer):
    host = "https://api.mollie.com"

    def __init__(self) -> None:
        self.spec = specification("mollie", "mollie-openapi-peer.json")
        self.payments: dict[str, dict] = {}
        self.refunds: list[dict] = []
        self.answered: dict[str, tuple[str, tuple[int, object]]] = {}
        self.numbers = itertools.count(1)
        super().__init__()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        """The file calls required of a refund's request what is read-only in it, and so is in answers alone."""
        wrong = faults(self.spec, SpecRequest(self.host, method, target, headers, body))
        if target.endswith("/refunds"):
            wrong = [each for each in wrong if each not in ANSWERED]
        if wrong:
            self.refusals += wrong
            return self.refuse("; ".join(wrong))
        return self.answer(method, target, headers, json.loads(body) if body else None)

    def refuse(self, why: str, status: int = 422) -> tuple[int, object]:
        return status, {"status": status, "title": "Refused", "detail": why, "_links": {}}

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        if headers.get("Authorization") != f"Bearer {KEY}":
            return self.refuse("Missing authentication, or failed to authenticate", 401)
        if method == "GET":
            found = self.payments.get(target.rsplit("/", 1)[-1].split("?", maxsplit=1)[0])
            return (200, found) if found else self.refuse("No payment exists with this token", 404)
        key, said = headers["Idempotency-Key"], json.dumps([target, content], sort_keys=True)
        if key in self.answered:
            before, answer = self.answered[key]
            return answer if before == said else self.refuse("This key was used for something else", 400)
        answer = self.create(content) if target.endswith("/payments") else self.refund(target.split("/")[-2], content)
        if answer[0] == 201:
            self.answered[key] = said, answer
        return answer

    def create(self, content: dict) -> tuple[int, object]:
        number = f"tr_peer{next(self.numbers):04d}"
        address = f"{self.url}v2/payments/{number}"
        links = {
            "self": {"href": address, "type": "application/hal+json"},
            "checkout": {"href": f"{self.url}checkout/{number}", "type": "text/html"},
            "refunds": {"href": f"{address}/refunds", "type": "application/hal+json"},
        }
        self.payments[number] = {"resource": "payment", "id": number, "status": "open", **content, "_links": links}
        return 201, dict(self.payments[number])

    def refund(self, number: str, content: dict) -> tuple[int, object]:
        payment = self.payments[number]
        back = Decimal(payment.get("amountRefunded", {"value": "0"})["value"]) + Decimal(content["amount"]["value"])
        if payment["status"] != "paid" or back > Decimal(payment["amount"]["value"]):
            return self.refuse("The amount is higher than the maximum")
        payment["amountRefunded"] = {"currency": "EUR", "value": f"{back:.2f}"}
        made = {
            "resource": "refund",
            "id": f"re_{next(self.numbers)}",
            "status": "queued",
            "paymentId": number,
            **content,
        }
        self.refunds.append(made)
        return 201, made

    def finish(self, number: str, status: str) -> None:
        """What the payer did on Mollie's page."""
        self.payments[number]["status"] = status

    def charge_back(self, number: str, amount: str) -> None:
        self.payments[number]["amountChargedBack"] = {"currency": "EUR", "value": amount}
