"""The same business under another name: asked in writing, decided by us, and on the next invoice."""

import pytest
from django.db import IntegrityError, transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import CompanyChange, RegisterCheck
from tests.factories import billing, members

pytestmark = pytest.mark.django_db

NEW = {"legal_name": "Wielerhuis B.V.", "legal_form": "BV", "kvk_number": "87654321", "vat_number": "NL864379213B01"}


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


def request(shop, now, **more):
    return CompanyChange.request(shop.member, {**NEW, **more}, "Per 1 maart een B.V.", actor="user:1", at=now)


@pytest.mark.rule("7.1")
class TestCompanyChange:
    def test_waits_for_us_and_changes_nothing_meanwhile(self, shop, now):
        request(shop, now)
        shop.member.refresh_from_db()
        assert shop.member.legal_name == "Fietsgoed B.V."
        assert RegisterCheck.objects.get(register="KVK").number == "87654321"

    def test_is_on_invoices_from_then_on_and_not_on_those_of_before(self, shop, now):
        old = billing.invoice(at=now, of=shop.member)
        request(shop, now).grant(actor="user:2", at=now)
        shop.member.refresh_from_db()
        new = billing.invoice(at=now, of=shop.member)
        old.refresh_from_db()
        assert (old.buyer_name, new.buyer_name, new.buyer_kvk_number) == (
            "Fietsgoed B.V.",
            "Wielerhuis B.V.",
            "87654321",
        )

    def test_leaves_membership_and_shops_as_they_are(self, shop, now):
        before = shop.membership.term_ends_on, shop.standing
        request(shop, now).grant(actor="user:2", at=now)
        again = type(shop).objects.with_standing().get(pk=shop.pk)
        assert (again.membership.term_ends_on, again.standing) == before

    def test_is_told_to_the_owner(self, shop, now):
        request(shop, now).grant(actor="user:2", at=now)
        drain()
        assert "Wielerhuis B.V." in SentLetter.objects.get(letter="members/company_change_decided").text

    def test_is_refused_with_a_reason(self, shop, now):
        made = request(shop, now)
        with pytest.raises(IntegrityError), transaction.atomic():
            made.refuse("", actor="user:2", at=now)
        made = CompanyChange.objects.get()
        made.refuse("Dit is een ander bedrijf.", actor="user:2", at=now)
        drain()
        assert "Dit is een ander bedrijf." in SentLetter.objects.get(letter="members/company_change_decided").text
        with pytest.raises(IllegalMove):
            made.grant(actor="user:2", at=now)

    def test_is_one_at_a_time_and_about_something(self, shop, now):
        request(shop, now)
        with pytest.raises(IllegalMove):
            request(shop, now)
        other = members.full_shop(of=members.member(**NEW))
        with pytest.raises(IllegalMove):
            request(other, now)
