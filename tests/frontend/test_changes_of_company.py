"""Changes of company and of owner, from the owner's request to the manager's decision."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from inspections.models import Inspection
from keurmerk import clock
from keurmerk.outbox import drain
from members.documents import CURRENT
from members.links import takeover_link
from members.models import CompanyChange, Member, Seat, Shop, Takeover
from tests.factories import members

pytestmark = pytest.mark.django_db

COMPANY = {
    "legal_name": "Wielerhuis B.V.",
    "legal_form": "BV",
    "kvk_number": "87654321",
    "vat_number": "",
    "street": "Kade",
    "house_number": "1",
    "postcode": "8011 AB",
    "city": "Zwolle",
    "phone": "038 123 45 67",
    "email": "info@wielerhuis.example",
}
CHANGE = {**{name: COMPANY[name] for name in ("legal_name", "legal_form", "kvk_number", "vat_number")}, "why": "B.V."}


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


@pytest.fixture
def buyer():
    return members.user(email="nieuw@wielerhuis.example", language="nl")


def asked(shop):
    facts = {"gives_notice": False, "actor": "user:1", "at": clock.now()}
    return Takeover.request(shop, "nieuw@wielerhuis.example", "Verkocht", **facts)


def manage(client):
    client.force_login(members.user(staff_role="manager"))


def decide(client, kind, pk, name, **said):
    return client.post(reverse(f"desk:decide_{kind}", args=[pk, name]), said)


class TestCompany:
    @pytest.mark.rule("7.1")
    def test_is_told_in_words(self, client, shop):
        facts = {"legal_name": "Fietsgoed VOF", "legal_form": "VOF", "kvk_number": "87654321", "vat_number": ""}
        change = CompanyChange.request(shop.member, facts, "Samen verder.", actor="user:1", at=clock.now())
        client.force_login(members.user(staff_role="manager"))
        page = client.get(reverse("desk:company_change", args=[change.pk])).text
        assert "Besloten vennootschap" in page
        assert "Vennootschap onder firma" in page

    def test_an_owner_asks_and_the_manager_changes_it(self, client, shop):
        client.force_login(shop.owner())
        address = reverse("dashboard:company_change", args=[shop.pk])
        assert "Wordt bekeken" in client.post(address, CHANGE, follow=True).content.decode()
        made = CompanyChange.objects.get()
        manage(client)
        assert "Fietsgoed B.V." in client.get(reverse("desk:changes")).content.decode()
        assert "Wielerhuis B.V." in client.get(reverse("desk:company_change", args=[made.pk])).content.decode()
        decide(client, "company_change", made.pk, "grant")
        assert Member.objects.get(pk=shop.member_id).legal_name == "Wielerhuis B.V."

    def test_a_wrong_number_is_refused_with_words(self, client, shop):
        client.force_login(shop.owner())
        page = client.post(reverse("dashboard:company_change", args=[shop.pk]), {**CHANGE, "kvk_number": "12"})
        assert "heeft 8 cijfers" in page.content.decode()
        assert not CompanyChange.objects.exists()

    def test_no_needs_a_reason(self, client, shop):
        made = CompanyChange.request(shop.member, CHANGE, "B.V.", actor="user:1", at=clock.now())
        manage(client)
        assert decide(client, "company_change", made.pk, "refuse", answer="").status_code == 422
        assert decide(client, "company_change", made.pk, "forget").status_code == 404
        decide(client, "company_change", made.pk, "refuse", answer="Een ander bedrijf.")
        made.refresh_from_db()
        assert made.state == "REFUSED"

    def test_it_is_the_owners_and_the_managers(self, client, shop):
        made = CompanyChange.request(shop.member, CHANGE, "B.V.", actor="user:1", at=clock.now())
        bea = members.user()
        Seat.objects.create(user=bea, shop=shop, since=clock.now(), role=Seat.Role.STAFF, duties=Seat.Duty.values)
        client.force_login(bea)
        assert client.post(reverse("dashboard:company_change", args=[shop.pk]), CHANGE).status_code == 403
        client.force_login(members.user(staff_role="finance"))
        assert client.get(reverse("desk:changes")).status_code == 404
        assert decide(client, "company_change", made.pk, "grant").status_code == 404

    def test_it_is_taken_back_by_its_own_company_only(self, client, shop):
        made = CompanyChange.request(shop.member, CHANGE, "B.V.", actor="user:1", at=clock.now())
        other = members.full_shop(owner=members.user())
        client.force_login(other.owner())
        assert client.post(reverse("dashboard:withdraw_company_change", args=[other.pk, made.pk])).status_code == 404
        client.force_login(shop.owner())
        client.post(reverse("dashboard:withdraw_company_change", args=[shop.pk, made.pk]))
        made.refresh_from_db()
        assert made.state == "WITHDRAWN"


class TestOwner:
    @pytest.mark.rule("1.5", "2.1", "4.1")
    def test_the_new_owner_accepts_and_the_manager_hands_over_after_an_inspection(self, client, shop, buyer):
        client.force_login(shop.owner())
        said = {"to_email": buyer.email, "why": "Verkocht"}
        client.post(reverse("dashboard:handover", args=[shop.pk]), said)
        made = Takeover.objects.get()
        client.force_login(buyer)
        path = urlsplit(takeover_link(made, "nl")).path
        assert "Neem Fietsgoed over" in client.get(path).content.decode()
        client.post(path, {**COMPANY, **dict.fromkeys(CURRENT, "on"), "owns_shop": "on"})
        made.refresh_from_db()
        assert (made.state, made.new_member.legal_name) == ("ACCEPTED", "Wielerhuis B.V.")
        drain()
        manage(client)
        decide(client, "handover", made.pk, "grant")
        made.refresh_from_db()
        assert made.state == "ACCEPTED"  # not inspected yet
        now, inspector = clock.now(), members.inspector()
        passed = {"state": "PASSED", "outcome": "PASSED", "decided_at": now, "taken_at": now, "inspector": inspector}
        Inspection.objects.filter(shop=shop).update(**passed)
        assert "Draag de webwinkel over" in client.get(reverse("desk:handover", args=[made.pk])).content.decode()
        decide(client, "handover", made.pk, "grant")
        assert Shop.objects.get(pk=shop.pk).member == made.new_member

    def test_nothing_is_accepted_without_every_document(self, client, shop, buyer):
        made = asked(shop)
        client.force_login(buyer)
        page = client.post(urlsplit(takeover_link(made, "nl")).path, {**COMPANY, "owns_shop": "on", "TERMS": "on"})
        assert "alleen" in page.content.decode()
        made.refresh_from_db()
        assert (made.state, Member.objects.count()) == ("REQUESTED", 1)

    def test_it_is_for_who_was_asked_only(self, client, shop):
        made = asked(shop)
        path = urlsplit(takeover_link(made, "nl")).path
        assert client.get(path)["Location"].startswith("/accounts/login/")
        client.force_login(members.user())
        assert client.get(path).status_code == 404
        assert client.get(reverse("dashboard:takeover", args=["abc:def"])).status_code == 404

    def test_who_takes_it_over_does_not_read_what_was_asked_before(self, client, shop, buyer):
        made = asked(shop)
        made.accept(buyer, members.member(kvk_number="87654321"), CURRENT, at=clock.now(), ip_address=None)
        made.grant(evidence="inspection:1", actor="user:9", at=clock.now())
        client.force_login(buyer)
        assert "Verkocht" not in client.get(reverse("dashboard:handover", args=[shop.pk])).content.decode()
        assert client.post(reverse("dashboard:withdraw_handover", args=[shop.pk, made.pk])).status_code == 404
