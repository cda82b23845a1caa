"""A shop changes hands: the new owner accepts the documents, and it is inspected before it is handed over."""

import pytest
from django.db import IntegrityError, transaction

from billing.models import Invoice
from inspections.models import Inspection
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.documents import CURRENT
from members.models import ApiKey, Membership, Seat, Shop, Takeover
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


@pytest.fixture
def buyer():
    return members.user(email="nieuw@wielerhuis.example", language="nl")


def request(shop, now, **more):
    facts = {"gives_notice": False, "actor": f"user:{shop.owner().pk}", "at": now, **more}
    return Takeover.request(shop, "Nieuw@Wielerhuis.example", "Verkocht", **facts)


def accepted(shop, buyer, now, *, of=None, **more):
    made = request(shop, now, **more)
    company = of or members.member(legal_name="Wielerhuis B.V.", kvk_number="87654321", email="info@wielerhuis.example")
    made.accept(buyer, company, CURRENT, at=now, ip_address="192.0.2.1")
    return made


def grant(handover, now):
    handover.grant(evidence="inspection:1", actor="user:9", at=now)
    return Shop.objects.with_standing().get(pk=handover.shop_id)


class TestAccept:
    @pytest.mark.rule("2.1", "2.12")
    def test_needs_every_document_in_its_version_of_today(self, shop, buyer, now):
        made = request(shop, now)
        for documents in ({}, {**CURRENT, "TERMS": "2020-01"}):
            with pytest.raises(IllegalMove):
                made.accept(buyer, members.member(), documents, at=now, ip_address=None)
        made.accept(buyer, members.member(), CURRENT, at=now, ip_address="192.0.2.1")
        assert (made.accepted_documents, made.accepted_by) == (CURRENT, buyer)

    def test_is_not_by_the_company_that_has_it(self, shop, buyer, now):
        with pytest.raises(IllegalMove):
            request(shop, now).accept(buyer, shop.member, CURRENT, at=now, ip_address=None)

    @pytest.mark.rule("4.1", "7.4")
    def test_has_the_shop_inspected_once(self, shop, buyer, now):
        accepted(shop, buyer, now)
        drain()
        inspection = Inspection.objects.get(shop=shop)
        assert (inspection.kind, inspection.state) == ("DATA_CHANGE", "QUEUED")

    def test_is_asked_by_letter(self, shop, now):
        request(shop, now)
        drain()
        letter = SentLetter.objects.get(letter="members/takeover_asked")
        assert letter.to == "nieuw@wielerhuis.example"
        assert "/dashboard/takeover/" in letter.text


class TestGrant:
    @pytest.mark.rule("1.4", "1.5", "5.1")
    def test_puts_the_shop_in_the_new_owners_name_as_an_aspirant_with_the_mark(self, shop, buyer, now):
        billing.plan()
        taken = grant(accepted(shop, buyer, now), now)
        assert (taken.member.legal_name, taken.standing) == ("Wielerhuis B.V.", "aspirant")
        assert taken.shows_seal()
        drain()
        assert Invoice.objects.get(member=taken.member).buyer_name == "Wielerhuis B.V."

    def test_keeps_the_membership_that_the_new_owner_has(self, shop, buyer, now):
        theirs = members.full_shop(owner=buyer, of=members.member(kvk_number="87654321"))
        taken = grant(accepted(shop, buyer, now, of=theirs.member), now)
        assert taken.standing == "full"
        assert Membership.objects.filter(member=theirs.member).count() == 1

    def test_lets_nobody_of_before_in_any_more(self, shop, buyer, now):
        old = shop.owner()
        ApiKey.issue(shop, name="Kassa", scopes=["shop:read"], actor="user:1", at=now)
        taken = grant(accepted(shop, buyer, now), now)
        assert [seat.user for seat in taken.seats.all()] == [buyer]
        assert not Seat.objects.filter(user=old).exists()
        assert not ApiKey.objects.working(now).filter(shop=shop).exists()

    @pytest.mark.rule("13.6", "13.7")
    def test_leaves_invoices_and_membership_with_who_had_them(self, shop, buyer, now):
        invoice, old = billing.invoice(at=now, of=shop.member), shop.member
        taken = grant(accepted(shop, buyer, now), now)
        assert not Invoice.objects.payable_by(taken).filter(pk=invoice.pk).exists()
        assert old.memberships.get().state == "FULL"
        assert old.memberships.get().notice_received_at is None

    @pytest.mark.rule("13.5")
    def test_is_notice_too_when_that_was_asked_and_no_shop_is_left(self, shop, buyer, now):
        membership = members.full_shop(at=now, owner=members.user())
        grant(accepted(membership, buyer, now, gives_notice=True), now)
        assert membership.member.memberships.get().notice_received_at == now

    @pytest.mark.rule("4.1")
    def test_rests_on_an_inspection(self, shop, buyer, now):
        made = accepted(shop, buyer, now)
        with pytest.raises(IntegrityError), transaction.atomic():
            made.grant(evidence="", actor="user:9", at=now)

    def test_is_not_before_somebody_accepted_and_happens_once(self, shop, buyer, now):
        with pytest.raises(IllegalMove):
            request(shop, now).grant(evidence="inspection:1", actor="user:9", at=now)
        Takeover.objects.all().delete()
        made = accepted(shop, buyer, now)
        stale = Takeover.objects.get(pk=made.pk)
        grant(made, now)
        with pytest.raises(IllegalMove):
            grant(stale, now)

    @pytest.mark.rule("5.7")
    def test_does_not_give_anybody_too_many_shops(self, shop, buyer, now):
        full = members.member(kvk_number="87654321")
        for _ in range(5):
            members.shop(of=full)
        made = accepted(shop, buyer, now, of=full)
        with pytest.raises(IllegalMove):
            grant(made, now)
        assert Shop.objects.get(pk=shop.pk).member == shop.member
        made.refresh_from_db()
        assert made.state == "ACCEPTED"

    def test_is_told_to_both(self, shop, buyer, now):
        billing.plan()
        grant(accepted(shop, buyer, now), now)
        drain()
        told = {each.to: each.text for each in SentLetter.objects.filter(letter="members/takeover_decided")}
        assert "Maak nieuwe sleutels" in told[buyer.email]
        assert "geen toegang meer" in told[shop.member.email]


class TestRequest:
    def test_is_one_at_a_time_and_can_be_taken_back(self, shop, now):
        made = request(shop, now)
        with pytest.raises(IllegalMove):
            request(shop, now)
        made.withdraw(actor="user:1", at=now)
        assert request(shop, now).state == "REQUESTED"

    def test_refused_leaves_the_shop_where_it_is_and_says_why(self, shop, buyer, now):
        accepted(shop, buyer, now).refuse("De keuring is niet gehaald.", actor="user:9", at=now)
        drain()
        assert Shop.objects.get(pk=shop.pk).member == shop.member
        assert (
            "De keuring is niet gehaald." in SentLetter.objects.filter(letter="members/takeover_decided").first().text
        )
