"""What every peer is: a server on loopback that checks, answers, and can be told to misbehave."""

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from openapi_core import OpenAPI

from tests.peers.contract import SpecRequest, faults

# Faults after which nothing was taken: status, headers, body.
BEFORE: dict[str, tuple[int, dict[str, str], bytes]] = {
    "429": (429, {}, b""),
    "429-with-body": (429, {}, b'{"ErrorCode": 429, "Message": "Rate limit exceeded"}'),
    "429-later": (429, {"Retry-After": "120"}, b""),
    "500": (500, {}, b""),
    "503": (503, {}, b""),
    "redirect": (307, {}, b""),  # to another host, which must not see the token
}
# Faults after which all was taken: what becomes of the answer.
PAGE = {"Content-Type": "text/html"}
AFTER: dict[str, Callable[[bytes], tuple[int, dict[str, str], bytes]]] = {
    "hang": lambda body: (200, {}, body),  # after three seconds
    "drip": lambda body: (200, {}, body),  # a byte now and then
    "504-after": lambda _: (504, PAGE, b"<h1>Gateway Timeout</h1>"),
    "malformed": lambda body: (200, {}, body[: len(body) // 2]),
    "no-json": lambda _: (200, PAGE, b"<!doctype html><p>OK"),
    "204": lambda _: (204, {}, b""),
    "short": lambda body: (200, {}, json.dumps(json.loads(body)[:-1]).encode()),
}


class Peer:
    """`misbehaviour` is a queue of faults, one per request; "" is none. Beside those above there are
    "drop-before" and "drop-after", which close the connection instead of answering.

    A subclass names the vendor's `host` and `spec`, says what a faulty request gets, and answers the good ones.
    """

    host: str
    spec: OpenAPI

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.misbehaviour: list[str] = []
        self.elsewhere = ""  # where a redirect leads
        self.lock = threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        wrong = faults(self.spec, SpecRequest(self.host, method, target, headers, body))
        if wrong:
            self.refusals += wrong
            return self.refuse("; ".join(wrong))
        return self.answer(method, target, headers, json.loads(body) if body else None)

    def refuse(self, why: str) -> tuple[int, object]:
        raise NotImplementedError

    def answer(self, method: str, target: str, headers: dict, content: object) -> tuple[int, object]:
        raise NotImplementedError


def _handler_for(peer: Peer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            fault = peer.misbehaviour.pop(0) if peer.misbehaviour else ""
            if fault == "drop-before":
                return self.connection.close()
            if fault in BEFORE:
                status, headers, content = BEFORE[fault]
                away = {"Location": peer.elsewhere + self.path.lstrip("/")} if fault == "redirect" else {}
                return self.reply(status, content, {**headers, **away})
            if fault == "hang":
                time.sleep(3)
            status, answer = peer.handle(self.command, self.path, dict(self.headers), body)
            payload = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
            if fault == "drop-after":
                return self.connection.close()
            status, headers, payload = AFTER[fault](payload) if fault else (status, {}, payload)
            return self.reply(status, payload, headers, pause=0.2 if fault == "drip" else 0)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = handle_any

        def reply(self, status: int, payload: bytes, headers: dict[str, str], pause: float = 0) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            pieces = [bytes([byte]) for byte in payload] if pause else [payload]
            with suppress(OSError):  # nobody waits for it any more
                for piece in pieces:
                    self.wfile.write(piece)
                    time.sleep(pause)

        def log_message(self, *args: object) -> None:
            pass

    return Handler
