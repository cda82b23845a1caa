"""The shop sees which part of its buyers is asked, and everybody reads the same sum."""

from datetime import timedelta

import pytest

from frontend.coverage import first_month
from keurmerk import clock
from reviews import coverage
from reviews.gaps import Estimate
from reviews.models import Invitation, OptOut, Reach, ReachQuestion, Tally
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person)


def some_orders(shop) -> None:
    """Three invited, one waiting, and two that were not: one refused, one taken back."""
    now = clock.now()
    for _ in range(3):
        sent = reviews.sent_invitation(of=shop, at=now)
    OptOut.note(reviews.sent_invitation(at=now, email="no@example.com").email_hash, shop=None, at=now)
    reviews.invitation(of=shop, at=now, email="no@example.com")
    reviews.invitation(of=shop, at=now).cancel(actor="user:1", at=now)
    reviews.invitation(of=shop, at=now)
    assert sent.sent_at


def url(shop) -> str:
    return f"/en/dashboard/shops/{shop.pk}/coverage/"


class TestAListThatWasTakenBack:
    def test_is_as_if_it_was_never_reported(self, client, shop):
        some_orders(shop)
        before = client.get(url(shop)).text
        for _ in range(20):
            undone = reviews.invitation(of=shop, at=clock.now())
            Invitation.objects.filter(pk=undone.pk).update(state="CANCELLED", reason="UNDONE")
        figures = coverage.summed(Tally.objects.of(shop.pk, first_month(clock.now())).fates())
        assert (figures.invited, figures.waiting, figures.not_invited) == (3, 1, 2)
        assert client.get(url(shop)).text.count("60") == before.count("60")


class TestCoverage:
    def test_shows_every_order_once(self, client, shop):
        some_orders(shop)
        told = client.get(url(shop)).context["told"]
        figures = told.figures
        assert (figures.reported, figures.invited, figures.waiting, figures.not_invited) == (6, 3, 1, 2)
        assert figures.share == 60

    def test_goes_by_month(self, client, shop):
        reviews.invitation(of=shop, at=clock.now() - timedelta(days=70))
        reviews.invitation(of=shop, at=clock.now())
        months = client.get(url(shop)).context["months"]
        assert [figures.reported for _, figures in months] == [1, 1]

    def test_leaves_out_what_is_longer_ago_than_a_year(self, client, shop):
        reviews.invitation(of=shop, at=clock.now() - timedelta(days=400))
        assert client.get(url(shop)).context["months"] == []

    def test_begins_with_how_to_connect(self, client, shop):
        assert "Connect your plugin" in client.get(url(shop)).text

    def test_tells_what_the_numbers_say_and_how_we_know(self, client, shop):
        Reach.objects.create(shop=shop, span=1000, missing=30, sure=0.02, judged_at=clock.now(), due_at=clock.now())
        text = client.get(url(shop)).text
        assert "of 1,000 consecutive order numbers, 30 are missing (3%)" in text
        assert "Cancelled and unpaid orders leave gaps too" in text

    def test_announces_our_question(self, client, shop):
        ReachQuestion.raise_for(shop, Estimate(1000, 200, 0.17), at=clock.now())
        assert "Your order numbers skip" in client.get(url(shop)).text

    def test_of_another_shop_does_not_exist(self, client, shop):
        assert client.get(url(reviews.inviting_shop())).status_code == 404


class TestOnTheMemberPage:
    def test_is_one_sentence_with_figures_and_reasons(self, client, shop):
        some_orders(shop)
        text = client.get(f"/en/shops/{shop.pk}/").text
        assert "Of the 6 orders that this webshop reported to us in the last 12 months, 3 led to an invitation." in text
        assert "1 waits for its day." in text
        assert "2 did not:" in text
        assert "1 × the customer wants no invitations" in text

    def test_says_so_when_nothing_was_reported(self, client, shop):
        assert "reported no orders to us" in client.get(f"/en/shops/{shop.pk}/").text

    @pytest.mark.parametrize(("answer", "said"), [("CONFIRMED", True), ("EXPLAINED", False), ("", False)])
    def test_tells_of_orders_kept_back_only_after_a_person_found_so(self, client, shop, answer, said):
        now = clock.now()
        Reach.objects.create(shop=shop, span=1000, missing=210, sure=0.18, judged_at=now, due_at=now)
        question = ReachQuestion.raise_for(shop, Estimate(1000, 210, 0.18), at=now)
        some_orders(shop)
        if answer:
            question.settle(answer, note="Nagevraagd.", actor="user:1", at=now)
        text = client.get(f"/en/shops/{shop.pk}/").text
        assert ("we estimate about 21% of the orders" in text) == said
