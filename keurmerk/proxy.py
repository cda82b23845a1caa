"""Who asks, when a proxy of ours hands the question on."""

from collections.abc import Collection, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class BehindProxy:
    """Believes what a trusted proxy says of its visitor's address; what anybody else says of it counts for nothing."""

    def __init__(self, application: WSGIApplication, trusted: Collection[str]) -> None:
        self.application = application
        self.trusted = frozenset(trusted)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("REMOTE_ADDR") in self.trusted:
            # The last word is that of the proxy itself; those before it are the visitor's own.
            told = environ.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
            environ["REMOTE_ADDR"] = told or environ["REMOTE_ADDR"]
        return self.application(environ, start_response)
