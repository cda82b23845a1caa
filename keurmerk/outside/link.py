"""A connection to an address that was checked, held to the time that is left."""

import http.client
import io
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

CHUNK = 65_536
Left = Callable[[], float]


class Link(http.client.HTTPConnection):
    """Speaks the name that was asked for, to one of the addresses that it was found to have.

    `connecting` and `reading` give the seconds that are left for each, and raise TimeoutError when none are.
    """

    def __init__(
        self,
        addresses: list[str],
        host: str,
        port: int,
        *,
        connecting: Left,
        reading: Left,
        trust: ssl.SSLContext | None,
    ) -> None:
        super().__init__(host, port)
        self.addresses, self.connecting, self.reading, self.trust = addresses, connecting, reading, trust
        self.raw: socket.socket | None = None
        self.certificate_ends: datetime | None = None

    def connect(self) -> None:
        """To the first of the checked addresses that answers."""
        failure: OSError = ConnectionRefusedError()
        for address in self.addresses[:3]:
            try:
                raw = socket.create_connection((address, self.port), timeout=self.connecting())
                break
            except TimeoutError:
                raise
            except OSError as refused:
                failure = refused
        else:
            raise failure
        self.raw = raw
        if self.trust:
            self.raw = raw = self._secured(raw, self.trust)
        self.sock = _Watched(raw, self.reading)

    def _secured(self, raw: socket.socket, trust: ssl.SSLContext) -> socket.socket:
        secured = trust.wrap_socket(raw, server_hostname=self.host)
        ends = (secured.getpeercert() or {}).get("notAfter")
        if isinstance(ends, str):
            self.certificate_ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), tz=UTC)
        return secured

    def hang_up(self) -> None:
        """Ends the connection, also when the answer was not read to the end."""
        self.close()
        if self.raw:
            self.raw.close()


class _Drip(io.RawIOBase):
    """What comes in over a socket, every read held to the time that is left in total."""

    def __init__(self, sock: socket.socket, left: Left) -> None:
        super().__init__()
        self.sock, self.left = sock, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.sock.settimeout(self.left())
        return self.sock.recv_into(buffer)


class _Watched:
    """As much of a socket as http.client uses. Closing is left to the link: the answer is still being read then."""

    def __init__(self, sock: socket.socket, left: Left) -> None:
        self.sock, self.left = sock, left

    def makefile(self, *_args: Any, **_kwargs: Any) -> io.BufferedReader:
        return io.BufferedReader(_Drip(self.sock, self.left), CHUNK)

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(self.left())
        self.sock.sendall(data)

    def close(self) -> None:
        pass
