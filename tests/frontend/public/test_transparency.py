"""The transparency report is counted from what is on record, as a page and as CSV (DSA 15, 24)."""

import csv
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from keurmerk import clock
from keurmerk.calendar import AMSTERDAM
from reviews.grounds import Grounds
from reviews.moderation import figures
from reviews.moderation.outcomes import Outcome
from tests.factories import moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(settings):
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


def numbers(since, until):
    found = figures.sections(since, until)
    return {str(each.heading): {str(row.words): row.value for row in each.rows} for each in found}


class TestFigures:
    @pytest.fixture
    def year(self, now):
        """A year in which something of everything happened."""
        mo, ann = moderation.moderator(), moderation.moderator()
        kept = moderation.request_of_shop(at=now)
        moderation.decided(kept, Outcome.KEEP, by=mo, at=now + timedelta(hours=10), manifestly_unfounded=True)
        removed = moderation.notice_of_visitor(at=now)
        moderation.decided(removed, Outcome.REMOVE, by=mo, at=now + timedelta(hours=20))
        moderation.appeal(removed, at=now + timedelta(days=2))
        moderation.decided(removed, Outcome.KEEP, by=ann, second=mo, at=now + timedelta(days=3))
        moderation.notice_of_visitor(at=now, grounds=Grounds.PERSONAL)
        return numbers(datetime(2026, 1, 1, tzinfo=AMSTERDAM), datetime(2027, 1, 1, tzinfo=AMSTERDAM))

    def test_count_notices_by_source_and_ground(self, year):
        assert year["Meldingen naar wie ze deed"]["Een bezoeker"] == 2
        assert year["Meldingen naar wie ze deed"]["De webshop"] == 1
        assert year["Meldingen naar grond"]["Beledigt of scheldt"] == 1

    def test_count_first_decisions_by_outcome(self, year):
        decided = year["Besluiten op meldingen"]
        assert (decided["Blijft staan"], decided["Wordt verwijderd"]) == (1, 1)
        assert year["Beperkingen naar grond"]["Beledigt of scheldt"] == 1

    def test_give_the_median_of_the_time_it_took(self, year):
        took = year["Hoe lang het duurde"]["Van melding tot besluit, mediaan"]
        assert took == pytest.approx((10 + 20) / 2 + 1 / 6)

    def test_count_appeals_and_reversals(self, year):
        appeals = year["Bezwaren"]
        assert appeals["Toegewezen: het besluit is teruggedraaid"] == 1
        assert appeals["De schrijver"] == 1

    def test_count_what_was_unfounded_and_what_a_machine_decided(self, year):
        assert year["Misbruik van het recht om te melden"]["Duidelijk ongegronde meldingen"] == 1
        assert year["Door de computer"]["Aandeel in alle besluiten"] == 0

    def test_count_one_year_only(self, year):
        before = numbers(datetime(2025, 1, 1, tzinfo=AMSTERDAM), datetime(2026, 1, 1, tzinfo=AMSTERDAM))
        assert before["Meldingen naar wie ze deed"]["Een bezoeker"] == 0
        assert before["Hoe lang het duurde"]["Van melding tot besluit, mediaan"] is None


class TestPage:
    def test_says_so_when_nothing_happened_yet(self, client):
        assert "Nog geen cijfers" in client.get(reverse("public:transparency")).text

    def test_shows_this_year_as_not_over(self, client):
        reviews.review(at=clock.now())
        page = client.get(reverse("public:transparency_of", args=[clock.now().year])).text
        assert "Dit jaar is nog niet voorbij" in page
        assert "Meldingen naar grond" in page

    def test_a_year_without_records_is_not_there(self, client):
        reviews.review(at=clock.now())
        assert client.get(reverse("public:transparency_of", args=[1999])).status_code == 404
        assert client.get(reverse("public:transparency_csv", args=[1999])).status_code == 404


class TestCsv:
    def test_holds_the_numbers_of_the_page(self, client):
        moderation.notice_of_visitor(at=clock.now())
        answer = client.get(reverse("public:transparency_csv", args=[clock.now().year]))
        rows = list(csv.reader(answer.text.splitlines()))
        assert rows[0] == ["section", "what", "value", "unit"]
        assert ["Meldingen naar wie ze deed", "Een bezoeker", "1", ""] in rows
        assert "attachment" in answer["Content-Disposition"]
