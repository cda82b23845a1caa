import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from keurmerk import clock
from tests.factories import disputes, members

pytestmark = pytest.mark.django_db
PAGES = ("dispute_figures", "dispute_figures_csv")


def address(name):
    return reverse(f"desk:{name}")


@pytest.fixture
def manager(client):
    client.force_login(members.user(staff_role="manager", language="nl"))


class TestDisputeFigures:
    @pytest.mark.parametrize("role", ["", "mediator", "finance"])
    @pytest.mark.parametrize("name", PAGES)
    def test_are_for_the_manager(self, client, role, name):
        client.force_login(members.user(staff_role=role))
        assert client.get(address(name)).status_code == 404

    def test_show_every_table_without_a_name_of_a_party(self, client, manager):
        disputes.settled(at=clock.now() - timedelta(days=30))
        disputes.mediated(at=clock.now() - timedelta(days=3))
        page = client.get(address("dispute_figures")).content.decode()
        for title in (
            "Geschillen per maand",
            "Open geschillen naar leeftijd",
            "Bemiddelaars",
            "Opgelost in bemiddeling",
        ):
            assert title in page
        assert "Jan Bakker" not in page

    def test_are_empty_where_nothing_happened(self, client, manager):
        assert client.get(address("dispute_figures")).status_code == 200

    def test_come_as_a_list_of_numbers(self, client, manager):
        disputes.settled(at=clock.now() - timedelta(days=30))
        text = b"".join(client.get(address("dispute_figures_csv")).streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text), delimiter=";"))
        assert any(row[1:4] == ["Opgelost in bemiddeling", "Geschillen", "1"] for row in rows)
        assert "Bakker" not in text

    @pytest.mark.parametrize("until", ["2999-01-01", "nonsense", "<script>"])
    def test_take_today_for_a_day_that_cannot_be(self, client, manager, until):
        assert client.get(address("dispute_figures"), {"until": until}).status_code == 200

    def test_cost_as_many_statements_for_many(self, client, manager, django_assert_max_num_queries):
        for _ in range(6):
            disputes.mediated(at=clock.now() - timedelta(days=3))
        with django_assert_max_num_queries(25):
            client.get(address("dispute_figures"))
