"""An approved shop of a company that is late with paying waits for its membership and its mark (terms 5.6)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from billing.models import Invoice
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.outbox import drain
from members import terms
from members.models import Membership, Shop
from tests.factories import billing, members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("5.6")]


@pytest.fixture
def now(now):
    """Long after the invoice fell due."""
    return now + timedelta(days=30)


@pytest.fixture
def late(now):
    billing.plan()
    company = members.member()
    return billing.overdue_invoice(at=now - timedelta(days=30), of=company)


def approve(company, now):
    made = members.application(member=company)
    made.submit(actor="test", at=now)
    made.complete(actor="test", at=now)
    made.take_into_inspection(actor="test", at=now)
    made.approve(actor="test", at=now)
    return Shop.objects.with_standing().get(pk=made.shop_id)


def again(shop):
    return Shop.objects.with_standing().get(pk=shop.pk)


class TestALateInvoice:
    def test_holds_back_membership_mark_and_invoice(self, late, now):
        shop = approve(late.member, now)
        assert (shop.membership.state, shop.membership.held_at, shop.standing) == ("PENDING", now, "none")
        drain()
        assert Invoice.objects.filter(member=late.member).count() == 1
        letter = SentLetter.objects.get(letter="members/held")
        assert "artikel 5.6" in letter.text

    def test_lets_go_when_it_is_paid(self, late, now):
        shop = approve(late.member, now)
        billing.transfer(late, at=now)
        drain()
        assert (again(shop).standing, again(shop).membership.held_at) == ("aspirant", None)
        assert Invoice.objects.filter(member=late.member).count() == 2
        drain()
        assert again(shop).grants.count() == 1

    def test_lets_go_when_it_is_taken_back(self, late, now):
        shop = approve(late.member, now)
        billing.credit_note(of=late, at=now)
        drain()
        assert again(shop).shows_seal()

    def test_holds_on_while_another_one_is_late(self, late, now):
        other = billing.overdue_invoice(at=now - timedelta(days=30), of=late.member)
        shop = approve(late.member, now)
        billing.transfer(late, at=now)
        drain()
        assert again(shop).standing == "none"
        billing.transfer(other, at=now)
        drain()
        assert again(shop).standing == "aspirant"

    def test_is_let_pass_by_the_manager(self, late, now, client):
        shop = approve(late.member, now)
        client.force_login(members.user(staff_role="manager"))
        address = reverse("desk:decide_member", args=[late.member_id, "establish"])
        assert "artikel 5.6" in client.get(address).content.decode()
        client.post(address)
        assert again(shop).shows_seal()
        with pytest.raises(IllegalMove):
            Membership.objects.get().go_on(actor="user:1", at=now, despite=True)

    def test_is_a_task_of_the_manager(self, late, now, client):
        approve(late.member, now)
        client.force_login(members.user(staff_role="manager"))
        page = client.get(f"{reverse('desk:members')}?view=decide").content.decode()
        assert late.member.legal_name in page

    def test_holds_nobody_back_with_the_gate_off(self, late, now, monkeypatch):
        monkeypatch.setattr(terms, "PAYMENT_GATE", False)
        assert approve(late.member, now).shows_seal()


class TestNothingLate:
    def test_holds_nothing_back(self, now):
        billing.plan()
        company = members.member()
        billing.invoice(at=now, of=company)  # open, and within its term
        assert approve(company, now).shows_seal()
        assert not Event.objects.filter(name="membership.held").exists()
