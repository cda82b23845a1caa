import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from disputes.models import Party
from tests.disputes.test_proposals import propose
from tests.factories import disputes

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now):
    dispute = disputes.mediated(at=now)
    propose(dispute, at=now + timedelta(days=3), kind="REPAIR", words="Gratis").decline(
        Party.CONSUMER, actor="consumer", at=now + timedelta(days=4)
    )
    dispute.refresh_from_db()
    dispute.fail("De partijen zijn het niet eens geworden.", actor="user:2", at=now + timedelta(days=5))
    return dispute


@pytest.fixture
def archive(case, tmp_path):
    out = tmp_path / "case.zip"
    call_command("dispute_file", case.number, str(out))
    with zipfile.ZipFile(out) as opened:
        yield opened


@pytest.mark.rule("11.3", "11.4")
class TestTheSealedFile:
    def test_has_a_hash_of_every_part_in_its_manifest(self, archive):
        manifest = json.loads(archive.read("manifest.json"))["sha256"]
        assert set(manifest) == set(archive.namelist()) - {"manifest.json"} == {"case.json", "case.pdf"}
        for name, digest in manifest.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest

    def test_tells_both_positions_all_that_was_said_and_what_was_tried_to_settle(self, archive, case):
        told = json.loads(archive.read("case.json"))
        assert told["positions"]["wanted"] == case.wish
        assert [each["text"] for each in told["messages"]] == ["Dat valt buiten de garantie."]
        assert [(each["kind"], each["outcome"]) for each in told["proposals"]] == [("REPAIR", "DECLINED")]
        events = [each["event"] for each in told["chronology"]]
        assert events[0] == "dispute.filed"
        assert events[-1] == "dispute.failed"
        assert "proposal.declined" in events

    def test_names_none_of_our_own_people(self, archive):
        assert "user:" not in archive.read("case.json").decode()

    def test_is_readable_on_paper(self, archive, case):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(archive.read("case.pdf"))).pages)
        for words in (
            case.number,
            "Jan Bakker",
            case.story,
            "Dat valt buiten de garantie.",
            "Reparatie",
            "niet eens geworden",
        ):
            assert words in text, words

    @pytest.mark.parametrize("number", ["2020-9999", "x", "999999999999999999"])
    def test_of_no_case_is_refused(self, tmp_path, number):
        with pytest.raises(CommandError, match="no dispute"):
            call_command("dispute_file", number, str(tmp_path / "x.zip"))
