"""What the software of a shop hears of its disputes."""

import pytest

from members.models import WebhookMessage
from tests.factories import disputes, members, webhooks

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    made = members.full_shop()
    webhooks.endpoint(of=made)
    return made


class TestDisputes:
    def test_are_told_by_number_and_turn_and_never_in_words(self, shop, now):
        dispute = disputes.dispute(at=now, shop=shop)
        facts = {"dispute": dispute.pk, "number": dispute.number, "state": "SHOP_FIRST", "turn": "SHOP"}
        assert webhooks.told(shop) == [("dispute.filed", {"shop": shop.pk, **facts})]
        payload = WebhookMessage.objects.get().payload
        assert all(word not in payload for word in (dispute.consumer_name, dispute.consumer_email, dispute.story))

    def test_are_told_until_their_end(self, shop, now):
        disputes.settled(at=now, shop=shop)
        told = webhooks.told(shop)
        assert told[0][0] == "dispute.filed"
        assert {kind for kind, _ in told[1:-1]} <= {"dispute.changed"}
        assert (told[-1][0], told[-1][1]["state"], told[-1][1]["turn"]) == ("dispute.ended", "SETTLED", "")

    def test_of_another_shop_are_not_told(self, shop, now):
        disputes.dispute(at=now)
        assert webhooks.told(shop) == []
