"""A Moneybird with one administration: contacts by our own number, documents by their reference, and what was paid."""

from itertools import count
from urllib.parse import parse_qs, urlsplit

from tests.peers.contract import specification
from tests.peers.server import Peer

TOKEN, ADMINISTRATION = "peer-token", "123456789012345678"


class Moneybird(Peer):
    host = "https://moneybird.com/api/v2"

    def __init__(self) -> None:
        self.spec = specification("moneybird", "moneybird-openapi-peer.json")
        self.contacts: dict[str, dict] = {}
        self.documents: dict[str, dict] = {}
        self.numbers = count(473700000000000001)
        self.asked = 0
        super().__init__()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        self.asked += 1
        return super().handle(method, f"/api/v2{target}", headers, body)

    def refuse(self, why: str) -> tuple[int, object]:
        return 400, {"error": why}

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return 401, {"error": "Unauthorized"}
        parts = urlsplit(target)
        path = parts.path.removeprefix(f"/api/v2/{ADMINISTRATION}/").removesuffix(".json").split("/")
        if path[0] == "contacts":
            return self.contact(method, path[1:], content)
        return self.document(method, path[1:], content, parse_qs(parts.query))

    def contact(self, method: str, path: list[str], content: object) -> tuple[int, object]:
        if method == "GET":
            known = next((each for each in self.contacts.values() if each["customer_id"] == path[-1]), None)
            return (200, known) if known else (404, {"error": "record not found"})
        number = path[0] if path else str(next(self.numbers))
        if method == "PATCH" and number not in self.contacts:
            return 404, {"error": "record not found"}
        self.contacts[number] = {**content["contact"], "id": number}
        return 200 if path else 201, self.contacts[number]

    def document(self, method: str, path: list[str], content: object, query: dict) -> tuple[int, object]:
        if method == "GET" and path:
            return 200, self.documents[path[0]]
        if method == "GET":
            kind, _, said = query["filter"][0].partition(":")
            found = [each for each in self.documents.values() if kind == "state" or each["reference"] == said]
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return 200, found[size * (page - 1) : size * page]
        number = str(next(self.numbers))
        if path:
            payment = {**content["payment"], "id": number}
            self.documents[path[0]]["payments"].append(payment)
            return 201, payment
        made = content["external_sales_invoice"]
        if made["contact_id"] not in self.contacts:
            return 400, {"error": "contact_id is invalid"}
        net = sum(float(each["price"]) for each in made["details_attributes"])
        total = f"{net * 1.21:.2f}"
        self.documents[number] = {**made, "id": number, "payments": [], "total_price_incl_tax": total}
        return 201, self.documents[number]
