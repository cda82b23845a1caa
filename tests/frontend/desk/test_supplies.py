import csv
from io import StringIO

import pytest
from django.urls import reverse

from billing.figures.quarters import Quarter
from billing.models import VatConfirmation
from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from tests.factories import billing, members

pytestmark = pytest.mark.django_db
NUMBER = "BE0403170701"


@pytest.fixture
def finance(client):
    person = members.user(name="Fien Anke", staff_role="finance")
    client.force_login(person)
    return person


@pytest.fixture
def invoice(now):
    """Reverse-charged in the first quarter of 2026."""
    company = members.member(country="BE", vat_number=NUMBER, legal_name="Wafels <b> & Co")
    VatConfirmation.objects.create(member=company, vat_number=NUMBER, request_id="WAPI1", confirmed_at=now)
    return billing.invoice(at=now, of=company, country="BE", confirmed=True)


def address(name):
    return reverse(f"desk:{name}")


def shown(client, **asked):
    return client.get(address("supplies"), asked).content.decode()


class TestSupplies:
    @pytest.mark.parametrize("role", ["", "inspector", "moderator", "mediator"])
    @pytest.mark.parametrize("name", ["supplies", "supplies_csv"])
    def test_are_for_finance_and_the_manager(self, client, role, name):
        client.force_login(members.user(staff_role=role))
        assert client.get(address(name)).status_code == 404

    def test_show_what_to_report_with_the_proof(self, client, finance, invoice):
        page = shown(client, quarter="2026-Q1")
        assert NUMBER in page
        assert "€\xa0120,00" in page
        assert "WAPI1" in page
        assert "Wafels &lt;b&gt; &amp; Co" in page

    def test_show_corrections_apart(self, client, finance, invoice):
        note = billing.credit_note(of=invoice, at=clock.now())
        quarter = str(Quarter.of(amsterdam_date(clock.now())))
        page = shown(client, quarter=quarter)
        assert "Correcties van eerdere kwartalen: € -120,00" in page.replace("\xa0", " ").replace("-€ ", "€ -")
        assert note.number in page

    @pytest.mark.parametrize("asked", ["", "2026-Q5", "1999-Q1", "2999-Q1", "<script>"])
    def test_take_the_last_quarter_that_ended_for_one_that_cannot_be(self, client, finance, asked):
        page = client.get(address("supplies"), {"quarter": asked})
        assert page.context["found"].quarter == Quarter.of(amsterdam_date(clock.now())).before

    def test_are_a_list_to_take_along(self, client, finance, invoice):
        answer = client.get(address("supplies_csv"), {"quarter": "2026-Q1"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        _heads, row = csv.reader(StringIO(text), delimiter=";")
        assert row[1:8] == ["2026-Q1", "BE", NUMBER, "Wafels <b> & Co", invoice.number, "120.00", "WAPI1"]
