"""What the software of a shop hears of its member's invoices."""

import pytest

from tests.factories import billing, members, webhooks

pytestmark = pytest.mark.django_db


class TestInvoices:
    def test_are_told_to_every_shop_of_the_member(self, now):
        first = members.shop()
        second = members.shop(of=first.member)
        for each in (first, second):
            webhooks.endpoint(of=each)
        invoice = billing.paid_invoice(at=now, of=first.member)
        facts = {"invoice": invoice.pk, "number": invoice.number, "total": "145.20"}
        for each in (first, second):
            told = dict(webhooks.told(each))
            assert told["invoice.issued"] == {"shop": each.pk, **facts, "state": "ISSUED"}
            assert told["invoice.paid"] == {"shop": each.pk, **facts, "state": "PAID"}

    def test_of_another_member_are_not_told(self, now):
        shop = members.shop()
        webhooks.endpoint(of=shop)
        billing.overdue_invoice(at=now)
        assert webhooks.told(shop) == []
