from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from billing.account import statement_of
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


class TestStatementOf:
    @pytest.mark.rule("12.6")
    def test_counts_from_what_was_asked_to_what_is_left(self, now):
        invoice = billing.invoice(at=now)
        billing.transfer(invoice, at=now + timedelta(days=3), amount=Decimal(100))
        billing.credit_note(of=invoice, at=now + timedelta(days=5), net=Decimal(20))
        billing.transfer(invoice, at=now + timedelta(days=6), amount=Decimal(50))
        lines = statement_of(invoice.member)
        assert [(line.day.day, str(line.amount), str(line.balance)) for line in lines] == [
            (2, "145.20", "145.20"),
            (5, "-100.00", "45.20"),
            (7, "-24.20", "21.00"),
            (8, "-50.00", "-29.00"),
        ]
        assert {line.invoice for line in lines} == {invoice.number}

    def test_leaves_out_what_does_not_concern_the_member(self, now):
        invoice, _other = billing.invoice(at=now), billing.invoice(at=now)
        invoice.release(at=now + timedelta(days=60))
        assert len(statement_of(invoice.member)) == 1


class TestPages:
    def test_show_it_to_its_member_and_to_finance(self, client, now):
        owner = members.user()
        shop = members.shop(owner=owner)
        invoice = billing.invoice(at=now, of=shop.member)
        client.force_login(owner)
        assert invoice.number in client.get(reverse("dashboard:account", args=[shop.pk])).content.decode()
        assert client.get(reverse("desk:account", args=[shop.member.pk])).status_code == 404
        client.force_login(members.user(staff_role="finance"))
        assert invoice.number in client.get(reverse("desk:account", args=[shop.member.pk])).content.decode()
        assert client.get(reverse("dashboard:account", args=[shop.pk])).status_code == 404
