"""A Mailchimp with one audience: members by the hash of their address, also those that were archived."""

import hashlib
from base64 import b64decode

from tests.peers.contract import specification
from tests.peers.server import Peer

KEY = "peerkey-us6"
LIST = "a1b2c3"


class Mailchimp(Peer):
    host = "https://server.api.mailchimp.com/3.0"

    def __init__(self) -> None:
        self.spec = specification("mailchimp", "mailchimp-marketing-openapi-peer.json")
        self.members: dict[str, dict] = {}
        super().__init__()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        return super().handle(method, f"/3.0{target}", headers, body)

    def refuse(self, why: str) -> tuple[int, object]:
        return 400, {"title": "Invalid Resource", "status": 400, "detail": why}

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        if not b64decode(headers.get("Authorization", "").removeprefix("Basic ")).decode().endswith(KEY):
            return 401, {"title": "API Key Invalid", "status": 401}
        _, _, _lists, _list, _members, number, *rest = target.split("?", maxsplit=1)[0].split("/")
        if rest == ["tags"]:
            tags = self.members[number].setdefault("tags", set())
            for tag in content["tags"]:
                (tags.add if tag["status"] == "active" else tags.discard)(tag["name"])
            return 204, None
        known = self.members.get(number)
        if method == "PUT":
            return self.put(number, content)
        if not known or (method == "DELETE" and known["status"] == "archived"):
            return 404, {"title": "Resource Not Found", "status": 404}
        if method == "DELETE":
            known["status"] = "archived"
            return 204, None
        if method == "PATCH":
            known |= content
        return 200, {"id": number, "status": known["status"]}

    def status(self, email: str) -> str:
        return str(self.members.get(hashlib.md5(email.lower().encode()).hexdigest(), {}).get("status", ""))

    def put(self, number: str, content: dict) -> tuple[int, object]:
        assert number == hashlib.md5(content["email_address"].lower().encode()).hexdigest()
        known = self.members.get(number)
        if known and known["status"] == "unsubscribed" and content.get("status") == "subscribed":
            return 400, {"title": "Member In Compliance State", "status": 400}
        status = known["status"] if known else content["status_if_new"]
        self.members[number] = {**(known or {}), **content, "status": content.get("status", status)}
        return 200, {"id": number, "status": self.members[number]["status"]}
