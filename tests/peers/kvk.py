"""A trade register that answers as KvK's test environment was recorded, and checks each request by KvK's own file."""

import json
from urllib.parse import urlsplit

from tests.peers.contract import shared, specification
from tests.peers.server import Peer

KEY = "peer-key"


class Kvk(Peer):
    host = "https://api.kvk.nl/api"

    def __init__(self) -> None:
        self.spec = specification("kvk", "basisprofiel-v1.3-openapi.yaml")
        rows = json.loads(shared("peers", "kvk", "kvk-test-environment-recordings.json").read_text())
        recorded = {urlsplit(each["uri"]).path.removeprefix("/test"): each for each in rows}
        self.recorded = {path: (int(each["status"]), each["body"]) for path, each in recorded.items()}
        self.asked: list[str] = []
        super().__init__()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        self.asked.append(target)
        if headers.get("apikey") != KEY:
            return 401, {"fout": [{"code": "IPD1998", "omschrijving": "Geen geldige sleutel"}]}
        return super().handle(method, f"/api{target}", headers, body)

    def refuse(self, why: str) -> tuple[int, object]:
        return 400, {"fout": [{"code": "IPD0004", "omschrijving": why}]}

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        unknown = 404, {"fout": [{"code": "IPD0005", "omschrijving": "Op basis van het KVK-nummer niet te leveren."}]}
        return self.recorded.get(target, unknown)
