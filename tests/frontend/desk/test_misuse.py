"""Misuse of the mark at the desk: judged, warned, published, handed over (terms 10.5, 10.6)."""

import io
import json
import zipfile
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inspections.models import Misuse, MisuseProof, Referrer, Watch
from keurmerk import clock
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(client):
    person = members.inspector()
    client.force_login(person)
    return person


def case(host="nep.example", story=""):
    made = Misuse.report(host, Watch.Why.REPORTED, actor="visitor", at=clock.now(), story=story)
    html = "<script>alert(1)</script>Lid van Keurtegel"
    signs = [{"code": "claim", "proof": "<b>Lid</b> van Keurtegel"}]
    MisuseProof.keep(made, url=f"https://{host}/", html=html, signs=signs, at=clock.now())
    return made


def ignored(judge):
    made = case()
    made.confirm(by=judge, actor="test", at=clock.now(), reason="x")
    made.warn(by=judge, at=clock.now())
    made.note_ignored(actor="clock", at=clock.now())
    return Misuse.objects.get(pk=made.pk)


def url(name, /, **kwargs):
    return reverse(f"desk:{name}", kwargs=kwargs)


class TestDoor:
    @pytest.mark.parametrize("role", ["", "moderator", "finance"])
    def test_is_for_inspectors(self, client, role):
        made = case()
        client.force_login(members.user(staff_role=role))
        for address in (url("misuses"), url("misuse", pk=made.pk), url("misuse_dossier", pk=made.pk)):
            assert client.get(address).status_code == 404


class TestList:
    def test_has_websites_looked_at_and_leaves_out_who_may(self, client, inspector):
        member = members.full_shop()
        page = client.post(
            url("misuses"), {"hosts": f"https://Nep.example/shop\n\nwww.nep.example\n{member.host}"}, follow=True
        )
        assert list(Watch.objects.values_list("host", flat=True)) == ["nep.example"]
        assert "We bekijken nu 1 websites" in page.text

    def test_says_which_line_is_no_address_and_keeps_what_was_typed(self, client, inspector):
        page = client.post(url("misuses"), {"hosts": "nep.example\nniet een adres"})
        assert "Regel 2 is geen adres" in page.text
        assert "niet een adres" in page.text
        assert not Watch.objects.exists()

    def test_asks_the_database_as_often_for_any_number(self, client, inspector):
        counts = []
        for more in (2, 12):
            for number in range(more):
                case(f"nep{more}-{number}.example")
            client.get(url("misuses"))
            with CaptureQueriesContext(connection) as captured:
                client.get(url("misuses"))
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestCase:
    def test_is_judged_and_warned(self, client, inspector):
        made = case()
        client.post(url("misuse_decide", pk=made.pk, name="confirm"), {"reason": "Staat in de voet."})
        page = client.post(url("misuse_decide", pk=made.pk, name="warn"), {"email": ""}, follow=True)
        assert "per post" in page.text
        assert Misuse.objects.get().state == "WARNED"

    def test_offers_only_what_can_be_done(self, client, inspector):
        made = case()
        page = client.get(url("misuse", pk=made.pk)).text
        assert "Het is misbruik" in page
        assert "Publiceer" not in page
        client.post(
            url("misuse_decide", pk=made.pk, name="publish"), {"text": "x", "until": "2027-01-01", "legal": "on"}
        )
        assert not Misuse.objects.public().exists()

    def test_twice_says_that_it_changed(self, client, inspector):
        made = case()
        where = url("misuse_decide", pk=made.pk, name="dismiss")
        client.post(where, {"reason": "Nieuws."})
        assert "veranderd" in client.post(where, {"reason": "Nieuws."}, follow=True).text

    def test_shows_a_strangers_words_as_words(self, client, inspector):
        page = client.get(url("misuse", pk=case(story="<i>kijk</i>").pk)).text
        assert "&lt;b&gt;Lid&lt;/b&gt;" in page
        assert "&lt;i&gt;kijk" in page

    def test_hands_a_page_over_as_text(self, client, inspector):
        made = case()
        answer = client.get(url("misuse_proof", pk=made.pk, proof_id=made.proofs.get().pk))
        assert answer["Content-Type"].startswith("text/plain")
        assert answer["Content-Disposition"].startswith("attachment")

    @pytest.mark.rule("10.6")
    def test_is_published_by_the_manager_who_did_not_judge_it(self, client):
        made = ignored(members.inspector())
        client.force_login(members.user(staff_role="manager"))
        until = (clock.now() + timedelta(days=90)).date()
        said = {"text": "Toont ons keurmerk.", "until": until}
        assert Misuse.objects.public().count() == 0
        client.post(url("misuse_decide", pk=made.pk, name="publish"), said)  # without having looked at the law
        assert Misuse.objects.public().count() == 0
        client.post(url("misuse_decide", pk=made.pk, name="publish"), {**said, "legal": "on"})
        assert Misuse.objects.public().get() == made

    @pytest.mark.rule("10.5")
    def test_becomes_a_dossier_that_proves_itself(self, client, inspector):
        made = case(story="Van Jan Jansen gehoord")
        with zipfile.ZipFile(io.BytesIO(client.get(url("misuse_dossier", pk=made.pk)).content)) as archive:
            hashes = json.loads(archive.read("manifest.json"))["sha256"]
            assert {name: sha256(archive.read(name)).hexdigest() for name in hashes} == hashes
            assert b"Jan Jansen" not in archive.read("case.json")
            assert f"proof-{made.proofs.get().pk}.txt" in hashes

    def test_holds_the_picture_of_each_look(self, client, inspector):
        made = case()
        shown = b"\xff\xd8 a picture"
        proof = MisuseProof.keep(made, url="https://nep.example/", html="y", signs=[], at=clock.now(), picture=shown)
        where = url("misuse_picture", pk=made.pk, proof_id=proof.pk)
        assert where in client.get(url("misuse", pk=made.pk)).text
        assert b"".join(client.get(where).streaming_content) == shown
        assert client.get(url("misuse_picture", pk=made.pk + 1, proof_id=proof.pk)).status_code == 404
        with zipfile.ZipFile(io.BytesIO(client.get(url("misuse_dossier", pk=made.pk)).content)) as archive:
            assert archive.read(f"proof-{proof.pk}.jpg") == shown

    def test_without_a_picture_has_no_address_for_one(self, client, inspector):
        made = case()
        assert client.get(url("misuse_picture", pk=made.pk, proof_id=made.proofs.get().pk)).status_code == 404


