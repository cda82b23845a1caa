"""Handing a sealed file over by the connection, against a committee on loopback that checks what it gets."""

from datetime import timedelta

import pytest

from disputes.jobs import fetch_rulings, hand_over
from disputes.models import Referral, Ruling
from tests.factories import disputes
from tests.peers.committee import TOKEN, CommitteePeer, a_pdf

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def peer(settings):
    there = CommitteePeer()
    settings.COMMITTEE_URL, settings.COMMITTEE_TOKEN = there.url, TOKEN
    yield there
    there.close()


@pytest.fixture
def sealed(now):
    return disputes.sealed(at=now)


def fresh():
    return Referral.objects.get()


class TestHandOver:
    @pytest.mark.rule("11.4")
    def test_brings_the_file_and_keeps_the_reference(self, peer, sealed, now):
        assert hand_over(now=now + 20 * DAY) == 1
        assert (fresh().state, fresh().reference, fresh().sent_how) == ("SENT", "GC-1", "HTTP")
        assert peer.cases[sealed.key] == ("GC-1", sealed.file())

    def test_does_nothing_without_an_address(self, sealed, now, settings):
        settings.COMMITTEE_URL = ""
        assert hand_over(now=now + 20 * DAY) == 0
        assert fresh().state == "SEALED"

    @pytest.mark.parametrize("fault", ["429", "503", "drop-before", "drop-after", "504-after", "no-json", "redirect"])
    def test_that_fails_is_done_again_and_makes_one_case(self, peer, sealed, now, fault):
        peer.misbehaviour = [fault]
        peer.elsewhere = "http://127.0.0.1:9/"
        assert hand_over(now=now + 20 * DAY) == 0
        assert fresh().state == "SEALED"
        assert hand_over(now=now + 20 * DAY) == 1
        assert list(peer.cases) == [sealed.key]

    def test_with_a_wrong_token_waits_until_it_is_put_right(self, peer, sealed, now, settings):
        settings.COMMITTEE_TOKEN = "wrong"
        assert hand_over(now=now + 20 * DAY) == 0
        assert (fresh().state, fresh().refused) == ("SEALED", "")

    def test_that_is_refused_is_left_to_a_person(self, peer, sealed, now):
        Referral.objects.update(digest="0" * 64)  # not what the file says
        assert hand_over(now=now + 20 * DAY) == 1
        assert (fresh().state, fresh().refused) == ("SEALED", "HTTP 422")
        assert hand_over(now=now + 20 * DAY) == 0


class TestFetch:
    @pytest.fixture
    def there(self, peer, sealed, now):
        hand_over(now=now + 20 * DAY)
        return peer

    def decided(self, **told):
        return {"state": "decided", "outcome": "partly", "decided_on": "2026-04-20", "comply_by": "2026-05-04", **told}

    @pytest.mark.rule("11.7")
    def test_stores_the_ruling_with_its_paper(self, there, now):
        assert fetch_rulings(now=now + 60 * DAY) == 0
        there.rulings["GC-1"] = self.decided(words="De helft terug.")
        assert [fetch_rulings(now=now + 60 * DAY) for _ in range(2)] == [1, 0]
        ruling = Ruling.objects.get()
        assert (ruling.outcome, str(ruling.comply_by), ruling.words) == ("PARTLY", "2026-05-04", "De helft terug.")
        assert ruling.paper() == a_pdf()

    @pytest.mark.parametrize(
        "nonsense", [{"outcome": "maybe"}, {"decided_on": "soon"}, {"decided_on": "2030-01-01"}, {"comply_by": 7}]
    )
    def test_believes_no_nonsense(self, there, now, nonsense):
        there.rulings["GC-1"] = self.decided(**nonsense)
        assert fetch_rulings(now=now + 60 * DAY) == 0
        assert fresh().state == "SENT"
