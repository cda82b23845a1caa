import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

from keurmerk.bundle import bundle


class TestABundle:
    def test_has_a_manifest_with_the_hash_of_every_part(self):
        parts = {"a.txt": b"one", "b/ü.txt": b"twee"}
        with zipfile.ZipFile(io.BytesIO(bundle(parts, at=datetime(2026, 3, 2, tzinfo=UTC)))) as archive:
            made = json.loads(archive.read("manifest.json"))
            assert {name: hashlib.sha256(archive.read(name)).hexdigest() for name in parts} == made["sha256"]
        assert made["made_at"] == "2026-03-02T00:00:00+00:00"
