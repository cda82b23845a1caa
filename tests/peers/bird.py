"""A Bird on loopback that takes text messages as the vendor's own client sends them, and can misbehave.

Shapes are those of the client's own models (bird 0.106, `_generated.py`): what it cannot read, it would refuse.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "bk_eu1_peer"


class Bird:
    """Keeps what it took by idempotency key. `mood`: fine, refuse, busy, broke; crash, drop or hang after taking."""

    def __init__(self) -> None:
        self.taken: dict[str, dict[str, Any]] = {}
        self.heard: list[dict[str, Any]] = []
        self.mood = "fine"
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: Any) -> None:
                """Quiet."""

            def do_POST(self) -> None:
                peer.post(self)

            def do_GET(self) -> None:
                peer.get(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def post(self, request: BaseHTTPRequestHandler) -> None:
        body = json.loads(request.rfile.read(int(request.headers["Content-Length"])))
        self.heard.append({"body": body, "headers": dict(request.headers)})
        if request.headers["Authorization"] != f"Bearer {KEY}":
            return answer(request, 401, {"error": {"type": "auth_error", "message": "no"}})
        if self.mood == "refuse" or set(body) - {"to", "from", "text", "category", "metadata", "options"}:
            fault = {"type": "validation_error", "code": "E20001", "message": "to is no number", "details": []}
            return answer(request, 422, {"error": fault})
        if self.mood == "busy":
            return answer(request, 429, {})
        if self.mood == "broke":
            return answer(request, 402, {"error": {"type": "billing_error", "message": "balance"}})
        key = request.headers["Idempotency-Key"]
        message = self.taken.setdefault(key, self.message(body))
        if self.mood == "crash":
            return answer(request, 500, {})
        if self.mood == "drop":
            return request.connection.close()
        if self.mood == "hang":
            time.sleep(1.5)
        return answer(request, 202, message)

    def get(self, request: BaseHTTPRequestHandler) -> None:
        address = urlsplit(request.path)
        asked = parse_qs(address.query)
        if address.path == "/v1/sms/messages":
            found = [each for each in self.taken.values() if each["to"] in asked.get("to", [each["to"]])]
            return answer(request, 200, {"data": found, "next_cursor": None})
        number = address.path.rpartition("/")[2]
        found = [each for each in self.taken.values() if each["id"] == number]
        return answer(request, 200, found[0]) if found else answer(request, 404, {"error": {"type": "not_found_error"}})

    def message(self, body: dict[str, Any]) -> dict[str, Any]:
        nothing = dict.fromkeys(
            ["requested_language", "resolved_language", "template_id", "template_version_id", "template_content_hash"]
        )
        return {
            **nothing,
            "id": f"sms_{len(self.taken):026}",
            "direction": "outbound",
            "status": "accepted",
            "to": body["to"],
            "from": body["from"],
            "text": body["text"],
            "category": body["category"],
            "metadata": body["metadata"],
            "segments": {"count": -(-len(body["text"]) // 160), "encoding": "GSM_7BIT", "characters": len(body["text"])},
            "cost": {"amount": "0.07500", "currency_code": "EUR", "transaction_amount": "0.07500", "passthrough_amount": None},
            "tags": None,
            "last_error": None,
            "created_at": "2026-03-02T09:00:00Z",
            "sent_at": None,
            "delivered_at": None,
        }  # fmt: skip


def answer(request: BaseHTTPRequestHandler, status: int, body: dict[str, Any]) -> None:
    raw = json.dumps(body).encode() if body else b""
    try:
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(raw)))
        request.end_headers()
        request.wfile.write(raw)
    except (BrokenPipeError, ConnectionResetError):
        pass  # the client gave up waiting, as it was meant to
