"""What the software of a shop hears of its standing, and by way of a test."""

import pytest

from keurmerk import outbox
from members.models import Membership
from tests.factories import members, webhooks

pytestmark = pytest.mark.django_db


class TestStanding:
    def test_is_told_as_it_is_now(self, now):
        shop = members.full_shop()
        webhooks.endpoint(of=shop)
        membership = Membership.objects.get(member=shop.member)
        membership.suspend(actor="test", at=now, reason="14.1")
        assert webhooks.told(shop) == [
            ("shop.status_changed", {"shop": shop.pk, "status": "suspended", "member": False})
        ]

    def test_of_another_member_is_not_told(self, now):
        shop = members.shop()
        webhooks.endpoint(of=shop)
        members.full_shop(at=now)
        assert webhooks.told(shop) == []


class TestTest:
    def test_goes_to_one_endpoint_whatever_news_it_chose(self, now):
        shop = members.shop()
        chosen, _ = webhooks.endpoint(of=shop, kinds=["invoice.paid"])
        other, _ = webhooks.endpoint(of=shop)
        chosen.test(actor="test", at=now)
        outbox.drain()
        assert chosen.messages.get().kind == "webhook.test"
        assert not other.messages.exists()
