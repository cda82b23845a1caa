import csv
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from keurmerk import clock
from tests.factories import billing, members

pytestmark = pytest.mark.django_db
PAGES = ("figures", "figures_csv", "figures_xlsx")


@pytest.fixture
def finance(client):
    person = members.user(name="Fien Anke", staff_role="finance")
    client.force_login(person)
    return person


def address(name):
    return reverse(f"desk:{name}")


def cells(client, **asked):
    text = b"".join(client.get(address("figures_csv"), asked).streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


class TestFigures:
    @pytest.mark.parametrize("role", ["", "inspector", "moderator", "mediator"])
    @pytest.mark.parametrize("name", PAGES)
    def test_are_for_finance_and_the_manager(self, client, role, name):
        client.force_login(members.user(staff_role=role))
        assert client.get(address(name)).status_code == 404

    @pytest.mark.parametrize("role", ["finance", "manager"])
    @pytest.mark.parametrize("name", PAGES)
    def test_open_for_them(self, client, role, name):
        client.force_login(members.user(staff_role=role))
        page = client.get(address(name))
        assert page.status_code == 200
        page.close()

    @pytest.mark.parametrize("name", PAGES)
    def test_send_who_is_not_logged_in_to_the_door(self, client, name):
        assert client.get(address(name)).status_code == 302

    def test_show_amounts_as_drawing_and_table(self, client, finance):
        billing.subscription(at=clock.now())
        page = client.get(address("figures")).content.decode()
        assert "Openstaande facturen naar ouderdom" in page
        assert page.count("€\xa0145,20") >= 2  # beside the bar and in the table
        assert "€\xa010,00" in page  # a year of 120 euros, per month

    def test_are_those_of_the_day_asked_for(self, client, finance, now):
        billing.transfer(billing.invoice(at=now), at=clock.now())
        assert "€\xa0145,20" in client.get(address("figures"), {"until": "2026-03-02"}).content.decode()
        assert "€\xa0145,20" not in client.get(address("figures"), {"until": "2026-03-01"}).content.decode()

    @pytest.mark.parametrize("until", ["2999-01-01", "0001-01-01", "1999-12-31", "2026-02-30", "'; --", "<script>"])
    def test_take_today_for_a_day_that_cannot_be(self, client, finance, until):
        page = client.get(address("figures"), {"until": until})
        assert page.status_code == 200
        assert page.context["day"] == page.context["form"].today
        assert "<script>'" not in page.content.decode()
        assert len(cells(client, until=until)) > 1

    def test_write_numbers_for_a_spreadsheet(self, client, finance, now):
        billing.invoice(at=now)
        heads, *rows = cells(client, until="2026-03-02")
        assert {"februari 2026", "maart 2026 (1–2)"} <= {row[1] for row in rows}
        assert heads == ["Tabel", "Rij", "Kolom", "Waarde", "Tot en met"]
        assert [
            "Openstaande facturen naar ouderdom",
            "Nog niet vervallen",
            "Openstaand bedrag",
            "145.20",
            "2026-03-02",
        ] in rows

    def test_have_a_sheet_per_table(self, client, finance):
        file = BytesIO(b"".join(client.get(address("figures_xlsx")).streaming_content))
        assert len(load_workbook(file).sheetnames) == 5

    def test_stand_in_the_side_of_finance_alone(self, client, finance):
        assert address("figures") in client.get(reverse("desk:home")).content.decode()
        client.force_login(members.inspector())
        assert address("figures") not in client.get(reverse("desk:home")).content.decode()
