"""A member complains about us, and the manager answers in writing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import MarkComplaint
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


@pytest.fixture
def owner(client, shop):
    client.force_login(shop.owner())


@pytest.fixture
def manager(client):
    client.force_login(members.user(staff_role="manager"))


def address(shop):
    return reverse("dashboard:mark_complaints", args=[shop.pk])


def said(days=1, **more):
    known = amsterdam_date(clock.now()) - timedelta(days=days)
    return {"story": "De keuring duurde drie weken.", "known_on": known.isoformat(), "invoice_number": "", **more}


def filed(shop, **more):
    facts = {"known_on": amsterdam_date(clock.now()), "actor": "user:1", "at": clock.now(), **more}
    return MarkComplaint.file(shop.member, "De keuring duurde drie weken.", **facts)


def settle(client, complaint, name, **data):
    return client.post(reverse("desk:settle_mark_complaint", args=[complaint.pk, name]), data)


class TestAComplaint:
    @pytest.mark.rule("11.11")
    def test_is_filed_in_writing_and_confirmed(self, client, shop, owner):
        page = client.post(address(shop), said(), follow=True).content.decode()
        assert "Je klacht is binnen" in page
        assert "De keuring duurde drie weken." in page
        drain()
        assert "schort de betaling niet op" in SentLetter.objects.get(letter="members/mark_complaint_received").text

    @pytest.mark.rule("11.11")
    @pytest.mark.parametrize(("days", "late"), [(0, False), (5, False), (6, True)])
    def test_after_five_days_is_handled_and_marked_late(self, client, shop, owner, days, late):
        client.post(address(shop), said(days))
        assert MarkComplaint.objects.get().late == late

    def test_keeps_what_was_typed_when_something_is_wrong(self, client, shop, owner):
        page = client.post(address(shop), said(days=-2, invoice_number="F2020-1")).content.decode()
        for words in (
            "Deze dag moet nog komen",
            "Je hebt geen factuur met dit nummer",
            "De keuring duurde drie weken.",
        ):
            assert words in page, words
        assert not MarkComplaint.objects.exists()

    def test_cannot_be_about_anothers_invoice(self, client, shop, owner):
        other = billing.invoice(at=clock.now())
        client.post(address(shop), said(invoice_number=other.number))
        assert not MarkComplaint.objects.exists()

    def test_of_another_company_does_not_exist(self, client, shop, owner):
        filed(members.full_shop())
        assert "drie weken" not in client.get(address(shop)).content.decode()
        assert client.get(address(members.full_shop())).status_code == 404


class TestOurAnswer:
    @pytest.mark.rule("11.11", "11.12")
    def test_names_one_of_three_remedies_and_is_put_right_afterwards(self, client, shop, manager):
        complaint = filed(shop)
        settle(client, complaint, "judge", remedy="IMPROVED", answer="U heeft gelijk.")
        drain()
        letter = SentLetter.objects.get(letter="members/mark_complaint_answered")
        assert "Je klacht is terecht." in letter.text
        assert "kosteloos verbeterd" in letter.text
        settle(client, complaint, "put-right")
        complaint.refresh_from_db()
        assert complaint.state == "REMEDIED"

    @pytest.mark.rule("19.3-19.5")
    def test_of_no_can_go_on_to_a_mediator_or_the_court(self, client, shop, manager):
        complaint = filed(shop)
        settle(client, complaint, "judge", remedy="NOT_JUSTIFIED", answer="De termijn is indicatief.")
        settle(client, complaint, "escalate")
        complaint.refresh_from_db()
        assert (complaint.state, complaint.remedy) == ("ESCALATED", "")

    @pytest.mark.rule("11.11")
    def test_of_yes_about_an_invoice_pauses_its_collection_and_no_other(self, client, shop, manager):
        arrears, other = (billing.arrears(at=clock.now() - timedelta(days=20), of=shop.member) for _ in range(2))
        before = arrears.next_step_at, other.next_step_at
        complaint = filed(shop, invoice_number=arrears.invoice.number)
        drain()
        arrears.refresh_from_db()
        assert arrears.next_step_at == before[0]
        settle(client, complaint, "judge", remedy="INVOICE_ADJUSTED", answer="De factuur klopt niet.")
        drain()
        arrears.refresh_from_db()
        other.refresh_from_db()
        assert arrears.next_step_at >= clock.now() + timedelta(days=28)
        assert other.next_step_at == before[1]

    def test_needs_words(self, client, shop, manager):
        complaint = filed(shop)
        assert settle(client, complaint, "judge", remedy="IMPROVED", answer="").status_code == 422
        assert settle(client, complaint, "forget").status_code == 404

    def test_twice_happens_once(self, client, shop, manager):
        complaint = filed(shop)
        for remedy in ("IMPROVED", "REDONE"):
            settle(client, complaint, "judge", remedy=remedy, answer="Ja.")
        complaint.refresh_from_db()
        assert complaint.remedy == "IMPROVED"

    def test_is_the_managers(self, client, shop):
        complaint = filed(shop)
        client.force_login(members.user(staff_role="finance"))
        assert client.get(reverse("desk:mark_complaints")).status_code == 404
        assert client.get(reverse("desk:mark_complaint", args=[complaint.pk])).status_code == 404
        assert settle(client, complaint, "judge", remedy="IMPROVED", answer="Ja.").status_code == 404

    def test_waits_on_the_desk(self, client, shop, manager):
        complaint = filed(shop)
        assert "Klachten over ons die wachten" in client.get(reverse("desk:home")).content.decode()
        assert complaint.member.legal_name in client.get(reverse("desk:mark_complaints")).content.decode()
        assert "drie weken" in client.get(reverse("desk:mark_complaint", args=[complaint.pk])).content.decode()
