"""What was shared with partners, for the manager to read (terms 8.2)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk import clock
from reviews.models import Partner, PartnerRead
from tests.factories import members

pytestmark = pytest.mark.django_db
GIVEN = [{"id": 7, "name": "Fietsgoed", "url": "https://fietsgoed.example/"}]


@pytest.fixture
def manager(client):
    client.force_login(members.user(staff_role="manager"))


def partner(name: str = "Thuiswinkelgids") -> Partner:
    return Partner.admit(name, actor="test", at=clock.now())[0]


class TestPage:
    @pytest.mark.parametrize("role", ["", "moderator", "finance"])
    def test_is_for_the_manager_alone(self, client, role):
        client.force_login(members.user(staff_role=role))
        assert client.get("/desk/partners/").status_code == 404

    def test_says_that_there_are_none(self, client, manager):
        assert "Nog geen partners" in client.get("/desk/partners/").text

    @pytest.mark.rule("8.2")
    def test_shows_who_was_given_what(self, client, manager):
        PartnerRead.note(partner(), PartnerRead.Kind.LIST, GIVEN, at=clock.now())
        gone = partner("Vroeger")
        gone.revoke(actor="test", at=clock.now())
        html = client.get("/desk/partners/").text
        assert "id, name, url" in html
        assert "Een lijst met webshops" in html
        assert "Sleutel ingetrokken" in html

    def test_is_narrowed_to_one_partner(self, client, manager):
        one, other = partner("Een"), partner("Ander")
        PartnerRead.note(one, PartnerRead.Kind.LIST, GIVEN, at=clock.now())
        assert "id, name, url" in client.get(f"/desk/partners/?partner={one.pk}").text
        assert "Er is niets gedeeld" in client.get(f"/desk/partners/?partner={other.pk}").text
        assert client.get("/desk/partners/?partner=x&kind=%00&after=-1").status_code == 200

    def test_asks_the_database_as_often_for_any_number(self, client, manager):
        counts = []
        for more in (3, 12):
            for number in range(more):
                made = partner(f"Partner {more} {number}")
                PartnerRead.note(made, PartnerRead.Kind.ONE, GIVEN, at=clock.now())
            client.get("/desk/partners/")
            with CaptureQueriesContext(connection) as captured:
                client.get("/desk/partners/")
            counts.append(len(captured))
        assert counts[0] == counts[1]
