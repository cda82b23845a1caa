"""A name server on loopback that knows a few records, and can fail, lie silent or answer nonsense."""

import socket
import threading
from contextlib import suppress

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


class NameServer:
    """`records` by (name, kind) as lists of texts; `mood` is "", "servfail", "silent" or "nonsense"."""

    def __init__(self) -> None:
        self.records: dict[tuple[str, str], list[str]] = {}
        self.mood = ""
        self.asked: list[tuple[str, str]] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1#{self.socket.getsockname()[1]}"

    def close(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                wire, back = self.socket.recvfrom(4096)
            except OSError:
                return
            if not wire:
                return
            if self.mood != "silent":
                with suppress(OSError):
                    self.socket.sendto(b"\x00nonsense" if self.mood == "nonsense" else self._answer(wire), back)

    def _answer(self, wire: bytes) -> bytes:
        question = dns.message.from_wire(wire)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), dns.rdatatype.to_text(asked.rdtype)
        self.asked.append((name, kind))
        if self.mood == "servfail":
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif (name, kind) in self.records:
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *self.records[name, kind]))
        elif all(known != name for known, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire()
