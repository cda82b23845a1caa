"""A small web server whose pages can be changed while it runs: a shop to practise on."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Response:
    """What the server says for one address. `write` takes over the connection, for tests of bad behaviour."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    write: Callable[[Any], None] | None = None


Content = str | bytes | Response
Answering = Callable[[str, str], Content | None]  # method and path to content


class ShopServer:
    """Serves pages from a dictionary of path to content, or from a function of method and path.

    `pages` may be changed while it runs: the owner repairs the shop. `seen` holds the paths that were asked for.
    """

    def __init__(self, pages: Mapping[str, Content] | Answering, *, port: int = 0) -> None:
        self.pages = pages
        self.seen: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def answer(self, method: str, target: str) -> Response:
        """The response to a request; 404 for a path that is not there."""
        path = urlsplit(target).path
        self.seen.append(path)
        found = self.pages(method, path) if callable(self.pages) else self.pages.get(path)
        if found is None:
            return Response(
                b"<!doctype html><title>Niet gevonden</title><h1>Niet gevonden</h1>", 404, {"Content-Type": HTML}
            )
        if isinstance(found, Response):
            return found
        body = found.encode() if isinstance(found, str) else found
        return Response(body, headers={"Content-Type": content_type(path)})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                response = shop.answer(self.command, self.path)
                if response.write:
                    response.write(self)
                    return
                self.send_response(response.status)
                for name, value in {"Content-Length": str(len(response.body)), **response.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(response.body)

            def do_POST(self) -> None:
                self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 100_000))
                self.do_GET()

            do_HEAD = do_GET  # noqa: N815  # the name that http.server calls

            def log_message(self, *_args: object) -> None:
                """Says nothing: visitors of a fixture shop are no news."""

        return Handler


HTML = "text/html; charset=utf-8"


def content_type(path: str) -> str:
    """By the path's ending; a path without one is a page."""
    kind = guess_type(path)[0]
    if kind is None:
        return HTML
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
