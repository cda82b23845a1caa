"""A member objects to an invoice in the dashboard or by its link; finance answers at the desk."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from billing.links import objection_link
from billing.models import Objection
from keurmerk import clock
from members.models import Seat
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


@pytest.fixture
def invoice(shop):
    return billing.invoice(at=clock.now(), of=shop.member)


@pytest.fixture
def finance(client):
    client.force_login(members.user(staff_role="finance"))


def address(shop, invoice):
    return reverse("dashboard:objection", args=[shop.pk, invoice.pk])


def filed(invoice):
    return Objection.file(invoice, "De toeslag hoort er niet op.", actor="user:1", at=clock.now())


def answer(client, objection, **said):
    return client.post(reverse("desk:answer_objection", args=[objection.pk]), said)


class TestInTheDashboard:
    @pytest.mark.rule("12.5")
    def test_it_is_noted_and_shown_with_its_state(self, client, shop, invoice):
        client.force_login(shop.owner())
        page = client.post(address(shop, invoice), {"story": "<b>Te veel</b>"}, follow=True).content.decode()
        assert "Je bezwaar is binnen" in page
        assert "&lt;b&gt;Te veel&lt;/b&gt;" in page
        assert "Wordt bekeken" in page
        assert "<textarea" not in page

    def test_it_needs_words(self, client, shop, invoice):
        client.force_login(shop.owner())
        assert "Schrijf wat er niet klopt" in client.post(address(shop, invoice), {"story": " "}).content.decode()
        assert not Objection.objects.exists()

    def test_anothers_invoice_does_not_exist(self, client, shop):
        client.force_login(shop.owner())
        other = billing.invoice(at=clock.now())
        assert client.post(address(shop, other), {"story": "Te veel"}).status_code == 404

    def test_only_an_owner_objects(self, client, shop, invoice):
        bea = members.user()
        Seat.objects.create(user=bea, shop=shop, since=clock.now(), role=Seat.Role.STAFF, duties=Seat.Duty.values)
        client.force_login(bea)
        assert client.get(address(shop, invoice)).status_code == 200
        assert client.post(address(shop, invoice), {"story": "Te veel"}).status_code == 403
        assert not Objection.objects.exists()


class TestByTheLink:
    @pytest.mark.rule("12.5")
    def test_nobody_needs_to_log_in(self, client, invoice):
        path = urlsplit(objection_link(invoice)).path
        page = client.post(path, {"story": "Te veel"}, follow=True).content.decode()
        assert "Je bezwaar is binnen" in page
        assert Objection.objects.get().invoice == invoice

    def test_a_made_up_link_does_not_exist(self, client):
        assert client.get(reverse("consumer:objection", args=["abc:def"])).status_code == 404


class TestAtTheDesk:
    def test_it_waits_for_finance(self, client, invoice, finance):
        made = filed(invoice)
        assert "Bezwaren tegen facturen die wachten" in client.get(reverse("desk:home")).content.decode()
        assert invoice.number in client.get(reverse("desk:objections")).content.decode()
        assert "De toeslag" in client.get(reverse("desk:objection", args=[made.pk])).content.decode()
        assert "Bezwaar" in client.get(reverse("desk:invoice", args=[invoice.pk])).content.decode()

    @pytest.mark.rule("12.5")
    def test_an_amount_makes_a_credit_note(self, client, invoice, finance):
        made = filed(invoice)
        answer(client, made, net="20,00", answer="Je hebt gelijk.")
        made.refresh_from_db()
        assert (made.state, made.credit_note.net) == ("GRANTED", Decimal(20))

    @pytest.mark.parametrize("net", ["", "0"])
    def test_no_amount_is_no(self, client, invoice, finance, net):
        made = filed(invoice)
        answer(client, made, net=net, answer="Het klopt.")
        made.refresh_from_db()
        assert (made.state, made.credit_note) == ("REJECTED", None)

    @pytest.mark.parametrize(
        "said", [{"answer": ""}, {"answer": "Ja.", "net": "120,01"}, {"answer": "Ja.", "net": "-1"}]
    )
    def test_what_cannot_be_is_not_done(self, client, invoice, finance, said):
        made = filed(invoice)
        assert answer(client, made, **said).status_code == 422
        made.refresh_from_db()
        assert made.state == "FILED"

    def test_it_is_not_the_inspectors(self, client, invoice):
        made = filed(invoice)
        client.force_login(members.user(staff_role="inspector"))
        assert client.get(reverse("desk:objections")).status_code == 404
        assert client.get(reverse("desk:objection", args=[made.pk])).status_code == 404
        assert answer(client, made, answer="Ja.").status_code == 404

    def test_it_is_told_where_the_ladder_is_climbed(self, client, shop, finance):
        arrears = billing.arrears(at=clock.now(), of=shop.member)
        filed(arrears.invoice)
        page = client.get(reverse("desk:arrears_case", args=[arrears.pk])).content.decode()
        assert "Het lid maakt bezwaar tegen het bedrag" in page
