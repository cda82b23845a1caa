"""A Postmark that keeps what it takes and refuses what the specification refuses."""

import json
from email.utils import parseaddr
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from tests.peers.contract import specification
from tests.peers.server import Peer

TOKEN = "peer-token"


class Postmark(Peer):
    host = "https://api.postmarkapp.com"

    def __init__(self) -> None:
        self.spec = specification("postmark", "postmark-server-peer.json")
        self.taken: list[dict] = []
        self.batches: list[int] = []
        self.suppressed: set[str] = set()
        self.poison: set[str] = set()
        self.unknown_senders: set[str] = set()
        super().__init__()

    def refuse(self, why: str) -> tuple[int, object]:
        return 422, {"ErrorCode": 300, "Message": why}

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        if headers.get("X-Postmark-Server-Token") != TOKEN:
            return 401, {"ErrorCode": 10, "Message": "No Account or Server API tokens were supplied"}
        if method == "GET":
            return 200, self.find(parse_qs(urlsplit(target).query))
        messages = list(content)
        self.batches.append(len(messages))
        if len(messages) > 500:
            return 422, {"ErrorCode": 410, "Message": "Too many batch messages"}
        if sum(len(json.dumps(message)) for message in messages) > 50_000_000:
            return 413, None
        if any(message["To"] in self.poison for message in messages):
            return 422, {"ErrorCode": 402, "Message": "Invalid JSON"}  # one that spoils its whole batch
        return 200, [self.take(message) for message in messages]

    def take(self, message: dict) -> dict:
        missing = [name for name in ("From", "To") if not message.get(name)]
        if missing or not (message.get("TextBody") or message.get("HtmlBody")):
            return {"ErrorCode": 300, "Message": f"Missing {missing or 'body'}"}
        if message["To"] in self.suppressed:
            return {"ErrorCode": 406, "Message": "Inactive recipient"}
        if parseaddr(message["From"])[1] in self.unknown_senders:
            return {"ErrorCode": 400, "Message": "The 'From' address you supplied is not a Sender Signature"}
        number = str(uuid4())
        with self.lock:
            self.taken.append({**message, "MessageID": number})
        return {"ErrorCode": 0, "Message": "OK", "MessageID": number, "To": message["To"]}

    def find(self, query: dict[str, list[str]]) -> dict:
        wanted = query.get("metadata_letter", [""])[0]
        person = query.get("recipient", [""])[0]
        found = [
            each
            for each in self.taken
            if each.get("Metadata", {}).get("letter") == wanted and person in {"", each["To"]}
        ]
        return {"TotalCount": len(found), "Messages": [{"MessageID": each["MessageID"]} for each in found]}
