"""Who our partners are, for everybody to read (terms 1.6)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews.models import Partner, PartnerRead

pytestmark = pytest.mark.django_db
SPRING, SUMMER = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC)


def partner(name: str) -> Partner:
    return Partner.admit(name, actor="test", at=SPRING)[0]


class TestPage:
    @pytest.mark.rule("1.6")
    def test_names_each_partner_since_when_and_what_it_is_given(self, client):
        PartnerRead.note(partner("Winkelgids"), PartnerRead.Kind.LIST, [{"id": 7, "name": "Fietsgoed"}], at=SUMMER)
        html = client.get("/partners/").text
        assert "Winkelgids" in html
        assert "Sinds 2 maart 2026" in html
        assert "id, name." in html

    def test_keeps_who_was_one_once(self, client):
        partner("Vroegerland").revoke(actor="test", at=SUMMER)
        html = client.get("/partners/").text
        assert "We hebben nu geen partners" in html
        assert "Vroegerland, van 2 maart 2026 tot 1 juli 2026" in html

    def test_says_that_nothing_was_given_yet(self, client):
        partner("Nieuwkomer")
        assert "Kreeg nog niets" in client.get("/partners/").text

    def test_shows_nobody_a_token(self, client):
        made, token = Partner.admit("Winkelgids", actor="test", at=SPRING)
        html = client.get("/partners/").text
        assert token not in html
        assert made.digest not in html

    def test_asks_the_database_as_often_for_any_number(self, client):
        counts = []
        for number in range(2):
            for each in range(1 + 9 * number):
                partner(f"Partner {number} {each}")
            client.get("/partners/")
            with CaptureQueriesContext(connection) as captured:
                client.get("/partners/")
            counts.append(len(captured))
        assert counts[0] == counts[1]
