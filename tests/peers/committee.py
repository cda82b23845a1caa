"""A disputes committee that takes files over HTTP: checks the token and the hash, and keeps one case per key."""

import hashlib
import io

from pypdf import PdfWriter

from tests.peers.server import Peer

TOKEN = "sesam"


def a_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


class CommitteePeer(Peer):
    """`rulings` maps a reference to what is told of it; the paper is a PDF of one empty page."""

    def __init__(self) -> None:
        self.cases: dict[str, tuple[str, bytes]] = {}
        self.rulings: dict[str, dict[str, object]] = {}
        super().__init__()

    def handle(self, method: str, target: str, headers: dict, body: bytes) -> tuple[int, object]:
        heads = {name.lower(): value for name, value in headers.items()}
        if heads.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "who are you?"}
        if method == "POST":
            return self.take(heads, body)
        reference = target.removeprefix("/cases/")
        if reference.endswith("/ruling"):
            return 200, a_pdf()
        if reference not in {ref for ref, _ in self.cases.values()}:
            return 404, {"message": "unknown"}
        return 200, self.rulings.get(reference, {"state": "pending"})

    def take(self, heads: dict[str, str], body: bytes) -> tuple[int, object]:
        if hashlib.sha256(body).hexdigest() != heads.get("x-sha256"):
            return 422, {"message": "another file"}
        known = self.cases.setdefault(heads["idempotency-key"], (f"GC-{len(self.cases) + 1}", body))
        return 201, {"reference": known[0]}

    def refuse(self, why: str) -> tuple[int, object]:
        return 422, {"message": why}
