"""Notice and the length of the next term, by the owner in the dashboard."""

from datetime import timedelta

import pytest

from keurmerk import clock
from keurmerk.calendar import add_months, amsterdam_date
from members.models import Membership, Seat
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    person = members.user()
    client.force_login(person)
    return person


def established(owner, *, days_ago):
    return members.full_shop(owner=owner, at=clock.now() - timedelta(days=days_ago))


def standing(shop) -> Membership:
    return Membership.objects.get(member=shop.member)


def address(shop, tail=""):
    return f"/en/dashboard/shops/{shop.pk}/membership/{tail}"


class TestGiveNotice:
    @pytest.mark.rule("13.5", "13.7")
    def test_takes_three_clicks_and_shows_the_consequences_first(self, client, owner):
        shop = established(owner, days_ago=10)
        assert f'href="{address(shop, "notice/")}"' in client.get(address(shop)).text
        page = client.get(address(shop, "notice/"))
        assert "is not paid back" in page.text
        assert standing(shop).notice_received_at is None
        page = client.post(address(shop, "notice/"), follow=True)
        assert "Notice was given" in page.text
        assert standing(shop).notice_channel == "DASHBOARD"
        assert [day.article for day in page.context["coming"]] == ["13.5"]

    def test_can_be_withdrawn(self, client, owner):
        shop = established(owner, days_ago=10)
        client.post(address(shop, "notice/"))
        assert "you stay a member" in client.post(address(shop, "notice/withdraw/"), follow=True).text
        assert standing(shop).notice_received_at is None

    def test_twice_says_that_it_is_not_possible(self, client, owner):
        shop = established(owner, days_ago=10)
        client.post(address(shop, "notice/"))
        assert "not possible now" in client.post(address(shop, "notice/"), follow=True).text

    def test_is_for_an_owner_of_this_shop_alone(self, client, owner):
        shop = established(members.user(), days_ago=10)
        assert client.post(address(shop, "notice/")).status_code == 404
        Seat.objects.create(user=owner, shop=shop, role=Seat.Role.STAFF, duties=Seat.Duty.values, since=clock.now())
        for tail in ("notice/", "notice/withdraw/", "term/"):
            assert client.post(address(shop, tail)).status_code == 403
        assert standing(shop).notice_received_at is None

    def test_does_not_exist_without_a_standing_membership(self, client, owner):
        shop = established(owner, days_ago=10)
        shop.membership.end(actor="test", at=clock.now(), reason="unpaid")
        assert client.get(address(shop, "notice/")).status_code == 404


class TestChooseTerm:
    @pytest.mark.rule("13.4")
    def test_is_offered_from_the_first_letter_on(self, client, owner):
        shop = established(owner, days_ago=330)
        assert 'name="months"' in client.get(address(shop)).text
        client.post(address(shop, "term/"), {"months": "3"})
        chosen = standing(shop)
        assert chosen.next_term.after == add_months(chosen.course.established, 15)

    @pytest.mark.rule("13.2")
    def test_is_not_offered_and_not_taken_before(self, client, owner):
        shop = established(owner, days_ago=10)
        page = client.get(address(shop))
        assert 'name="months"' not in page.text
        assert page.context["choice_opens_on"] > amsterdam_date(clock.now())
        assert "not possible now" in client.post(address(shop, "term/"), {"months": "3"}, follow=True).text

    @pytest.mark.parametrize("months", ["", "6", "three", "3.0", "-3"])
    def test_takes_no_other_length(self, client, owner, months):
        shop = established(owner, days_ago=330)
        client.post(address(shop, "term/"), {"months": months})
        assert standing(shop).next_term_months is None
