"""Who runs the host can put our code there: by tag, file or record. Whoever can only write on it cannot."""

import pytest

from inspections.sandbox.server import Response, ShopServer
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SandboxRecord
from members import host_check
from members.hosts import host_of
from members.models import HostProof
from tests.factories import members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.7")]


@pytest.fixture
def shop():
    with ShopServer({"/": "<html><head><title>Thee</title></head><body>Thee</body></html>"}) as server:
        yield server


@pytest.fixture
def proof(shop, now):
    return proof_of(shop.url, now)


def proof_of(url, now):
    made = members.application(shop_url=url, shop_host=host_of(url))
    return HostProof.of(made, at=now)


def look(proof, now):
    return host_check.look(proof, actor="test", at=now)


class TestTheTag:
    def test_in_the_head_of_the_home_page_is_proof_and_is_kept(self, shop, proof, now):
        shop.pages["/"] = f"<html><head>{host_check.tag_for(proof.code)}</head><body></body></html>"
        look(proof, now)
        assert (proof.method, proof.proven_at, proof.seen_at) == ("META", now, shop.url)
        assert proof.code in proof.seen
        assert Event.objects.filter(name="host.proven", subject_id=proof.pk).count() == 1

    @pytest.mark.parametrize(
        "page",
        [
            "<html><head></head><body><p>Review: TAG</p></body></html>",
            "<html><head></head><body><textarea>&lt;</textarea><div>TAG</div></body></html>",
            "<html><head><!-- TAG --></head></html>",
            "<html><head><title>TAG</title></head></html>",
        ],
    )
    def test_where_visitors_write_or_nobody_reads_is_none(self, shop, proof, now, page):
        shop.pages["/"] = page.replace("TAG", host_check.tag_for(proof.code))
        assert not look(proof, now).holds

    def test_of_another_application_is_none(self, shop, proof, now):
        other = proof_of(shop.url, now)
        shop.pages["/"] = f"<head>{host_check.tag_for(other.code)}</head>"
        assert not look(proof, now).holds

    def test_counts_at_the_root_alone(self, shop, now):
        proof = proof_of(f"{shop.url}winkel-van-wilma/", now)
        shop.pages["/winkel-van-wilma/"] = f"<head>{host_check.tag_for(proof.code)}</head>"
        assert not look(proof, now).holds, "a shop inside a marketplace does not run the marketplace"

    def test_counts_from_the_host_itself_alone(self, shop, proof, now):
        with ShopServer({"/": f"<head>{host_check.tag_for(proof.code)}</head>"}) as elsewhere:
            shop.pages["/"] = Response(status=302, headers={"Location": elsewhere.url})
            assert not look(proof, now).holds


class TestTheFile:
    def test_with_the_code_alone_is_proof(self, shop, proof, now):
        shop.pages[host_check.file_path(proof.code)] = f"{proof.code}\n"
        assert look(proof, now).method == "FILE"

    def test_a_page_that_repeats_every_address_is_none(self, shop, proof, now):
        shop.pages[host_check.file_path(proof.code)] = f"Niet gevonden: {host_check.file_path(proof.code)}"
        assert not look(proof, now).holds


class TestTheRecord:
    @pytest.mark.parametrize("place", ["_keurtegel.thee.example", "thee.example"])
    def test_is_proof_also_when_the_site_cannot_be_read(self, now, place):
        proof = proof_of("https://thee.example/", now)
        SandboxRecord.objects.create(host=place, kind="TXT", value=host_check.record_value(proof.code))
        assert look(proof, now).method == "DNS"

    def test_name_servers_that_are_away_prove_nothing_and_break_nothing(self, now):
        proof = proof_of("https://thee.example/", now)
        SandboxRecord.objects.create(host="thee.example", kind="OUTAGE", value="")
        look(proof, now)
        assert (proof.holds, proof.checked_at) == (False, now)


class TestWhatIsKept:
    def test_stays_when_the_tag_is_taken_away(self, shop, proof, now):
        proof.prove("META", seen_at=shop.url, seen="<meta>", actor="test", at=now)
        look(proof, now)
        assert proof.proven_at == now

    def test_another_address_needs_another_proof(self, proof, now):
        proof.prove("META", seen_at="x", seen="<meta>", actor="test", at=now)
        application = proof.application
        assert HostProof.holds_for(application)
        application.shop_host = "elders.example"
        application.save(update_fields=["shop_host"])
        assert not HostProof.holds_for(application)
        assert HostProof.of(application, at=now).code != proof.code


class TestWaiving:
    def test_takes_a_manager_and_a_reason(self, proof, now):
        with pytest.raises(IllegalMove):
            proof.waive("Wij kennen hem", by=members.inspector(), at=now)
        manager = members.user(staff_role="manager")
        with pytest.raises(IllegalMove):
            proof.waive("  ", by=manager, at=now)
        proof.waive("Gesproken op kantoor", by=manager, at=now)
        assert HostProof.holds_for(proof.application)
        with pytest.raises(IllegalMove):
            proof.waive("Nog eens", by=manager, at=now)
