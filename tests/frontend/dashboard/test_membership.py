"""The membership's page: what it is, which days come, and how to leave."""

import pytest
from django.utils import translation

from frontend.dashboard.membership import days_of
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from members.models import Membership
from tests.factories import members

pytestmark = pytest.mark.django_db


def days(shop, now) -> dict[str, tuple[str, str]]:
    with translation.override("en"):
        shown = days_of(shop.membership, shop, today=amsterdam_date(now))
    return {f"{each.text} {each.on:%Y-%m-%d}": (each.article, each.state) for each in shown}


class TestDays:
    def test_name_what_was_with_its_article(self, now):
        found = days(members.full_shop(at=now), now)
        assert found == {
            "Agreement with us 2026-03-02": ("5.1", "done"),
            "Approved: aspirant member 2026-03-02": ("5.2", "done"),
            "Full member 2026-03-02": ("5.2", "done"),
            "This term started 2026-03-02": ("13.1", "done"),
        }

    @pytest.mark.rule("10.4")
    def test_of_a_membership_that_ended_name_the_last_day_to_remove_the_mark(self, now):
        shop = members.full_shop(at=now)
        shop.membership.end(actor="test", at=now, reason="13.5")
        shop.refresh_from_db()
        assert not [text for text in days(shop, now) if "term" in text]


class TestMembership:
    @pytest.mark.rule("13.3")
    def test_says_how_and_until_when_to_give_notice(self, client, now):
        person = members.user()
        client.force_login(person)
        shop = members.full_shop(owner=person, at=now)
        page = client.get(f"/dashboard/shops/{shop.pk}/membership/").text
        assert "mailto:hallo@keurtegel.example" in page
        assert "1 maart 2027" in page

    @pytest.mark.rule("13.3", "13.5")
    def test_lists_what_comes_with_a_link_to_the_article(self, client):
        person = members.user()
        client.force_login(person)
        shop = members.full_shop(owner=person, at=clock.now())
        page = client.get(f"/dashboard/shops/{shop.pk}/membership/")
        assert [day.article for day in page.context["coming"]] == ["13.3", "13.4", "13.3", "13.5"]
        assert 'href="/terms/#a13-5"' in page.text

    def test_says_that_nothing_comes_after_the_end_or_before_the_approval(self, client):
        person = members.user()
        client.force_login(person)
        ended = members.full_shop(owner=person, at=clock.now())
        ended.membership.end(actor="test", at=clock.now(), reason="13.5")
        applied = members.shop(owner=person, of=members.member(kvk_number="87654321"))
        Membership.contract(applied.member, actor="test", at=clock.now())
        for shop, words in ((ended, "No dates to come"), (applied, "No dates yet")):
            assert words in client.get(f"/en/dashboard/shops/{shop.pk}/membership/").text

    def test_of_another_shop_does_not_exist(self, client):
        client.force_login(members.user())
        assert client.get(f"/dashboard/shops/{members.full_shop().pk}/membership/").status_code == 404