class TestFine:
    def test_is_not_offered_without_a_clause_or_to_a_stranger(self, client, settings):
        made = ignored(members.inspector())
        client.force_login(members.user(staff_role="manager"))
        settings.FINE_SCHEDULE = [Decimal(500)]
        assert "Boete voorstellen" not in client.get(url("misuse", pk=made.pk)).text
        Misuse.objects.filter(pk=made.pk).update(shop=members.full_shop())
        assert "Boete voorstellen" in client.get(url("misuse", pk=made.pk)).text
        settings.FINE_SCHEDULE = []
        assert "Boete voorstellen" not in client.get(url("misuse", pk=made.pk)).text

    @pytest.mark.rule("10.5")
    def test_is_proposed_by_one_and_imposed_by_another(self, client, settings):
        settings.FINE_SCHEDULE = [Decimal(500)]
        judge, manager = members.inspector(), members.user(staff_role="manager")
        made = ignored(judge)
        Misuse.objects.filter(pk=made.pk).update(shop=members.full_shop())
        client.force_login(judge)
        page = client.post(url("misuse_decide", pk=made.pk, name="fine"), {"amount": "750"})
        assert Misuse.objects.get().proposed_fine is None
        client.post(url("misuse_decide", pk=made.pk, name="fine"), {"amount": "500"})
        client.post(url("misuse_decide", pk=made.pk, name="agree"))  # not an inspector's to agree
        assert Misuse.objects.get().state == "WARNED"
        client.force_login(manager)
        page = client.post(url("misuse_decide", pk=made.pk, name="agree"), follow=True)
        assert Misuse.objects.get().state == "FINED"
        assert "500" in page.text

    def test_of_the_manager_needs_another_manager(self, client, settings):
        settings.FINE_SCHEDULE = [Decimal(500)]
        made = ignored(members.inspector())
        Misuse.objects.filter(pk=made.pk).update(shop=members.full_shop())
        client.force_login(members.user(staff_role="manager"))
        client.post(url("misuse_decide", pk=made.pk, name="fine"), {"amount": "500"})
        page = client.post(url("misuse_decide", pk=made.pk, name="agree"), follow=True)
        assert Misuse.objects.get().state == "WARNED"
        assert "twee" in page.text.lower()


class TestReferrer:
    def test_says_how_often_a_site_fetched_our_seal(self, client, inspector):
        made = case()
        Referrer.note({made.host: 1234}, clock.now().date())
        assert "1.234" in client.get(url("misuse", pk=made.pk)).text
