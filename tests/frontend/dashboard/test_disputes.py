import pytest
from django.urls import reverse

from disputes.models import Party
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client):
    owner = members.user()
    client.force_login(owner)
    return members.full_shop(owner=owner)


def room(dispute, shop=None):
    return reverse("dashboard:dispute", args=[(shop or dispute.shop).pk, dispute.pk])


class TestDisputes:
    def test_lists_the_shops_own(self, client, shop, now):
        mine, other = disputes.dispute(at=now, shop=shop), disputes.dispute(at=now)
        page = client.get(reverse("dashboard:disputes", args=[shop.pk])).content.decode()
        assert mine.number in page
        assert other.number not in page

    def test_says_so_when_there_are_none(self, client, shop):
        assert "Geen geschillen" in client.get(reverse("dashboard:disputes", args=[shop.pk])).content.decode()


class TestDispute:
    def test_of_another_shop_does_not_exist(self, client, shop, now):
        other = disputes.dispute(at=now)
        assert client.get(room(other, shop)).status_code == 404
        assert client.post(room(other, shop), {"text": "x", "stance": "offer"}).status_code == 404
        assert client.get(room(other)).status_code == 404

    def test_shows_the_name_but_never_the_address_of_the_customer(self, client, shop, now):
        page = client.get(room(disputes.dispute(at=now, shop=shop))).content.decode()
        assert "Jan Bakker" in page
        assert "jan@example.com" not in page

    @pytest.mark.rule("11.1")
    def test_is_answered_and_gives_the_customer_the_turn(self, client, shop, now):
        dispute = disputes.dispute(at=now, shop=shop)
        client.post(room(dispute), {"stance": "refuse", "text": "Valt buiten de garantie."})
        dispute.refresh_from_db()
        assert dispute.turn == Party.CONSUMER
        assert dispute.refused_at is not None

    def test_asks_what_the_answer_is(self, client, shop, now):
        page = client.post(room(disputes.dispute(at=now, shop=shop)), {"text": "Tja."}).content.decode()
        assert "Kies wat je antwoord is" in page
        assert "Tja." in page

    def test_in_mediation_needs_only_words(self, client, shop, now):
        dispute = disputes.mediated(at=now, shop=shop)
        client.post(room(dispute), {"text": "We sturen een nieuwe."})
        assert dispute.messages.last().text == "We sturen een nieuwe."

    @pytest.mark.rule("13.6")
    def test_stays_answerable_for_a_former_member(self, client, shop, now):
        dispute = disputes.dispute(at=now, shop=shop)
        shop.membership.end(actor="test", at=now, reason="notice")
        client.post(room(dispute), {"stance": "offer", "text": "We sturen een nieuwe."})
        assert dispute.messages.count() == 1

    def test_says_so_when_it_is_over(self, client, shop, now):
        dispute = disputes.settled(at=now, shop=shop)
        page = client.post(room(dispute), {"stance": "offer", "text": "Nog iets."}, follow=True).content.decode()
        assert "niet meer open" in page
