"""The register answers machines: is this host a member, now?"""

import pytest

from tests.factories import members

pytestmark = pytest.mark.django_db


def ask(client, domain: str):
    return client.get("/api/v1/register", {"domain": domain})


class TestRegister:
    @pytest.mark.rule("8.1")
    def test_knows_a_member_under_every_spelling_of_its_host(self, client):
        members.full_shop(host="fietsgoed.example")
        for domain in ("fietsgoed.example", "https://www.Fietsgoed.example/cart?x=1", "FIETSGOED.EXAMPLE."):
            found = ask(client, domain).json()
            assert (found["member"], found["status"], found["domain"]) == (True, "full", "fietsgoed.example")
            assert found["shop"]["company"]["kvk_number"] == "12345678"

    @pytest.mark.rule("5.3")
    def test_says_that_a_member_is_an_aspirant(self, client):
        members.aspirant_shop(host="fietsgoed.example")
        assert ask(client, "fietsgoed.example").json()["status"] == "aspirant"

    @pytest.mark.rule("5.7")
    def test_does_not_lend_the_mark_to_another_host(self, client):
        members.full_shop(host="fietsgoed.example")
        for domain in ("shop.fietsgoed.example", "fietsgoed.example.evil.example", "fietsgoed.nl"):
            found = ask(client, domain).json()
            assert (found["member"], found["shop"]) == (False, None)

    @pytest.mark.rule("10.2")
    def test_says_at_once_that_a_member_left(self, client, now):
        shop = members.full_shop(host="fietsgoed.example")
        shop.membership.end(actor="test", at=now, reason="test")
        found = ask(client, "fietsgoed.example").json()
        assert (found["member"], found["status"]) == (False, "ended")

    def test_does_not_know_a_shop_that_was_never_approved(self, client):
        members.shop(host="fietsgoed.example")
        assert ask(client, "fietsgoed.example").json()["status"] == "none"

    @pytest.mark.parametrize("domain", ["", "nonsense", "http://", "a" * 300, "\x00"])
    def test_says_which_field_is_wrong(self, client, domain):
        answer = ask(client, domain)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"][0]["field"] == "domain"
