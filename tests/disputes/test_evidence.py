import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from disputes import jobs, mails, terms
from disputes.evidence_file import FileKind, Taken
from disputes.evidence_wanted import wanted
from disputes.models import Evidence, Kind, Party
from disputes.models.evidence import AlreadyThere
from disputes.sealed_file import sealed_file
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from tests.factories import disputes

pytestmark = pytest.mark.django_db


def add(dispute, content=b"%PDF-1", *, by=Party.CONSUMER, at, kind="ORDER", shows="De bevestiging"):
    file = Taken(content, FileKind.PDF)
    return Evidence.add(dispute, by, file, kind=kind, shows=shows, name="bon.pdf", actor="consumer", at=at)


@pytest.mark.rule("11.3")
class TestAdd:
    def test_numbers_per_dispute_whoever_adds(self, now):
        first, second = disputes.dispute(at=now), disputes.dispute(at=now)
        marks = [add(first, b"a", at=now).mark, add(first, b"b", by=Party.SHOP, at=now).mark]
        marks += [add(first, b"c", by=Party.MEDIATOR, at=now).mark, add(second, b"a", at=now).mark]
        assert marks == ["B1", "B2", "B3", "B1"]

    def test_refuses_the_same_file_and_says_which_it_is(self, now):
        dispute = disputes.dispute(at=now)
        add(dispute, at=now)
        with pytest.raises(AlreadyThere) as same:
            add(dispute, by=Party.SHOP, at=now)
        assert same.value.evidence.mark == "B1"
        assert dispute.evidence.count() == 1

    def test_leaves_the_turn_as_it_is(self, now):
        dispute = disputes.dispute(at=now)
        add(dispute, at=now + timedelta(days=1))
        before = (dispute.turn, dispute.due_at)
        dispute.refresh_from_db()
        assert (dispute.turn, dispute.due_at) == before

    def test_is_over_when_the_dispute_is(self, now):
        with pytest.raises(IllegalMove):
            add(disputes.settled(at=now), at=now)

    def test_has_an_end_for_each_party(self, now, monkeypatch):
        monkeypatch.setattr(terms, "MOST_EVIDENCE", 1)
        dispute = disputes.dispute(at=now)
        add(dispute, b"a", at=now)
        with pytest.raises(IllegalMove):
            add(dispute, b"b", at=now)
        assert add(dispute, b"b", by=Party.SHOP, at=now).mark == "B2"

    def test_keeps_the_bytes_and_tells_no_words_in_its_event(self, now):
        made = add(disputes.dispute(at=now), b"%PDF-x", at=now)
        assert made.content() == b"%PDF-x"
        assert "bon.pdf" not in made.path
        told = json.dumps(Event.objects.get(name="dispute.evidence_added").payload)
        assert "bevestiging" not in told
        assert "bon" not in told

    def test_cannot_have_one_number_twice(self, now):
        made = add(disputes.dispute(at=now), at=now)
        made.pk, made.digest = None, "other"
        with pytest.raises(IntegrityError), transaction.atomic():
            made.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_files_that_come_at_once_get_each_their_own_number(now):
    dispute = disputes.dispute(at=now)

    def send(number):
        try:
            return add(type(dispute).objects.get(pk=dispute.pk), str(number).encode(), at=now).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(send, range(4))) == [1, 2, 3, 4]


class TestAfterwards:
    def test_the_other_side_gets_one_letter_a_day(self, now):
        dispute = disputes.dispute(at=now)
        for content in (b"a", b"b"):
            add(dispute, content, at=now)
        add(dispute, b"c", at=now + timedelta(days=1))
        drain()
        sent = SentLetter.objects.filter(letter="disputes/evidence_added")
        assert {each.to for each in sent} == {mails.reader_of(dispute, Party.SHOP).email}
        assert sent.count() == 2

    def test_both_hear_of_what_the_mediator_adds(self, now):
        add(disputes.dispute(at=now), by=Party.MEDIATOR, at=now)
        drain()
        assert SentLetter.objects.filter(letter="disputes/evidence_added").count() == 2

    @pytest.mark.rule("11.4")
    def test_it_is_in_the_sealed_file_with_its_hash(self, now):
        dispute = disputes.dispute(at=now)
        made = add(dispute, b"%PDF-x", at=now)
        with zipfile.ZipFile(io.BytesIO(sealed_file(dispute, at=now))) as opened:
            assert opened.read("evidence/B1.pdf") == b"%PDF-x"
            told = json.loads(opened.read("case.json"))["evidence"]
            manifest = json.loads(opened.read("manifest.json"))["sha256"]
        assert [(each["number"], each["sha256"]) for each in told] == [("B1", made.digest)]
        assert manifest["evidence/B1.pdf"] == made.digest

    def test_it_goes_five_years_after_the_end(self, now):
        dispute = disputes.dispute(at=now)
        made = add(dispute, at=now)
        dispute.settle(actor="consumer", at=now)
        assert jobs.forget_evidence(now=now + timedelta(days=5 * 365)) == 0
        assert default_storage.exists(made.path)
        assert jobs.forget_evidence(now=now + timedelta(days=5 * 366)) == 1
        assert not Evidence.objects.exists()

    def test_every_kind_of_case_says_what_helps(self):
        assert all(wanted(kind) for kind in Kind.values)
