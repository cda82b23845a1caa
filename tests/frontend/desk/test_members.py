"""Members at the desk, and the manager's decisions."""

import pytest
from django.urls import reverse

from keurmerk import clock
from members.models import Membership
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    person = members.user(staff_role="manager")
    client.force_login(person)
    return person


def url(name, /, **kwargs):
    return reverse(f"desk:{name}", kwargs=kwargs)


def decide(client, shop, name, **data):
    return client.post(url("decide_member", pk=shop.member_id, name=name), data, follow=True)


def standing(shop):
    return Membership.objects.get(member=shop.member).state


class TestMembers:
    def test_is_for_all_our_people_and_nobody_else(self, client):
        for role, status in (("finance", 200), ("moderator", 200), ("", 404)):
            client.force_login(members.user(staff_role=role))
            assert client.get(url("members")).status_code == status

    def test_finds_by_shop_and_state(self, client, manager):
        shop = members.full_shop()
        members.aspirant_shop(of=members.member(kvk_number="87654321"))
        rows = client.get(url("members"), {"q": shop.host}).context["rows"]
        assert [row["member"] for row in rows] == [shop.member]
        rows = client.get(url("members"), {"state": "FULL"}).context["rows"]
        assert [row["member"] for row in rows] == [shop.member]

    def test_asks_as_many_queries_for_many_as_for_few(
        self, client, manager, django_assert_num_queries, django_assert_max_num_queries
    ):
        members.full_shop()
        client.get(url("members"))
        with django_assert_max_num_queries(8) as few:
            client.get(url("members"))
        for _ in range(4):
            members.full_shop()
        with django_assert_num_queries(len(few)):
            client.get(url("members"))


class TestMember:
    @pytest.mark.rule("12.1", "13.5")
    def test_shows_which_days_come_with_their_articles(self, client, manager):
        membership = billing.subscription(at=clock.now()).membership
        page = client.get(url("member", pk=membership.member_id))
        events = {(day.article, day.url) for day in page.context["coming"]}
        assert {("5.2", "/terms/#a5-2"), ("12.6", "/terms/#a12-6"), ("13.5", "/terms/#a13-5")} <= events


class TestDecide:
    @pytest.mark.rule("14.1")
    def test_suspends_with_a_reason_and_lifts_it_again(self, client, manager):
        shop = members.full_shop()
        decide(client, shop, "suspend", reason="De webshop levert niet meer.")
        assert standing(shop) == Membership.State.SUSPENDED
        decide(client, shop, "reinstate")
        assert standing(shop) == Membership.State.FULL

    @pytest.mark.rule("14.1")
    def test_needs_a_reason(self, client, manager):
        shop = members.full_shop()
        decide(client, shop, "suspend", reason="")
        assert standing(shop) == Membership.State.FULL

    @pytest.mark.rule("5.5")
    @pytest.mark.rule("13.8")
    def test_ends_on_a_ground(self, client, manager):
        shop = members.full_shop()
        decide(client, shop, "end", reason="zomaar")
        assert standing(shop) == Membership.State.FULL
        decide(client, shop, "end", reason="improper")
        assert standing(shop) == Membership.State.ENDED

    @pytest.mark.rule("13.5")
    def test_records_a_notice_from_the_post_and_withdraws_it(self, client, manager):
        shop = members.full_shop(at=clock.now())
        decide(client, shop, "notice", reason="PIGEON")
        assert Membership.objects.leaving().count() == 0
        page = decide(client, shop, "notice", reason="POST").content.decode()
        assert "Opzegging ontvangen" in page
        assert Membership.objects.leaving().get().notice_channel == "POST"
        decide(client, shop, "withdraw")
        assert Membership.objects.staying().count() == 1

    def test_is_the_managers_alone(self, client):
        shop = members.full_shop()
        client.force_login(members.inspector())
        assert decide(client, shop, "suspend", reason="x").status_code == 404
        assert (
            url("decide_member", pk=shop.member_id, name="suspend")
            not in client.get(url("member", pk=shop.member_id)).content.decode()
        )

    def test_knows_no_other_decisions(self, client, manager):
        assert decide(client, members.full_shop(), "promote").status_code == 404

    def test_comes_too_late_for_what_has_changed(self, client, manager):
        shop = members.full_shop()
        assert decide(client, shop, "reinstate").status_code == 200
        assert standing(shop) == Membership.State.FULL
