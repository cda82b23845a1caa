"""The server of a shop that receives webhooks: it checks what Standard Webhooks asks, and can be told to misbehave."""

import base64
import hashlib
import hmac
import json
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

TOLERANCE = 300  # seconds that clocks may differ


class WebhookReceiver:
    """`misbehaviour` is a queue, one per request: a status, or "hang", "drip", "drop", "long", "nul", "redirect"."""

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.misbehaviour: list[Any] = []
        self.headers: dict[str, str] = {}  # of the answers
        self.elsewhere = ""  # where a redirect leads
        self.heard: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.ids: list[str] = []
        self.paths: list[str] = []
        self.refused: list[str] = []
        self.let_go = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hooks"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def verify(self, headers: Any, body: bytes) -> str:
        """What is wrong with it by the standard; nothing when all is well."""
        number, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not number or not moment.isdigit() or abs(int(moment) - time.time()) > TOLERANCE:
            return "id or timestamp"
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        right = hmac.new(key, f"{number}.{moment}.".encode() + body, hashlib.sha256).digest()
        for each in headers.get("webhook-signature", "").split(" "):
            version, _, signature = each.partition(",")
            if version == "v1" and hmac.compare_digest(base64.b64decode(signature), right):
                return ""
        return "signature"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                peer.paths.append(self.path)
                wrong = peer.verify(self.headers, body)
                if wrong:
                    peer.refused.append(wrong)
                    return self.reply(400, wrong.encode())
                peer.ids.append(self.headers["webhook-id"])
                peer.bodies.append(body)
                peer.heard.append(json.loads(body))
                return self.misbehave(peer.misbehaviour.pop(0) if peer.misbehaviour else 204)

            def misbehave(self, how: Any) -> None:
                special = {
                    "hang": lambda: peer.let_go.wait(5),
                    "drop": self.connection.close,
                    "drip": self.drip,
                    "long": lambda: self.reply(200, b"x" * 500_000),
                    "nul": lambda: self.reply(200, b"a\x00b\xff"),
                    "redirect": lambda: self.reply(307, headers={"Location": peer.elsewhere}),
                }
                special.get(how, lambda: self.reply(how))()

            def drip(self) -> None:
                with suppress(OSError):  # nobody waits for it any more
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                    while not peer.let_go.wait(0.05):
                        self.wfile.write(b"x")

            def reply(self, status: int, body: bytes = b"", headers: Any = ()) -> None:
                self.send_response(status)
                for name, value in {**peer.headers, **dict(headers)}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Says nothing."""

        return Handler
