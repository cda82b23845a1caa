"""A shop's software asks who it is, and anybody lists the register."""

from datetime import timedelta

import pytest

from members.models import Scope
from tests.factories import keys, members, reviews
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db


class TestOwnShop:
    def test_is_the_one_of_the_key(self):
        shop = reviews.inviting_shop()
        answer = keys.caller(of=shop).ask("shop").json()
        assert (answer["id"], answer["status"], answer["invitations_may_leave"]) == (shop.pk, "full", True)
        assert answer["membership"]["state"] == "FULL"
        assert answer["key"] == {"name": "Kassa", "scopes": list(Scope.values), "expires_at": None}

    def test_without_the_clause_sends_no_invitations(self):
        assert not keys.caller(of=members.full_shop()).ask("shop").json()["invitations_may_leave"]

    def test_without_a_membership_has_none(self):
        answer = keys.caller(of=members.shop()).ask("shop").json()
        assert (answer["membership"], answer["status"]) == (None, "none")

    def test_needs_its_scope(self):
        assert keys.caller(scopes=(Scope.REVIEWS_READ,)).ask("shop").status_code == 403


class TestShops:
    def test_are_those_of_the_register_the_newest_first(self):
        old = members.full_shop()
        new = members.full_shop(registered_at=LONG_AGO + timedelta(days=1))
        members.shop()
        client = keys.Caller()
        assert [each["id"] for each in client.ask("shops").json()["results"]] == [new.pk, old.pk]
        since = (LONG_AGO + timedelta(days=1)).isoformat()
        assert [each["id"] for each in client.ask("shops", since=since).json()["results"]] == [new.pk]

    def test_are_found_by_category_and_company(self):
        bikes = members.full_shop(category="VEHICLES")
        members.full_shop(of=members.member(kvk_number="87654321"))
        client = keys.Caller()
        assert [each["id"] for each in client.ask("shops", category="VEHICLES").json()["results"]] == [bikes.pk]
        (found,) = client.ask("shops", kvk_number="87654321").json()["results"]
        assert found["company"]["kvk_number"] == "87654321"
        assert client.ask("shops", category="BIKES").status_code == 400

    def test_are_found_by_their_words_typing_errors_forgiven(self):
        found = members.full_shop(name="Klompenmakerij Zwolle")
        members.full_shop()
        client = keys.Caller()
        assert [each["id"] for each in client.ask("shops", q="klompenmakrij").json()["results"]] == [found.pk]
        assert client.ask("shops", q="\x00").status_code == 400
        assert client.ask("shops", q="x" * 101).status_code == 400

    def test_cost_the_same_however_many(self, client, django_assert_max_num_queries):
        members.full_shop()
        with django_assert_max_num_queries(12) as few:
            client.get("/api/v1/shops")
        for _ in range(3):
            members.full_shop()
        with django_assert_max_num_queries(12) as many:
            assert len(client.get("/api/v1/shops").json()["results"]) == 4
        assert len(few) == len(many)
