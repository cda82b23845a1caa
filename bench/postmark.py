"""A Postmark in a process of its own, as it is in life: `python -m bench.postmark FILE` writes its address there.

It checks every request against the specification, as in the tests, but keeps numbers only: a hundred thousand letters
would fill the memory. `GET /counted` says how many it took.
"""

import json
import sys
import time
from pathlib import Path

from tests.peers.postmark import Postmark


class Counting(Postmark):
    """Remembers how many, and that none came twice."""

    def __init__(self) -> None:
        self.count = 0
        self.numbers: set[str] = set()
        self.twice = 0
        super().__init__()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        if target == "/counted":
            return 200, {"taken": self.count, "twice": self.twice, "refused": self.refusals[:3]}
        return super().handle(method, target, headers, body)

    def take(self, message: dict) -> dict:
        taken = super().take(message)
        number = message.get("Metadata", {}).get("letter", "")
        with self.lock:
            self.taken.clear()
            self.count += 1
            self.twice += number in self.numbers
            self.numbers |= {number} - {""}
        return taken


if __name__ == "__main__":
    peer = Counting()
    Path(sys.argv[1]).write_text(json.dumps(peer.url), encoding="utf-8")
    while True:
        time.sleep(60)
