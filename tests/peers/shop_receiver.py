"""The receivers of product reviews in the shops of four systems, as their public plugins behave (plugin API 2.9)."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PRODUCT = "77"


class Receiver:
    """A shop's own site. `copies` holds its reviews by their number there; `system` decides its manners."""

    def __init__(self, system: str, *, webshop_id: int, api_key: str) -> None:
        self.system, self.webshop_id, self.api_key = system, webshop_id, api_key
        self.copies: dict[str, dict[str, Any]] = {}
        self.heard: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.broken = 0  # answer so many times with an error
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        query = "?salesChannelId=abc" if self.system == "shopware" else ""
        return f"http://127.0.0.1:{self._server.server_address[1]}/sync{query}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, body: bytes) -> tuple[int, str]:
        if self.broken:
            self.broken -= 1
            return 500, "Internal Server Error"
        try:
            said = json.loads(body)
        except ValueError:
            return 400, "Invalid JSON data provided"
        self.heard.append(said)
        if not isinstance(said["api_key"], str) or str(said["webshop_id"]) != str(self.webshop_id):
            return 403, "Missing credential fields."
        if said["api_key"] != self.api_key:
            return (401, "Wrong credentials.") if self.system != "magento1" else (403, "Incorrect credential fields")
        return self._sync(said["product_review"])

    def _sync(self, review: dict[str, Any]) -> tuple[int, str]:
        number, deleted = review["id"], review["deleted"]  # PHP would warn about a missing key
        texts = review["title"], review["review"], review["reviewer"]["name"], review["reviewer"]["email"]
        assert all(isinstance(text, str) and text for text in texts)
        if review["product_id"] != PRODUCT:
            return 404, "Could not find product"
        if number is not None and number not in self.copies:
            return 404, "Could not find product review"
        if deleted:
            self.copies.pop(number)
            return 200, json.dumps({"review_id": None if self.system == "magento2" else number})
        number = number or self._fresh_number()
        self.copies[number] = review
        return 200, json.dumps({"review_id": number if self.system == "shopware" else int(number)})

    def _fresh_number(self) -> str:
        made = len(self.heard)
        return f"{made:032x}" if self.system == "shopware" else str(4710 + made)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.paths.append(self.path)
                status, text = receiver.answer(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        return Handler
