"""A code is made and counted at the finance desk, and entered by an owner."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from billing.models import Discount, TakenDiscount
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.outbox import drain
from members.models import Application, RiskFacts, Seat
from tests.factories import billing, members

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    cache.clear()


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(language="nl"))


@pytest.fixture
def finance(client):
    client.force_login(members.user(staff_role="finance"))


def discount(code="WELKOM10", **terms):
    terms = {"percent": Decimal(10), "periods": 1, "valid_from": amsterdam_date(clock.now()), **terms}
    return Discount.make(code, actor="user:1", at=clock.now(), **terms)


def said(**more):
    return {"code": "welkom-10", "percent": "12,5", "valid_from": amsterdam_date(clock.now()).isoformat(), **more}


class TestAtTheDesk:
    def test_a_code_is_made_and_shown_with_its_figures(self, client, finance):
        client.post(reverse("desk:discounts"), said(partner="Boekhouder B.V.", most_uses="50"))
        made = Discount.objects.get()
        assert (made.code, made.percent, made.periods, made.most_uses) == ("WELKOM-10", Decimal("12.5"), None, 50)
        page = client.get(reverse("desk:discounts")).content.decode()
        assert "Boekhouder B.V." in page
        assert "12,5%" in page

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"percent": ""}, "Vul een percentage of een bedrag in"),
            ({"amount": "5,00"}, "Vul een percentage of een bedrag in"),
            ({"percent": "101"}, "100"),
            ({"code": "a b"}, "Gebruik 3 tot 20 letters"),
            ({"code": "BESTAAT"}, "Deze code bestaat al"),
            ({"valid_until": "2020-01-01"}, "De laatste dag ligt voor de eerste"),
        ],
    )
    def test_what_cannot_be_is_refused_with_words(self, client, finance, wrong, words):
        discount("BESTAAT")
        assert words in client.post(reverse("desk:discounts"), said(**wrong)).content.decode()
        assert Discount.objects.count() == 1

    def test_a_code_is_stopped(self, client, finance):
        made = discount()
        page = client.post(reverse("desk:stop_discount", args=[made.pk]), follow=True).content.decode()
        assert "gestopt op" in page
        made.refresh_from_db()
        assert made.stopped_at

    def test_who_took_it_is_shown(self, client, finance):
        company = members.member(legal_name="Kaarsenmaker")
        Discount.take(discount().code, company, actor="user:1", at=clock.now())
        assert "Kaarsenmaker" in client.get(reverse("desk:discount", args=[Discount.objects.get().pk])).content.decode()

    def test_it_is_not_the_inspectors(self, client):
        made = discount()
        client.force_login(members.user(staff_role="inspector"))
        assert client.get(reverse("desk:discounts")).status_code == 404
        assert client.post(reverse("desk:discounts"), said()).status_code == 404
        assert client.post(reverse("desk:stop_discount", args=[made.pk])).status_code == 404


class TestInTheDashboard:
    def test_an_owner_enters_it_and_reads_what_it_does(self, client, shop):
        discount()
        client.force_login(shop.owner())
        page = client.post(reverse("dashboard:discount", args=[shop.pk]), {"discount_code": "welkom10"}, follow=True)
        assert "Je korting gaat van de volgende factuur af" in page.content.decode()
        assert "10% korting op de prijs" in page.content.decode()

    def test_a_wrong_one_is_refused_and_guessing_stops(self, client, shop):
        discount()
        client.force_login(shop.owner())
        address = reverse("dashboard:discount", args=[shop.pk])
        for _ in range(10):
            assert "Deze code bestaat niet" in client.post(address, {"discount_code": "RAAD"}).content.decode()
        assert "veel pogingen" in client.post(address, {"discount_code": "WELKOM10"}).content.decode()
        assert not TakenDiscount.objects.exists()

    def test_who_only_works_there_does_not_enter_it(self, client, shop):
        discount()
        bea = members.user()
        Seat.objects.create(user=bea, shop=shop, since=clock.now(), role=Seat.Role.STAFF, duties=Seat.Duty.values)
        client.force_login(bea)
        address = reverse("dashboard:discount", args=[shop.pk])
        assert client.post(address, {"discount_code": "WELKOM10"}).status_code == 403


class TestWithTheApplication:
    @pytest.fixture
    def draft(self, client):
        made = members.application()
        RiskFacts.objects.create(application=made, answered_at=clock.now())
        client.force_login(made.applicant)
        return made

    def send(self, client, code):
        return client.post(reverse("dashboard:check_application"), {"discount_code": code})

    def test_it_is_taken_when_that_is_sent(self, client, draft):
        discount()
        self.send(client, "welkom10")
        draft.refresh_from_db()
        assert draft.state == Application.State.SUBMITTED
        assert TakenDiscount.objects.get().member == draft.member

    def test_a_wrong_one_sends_nothing(self, client, draft):
        answer = self.send(client, "RAAD")
        assert answer.status_code == 422
        assert "Deze code bestaat niet" in answer.content.decode()
        draft.refresh_from_db()
        assert draft.state == Application.State.DRAFT

    def test_it_goes_back_when_nothing_comes_of_it(self, client, draft):
        made = discount(most_uses=1)
        self.send(client, "WELKOM10")
        Application.objects.get(pk=draft.pk).withdraw(actor="user:1", at=clock.now() + timedelta(hours=1))
        drain()
        made.refresh_from_db()
        assert (made.uses, TakenDiscount.objects.count()) == (0, 0)

    def test_it_stays_with_a_member_who_has_invoices(self, client, draft):
        made = discount(most_uses=1)
        self.send(client, "WELKOM10")
        billing.plan()
        draft.member.memberships.get().establish(actor="test", at=clock.now())
        drain()
        Application.objects.get(pk=draft.pk).withdraw(actor="user:1", at=clock.now())
        drain()
        made.refresh_from_db()
        assert made.uses == 1
