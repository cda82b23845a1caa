"""Members at the desk, and the manager's decisions."""

import pytest
from django.urls import reverse

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import Circumstance, Membership
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


class TestACircumstance:
    @pytest.mark.rule("14.4", "17.1-17.5")
    def test_is_noted_by_the_manager_and_shows_when_it_is_a_question(self, client, manager):
        shop = members.full_shop()
        day = clock.now().date().isoformat()
        page = client.post(
            url("note_circumstance", pk=shop.member_id),
            {"kind": "SEIZURE", "since": day, "note": "Deurwaarder"},
            follow=True,
        ).content.decode()
        assert "Beslag (artikel 14.4): op" in page
        assert "Deurwaarder" in page
        found = Circumstance.objects.get()
        found.ask(actor="clock", at=clock.now())
        assert "Leden waarover de manager beslist" in client.get(url("home")).content.decode()
        rows = client.get(url("members"), {"view": "decide"}).context["rows"]
        assert [row["member"] for row in rows] == [shop.member]
        client.post(url("close_circumstance", pk=shop.member_id, circumstance_id=found.pk))
        assert not Circumstance.objects.open().exists()

    def test_needs_a_day(self, client, manager):
        shop = members.full_shop()
        answer = client.post(url("note_circumstance", pk=shop.member_id), {"kind": "SEIZURE", "since": ""})
        assert answer.status_code == 422
        assert not Circumstance.objects.exists()

    def test_of_another_member_is_not_closed_here(self, client, manager):
        shop, other = members.full_shop(), members.full_shop()
        found = Circumstance.note_it(other.membership, "SEIZURE", actor="x", at=clock.now())
        address = url("close_circumstance", pk=shop.member_id, circumstance_id=found.pk)
        assert client.post(address).status_code == 404

    def test_is_not_for_others(self, client):
        client.force_login(members.user(staff_role="finance"))
        shop = members.full_shop()
        assert client.post(url("note_circumstance", pk=shop.member_id), {"kind": "SEIZURE"}).status_code == 404


class TestAnEndByTheMark:
    @pytest.mark.rule("14.3", "13.8", "13.7")
    def test_tells_the_ground_and_makes_all_that_is_open_due_at_once(self, client, manager):
        shop = members.full_shop(owner=members.user(language="nl"))
        invoice = billing.invoice(at=clock.now(), of=shop.member)
        decide(client, shop, "end", reason="improper")
        drain()
        letter = SentLetter.objects.get(letter="members/ended")
        assert "artikel 13.8" in letter.text
        assert "in één keer verschuldigd (artikel 14.3)" in letter.text
        before = invoice.default_at
        invoice.refresh_from_db()
        assert invoice.default_at < before
        assert invoice.state == "ISSUED"

    @pytest.mark.rule("13.5")
    def test_is_not_what_a_notice_does(self, client, manager):
        shop = members.full_shop(owner=members.user(language="nl"))
        invoice = billing.invoice(at=clock.now(), of=shop.member)
        shop.membership.end(actor="clock", at=clock.now(), reason="13.5")
        drain()
        assert "14.3" not in SentLetter.objects.get(letter="members/ended").text
        before = invoice.default_at
        invoice.refresh_from_db()
        assert invoice.default_at == before
