"""What we owe at most is twice the invoice of the chosen period, and it is gone after a year."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from billing.liability import liability_for
from billing.models import Period
from members.models import MarkComplaint
from tests.factories import billing, members

pytestmark = [pytest.mark.django_db, pytest.mark.rule("16.8", "16.9")]


def test_is_twice_the_invoice_of_the_period_in_which_it_happened(now):
    made = billing.subscription(at=now, of=members.member(), period=Period.QUARTER)
    made.invoice_next(actor="clock", at=made.next_invoice_at)
    first, second = made.invoices.order_by("period_from")
    member = made.membership.member
    assert liability_for(member, first.period_from).invoice == first.number
    assert liability_for(member, second.period_from + timedelta(days=3)).invoice == second.number
    assert liability_for(member, first.period_from).cap == first.total * 2
    assert liability_for(member, first.period_from - timedelta(days=9)).invoice == first.number


def test_is_unknown_without_an_invoice_and_expires_all_the_same(now):
    found = liability_for(members.member(), date(2027, 2, 28))
    assert (found.cap, found.expires_on) == (None, date(2028, 2, 28))
    assert liability_for(members.member(), date(2028, 2, 29)).expires_on == date(2029, 2, 28)


def test_stands_beside_a_complaint_about_us(now, client):
    made = billing.subscription(at=now, of=members.member())
    complaint = MarkComplaint.file(made.membership.member, "Te traag.", known_on=now.date(), actor="user:1", at=now)
    client.force_login(members.user(staff_role="manager"))
    page = client.get(reverse("desk:mark_complaint", args=[complaint.pk])).content.decode()
    assert "290,40" in page
    assert "vervalt op 2 maart 2027" in page
