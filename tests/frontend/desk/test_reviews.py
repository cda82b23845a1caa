"""The moderator reads what is said about all shops."""

from datetime import timedelta

import pytest
from django.urls import reverse

from keurmerk import clock
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    person = members.user(name="Mo Woord", staff_role="moderator")
    client.force_login(person)
    return person


def found(client, **asked):
    return client.get(reverse("desk:reviews"), asked).context["page"].rows


class TestReviews:
    @pytest.mark.parametrize(
        ("role", "status"), [("moderator", 200), ("manager", 200), ("inspector", 404), ("finance", 404), ("", 404)]
    )
    def test_are_for_moderators(self, client, role, status):
        client.force_login(members.user(staff_role=role))
        assert client.get(reverse("desk:reviews")).status_code == status

    def test_ask_visitors_to_log_in(self, client):
        assert client.get(reverse("desk:reviews")).status_code == 302

    def test_of_all_shops_stand_together_newest_first(self, client, moderator):
        old = reviews.review(at=clock.now() - timedelta(days=1))
        new = reviews.unverified_review(at=clock.now())
        assert found(client) == [new, old]

    def test_leave_out_what_the_public_does_not_read(self, client, moderator):
        gone = reviews.review(at=clock.now())
        gone.remove_by_author(actor="visitor", at=clock.now())
        assert found(client) == []

    def test_are_found_by_shop_stars_purchase_and_words(self, client, moderator):
        shop = reviews.inviting_shop(name="Theeplank", host="thee.example")
        one = reviews.review(of=shop, at=clock.now(), stars=1, text="De doos was gedeukt.")
        other = reviews.unverified_review(at=clock.now(), stars=5, title="Prima", text="Alles goed hier.")
        assert found(client, shop="theeplank") == found(client, shop="thee.ex") == [one]
        assert found(client, stars="5") == found(client, verified="False") == [other]
        assert found(client, q="gedeukt") == found(client, verified="True", stars="1") == [one]
        assert found(client, q="PRIMA") == [other]
        assert found(client, q="nergens") == []

    def test_can_be_none(self, client, moderator):
        for asked in ({}, {"q": "nergens"}):
            page = client.get(reverse("desk:reviews"), asked)
            assert page.context["page"].rows == []
            assert page.status_code == 200

    @pytest.mark.parametrize("odd", [{"after": "x"}, {"stars": "9"}, {"verified": "maybe"}, {"before": "99999"}])
    def test_survive_odd_addresses(self, client, moderator, odd):
        assert client.get(reverse("desk:reviews"), odd).status_code == 200

    def test_continue_on_a_next_page(self, client, moderator):
        shop = reviews.inviting_shop()
        made = [reviews.review(of=shop, at=clock.now() - timedelta(hours=n)) for n in range(30)]
        page = client.get(reverse("desk:reviews")).context["page"]
        rest = client.get(reverse("desk:reviews") + page.older).context["page"]
        assert page.rows + rest.rows == made

    def test_have_no_button_that_decides(self, client, moderator):
        """The moderator reads here; only logging out is a POST."""
        reviews.review(at=clock.now())
        page = client.get(reverse("desk:reviews")).text
        assert page.partition("rows")[2].count('method="post"') == 0
