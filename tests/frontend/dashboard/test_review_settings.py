"""Each person chooses how often to hear of new reviews."""

import pytest

from members.models import Seat
from reviews.models import ReviewNews
from tests.factories import members, reviews
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    owner = members.user()
    client.force_login(owner)
    return reviews.inviting_shop(owner=owner)


def url(shop) -> str:
    return f"/dashboard/shops/{shop.pk}/reviews/settings/"


class TestReviewSettings:
    def test_begin_with_what_holds_without_a_choice(self, client, shop):
        assert client.get(url(shop)).context["form"].initial == {"pace": "EACH"}

    @pytest.mark.parametrize("pace", ["EACH", "DAILY", "NONE"])
    def test_keep_the_choice_of_this_person_alone(self, client, shop, pace):
        colleague = Seat.objects.create(user=members.user(), shop=shop, since=LONG_AGO)
        client.post(url(shop), {"pace": pace})
        assert client.get(url(shop)).context["form"].initial == {"pace": pace}
        assert ReviewNews.pace_of(colleague) == "NONE"

    def test_refuse_nonsense(self, client, shop):
        assert client.post(url(shop), {"pace": "ALWAYS"}).context["form"].errors
        assert not ReviewNews.objects.exists()

    def test_of_another_shop_do_not_exist(self, client, shop):
        assert client.get(url(reviews.inviting_shop())).status_code == 404
