"""An owner looks at the figures of the shop: over which days, against what, and to take along."""

import csv
import io
import re
from datetime import datetime, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from keurmerk import clock
from members.models import Shop
from reviews.models import Rating
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(client) -> Shop:
    person = members.user()
    client.force_login(person)
    return reviews.inviting_shop(owner=person, category="FOOD")


def url(shop: Shop, asked: str = "", file: str = "") -> str:
    return f"/en/dashboard/shops/{shop.pk}/figures/{file}?{asked}"


def some_reviews(shop: Shop, now: datetime) -> None:
    """Three of the last thirty days, one of them answered; one of the thirty before."""
    answered = reviews.review(of=shop, at=now - timedelta(days=3), stars=5, delivery=5, recommends=True)
    reviews.reply(to=answered, at=answered.published_at + timedelta(hours=6))
    reviews.review(of=shop, at=now - timedelta(days=2), stars=4, delivery=3)
    reviews.product_review(of=shop, at=now - timedelta(days=2), product=reviews.ordered(name="Bel"), stars=3)
    reviews.review(of=shop, at=now - timedelta(days=40), stars=2)


class TestPage:
    def test_shows_each_figure_with_what_it_was_before(self, client, shop):
        some_reviews(shop, clock.now())
        figures = {each.label: each for each in client.get(url(shop)).context["figures"]}
        assert (figures["Score"].value, figures["Score"].change) == ("4.6", "2.6 higher than before")
        assert (figures["Reviews"].value, figures["Reviews"].change) == ("3", "2 more than before")
        assert (figures["Would recommend"].value, figures["Would recommend"].change) == ("100.0", "Unknown before")
        assert (figures["Reply time"].value, figures["Reply time"].unit) == ("6.0", "hours")

    def test_has_every_drawing_with_its_sentence_and_table(self, client, shop):
        some_reviews(shop, clock.now())
        text = client.get(url(shop)).text
        drawings = re.findall(r'<svg [^>]*role="img" aria-labelledby="([^ "]+) ([^ "]+)"', text)
        assert len(drawings) >= 3
        for title, sentence in drawings:
            assert f'<title id="{title}">' in text
            assert re.search(rf'<desc id="{sentence}">[^<]+', text)
        assert text.count("Show the numbers as a table") == len(drawings)
        assert "style=" not in text

    def test_says_in_words_which_days(self, client, shop):
        some_reviews(shop, clock.now())
        text = client.get(url(shop, "period=own&first=2026-01-05&last=2026-01-09")).text
        assert "5 January 2026 to 9 January 2026, compared with 31 December 2025 to 4 January 2026." in text

    def test_compares_with_a_year_earlier_when_asked(self, client, shop):
        choice = client.get(url(shop, "period=own&first=2026-01-05&last=2026-01-09&compare=year")).context["choice"]
        assert (choice.before.first.isoformat(), choice.before.last.isoformat()) == ("2025-01-05", "2025-01-09")

    def test_is_in_dutch_too(self, client, shop):
        some_reviews(shop, clock.now())
        text = client.get(url(shop).replace("/en/", "/")).text
        assert "Van bestelling naar review" in text
        assert "Vergeleken met" in text

    def test_has_a_link_in_the_side(self, client, shop):
        home = client.get(f"/en/dashboard/shops/{shop.pk}/").text
        assert f'href="/en/dashboard/shops/{shop.pk}/figures/"' in home

    def test_of_another_shop_does_not_exist(self, client, shop):
        other = reviews.inviting_shop()
        for file in ("", "figures.csv", "figures.xlsx"):
            assert client.get(url(other, file=file)).status_code == 404

    def test_shows_no_word_of_one_person(self, client, shop):
        reviews.review(of=shop, at=clock.now(), stars=1, text="Geheimtaal die alleen ik gebruik, hier en nergens.")
        assert "Geheimtaal".lower() not in client.get(url(shop)).text.lower()


class TestDays:
    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("period=own", "Fill in both days"),
            ("period=own&first=2026-02-02&last=2026-02-01", "The last day lies before the first"),
            ("period=own&first=2999-01-01&last=2999-01-02", "The first day has yet to come"),
            ("period=own&first=0001-01-01&last=2026-01-01", "at most 20 years"),
            ("period=own&first=2000-01-01&last=9999-12-31", "at most 20 years"),
            ("period=own&first=2026-02-30&last=2026-03-01", "Enter a valid date"),
            ("period=own&first=%00&last=<script>", "Enter a valid date"),
            ("period=century", "Select a valid choice"),
            ("compare=rival", "Select a valid choice"),
        ],
    )
    def test_that_make_no_sense_are_said_so_and_the_last_thirty_shown(self, client, shop, asked, said):
        answer = client.get(url(shop, asked))
        assert answer.status_code == 200
        assert said in answer.text
        assert answer.context["choice"].span.days == 30
        assert "<script>" not in answer.text.replace("<script ", "")
        assert client.get(url(shop, asked, "figures.csv")).status_code == 200

    def test_to_come_end_today(self, client, shop):
        today = timezone.localdate(clock.now())
        first, last = today - timedelta(days=3), today + timedelta(days=9)
        assert client.get(url(shop, f"period=own&first={first}&last={last}")).context["choice"].span.last == today

    @pytest.mark.parametrize("period", ["30", "quarter", "year", "own&first=2007-01-01&last=2026-01-01"])
    def test_are_kept_by_the_links_to_the_files(self, client, shop, period):
        first = client.get(url(shop, f"period={period}&compare=year")).context["choice"]
        again = client.get(url(shop, first.query)).context["choice"]
        assert again == first


class TestEmpty:
    def test_leads_a_new_shop_to_its_plugin(self, client, shop):
        text = client.get(url(shop)).text
        assert "No figures yet" in text
        assert "Connect your plugin" in text

    def test_leads_to_more_days_where_these_are_empty(self, client, shop):
        text = client.get(url(shop, "period=own&first=2020-01-01&last=2020-02-01")).text
        assert "Nothing happened in these days" in text
        assert "?period=year" in text

    def test_with_orders_only_shows_how_far_they_came(self, client, shop):
        reviews.sent_invitation(of=shop, at=clock.now())
        text = client.get(url(shop)).text
        assert "From order to review" in text
        assert "mail did not tell it" in text


class TestCategory:
    def rated(self, count: int) -> None:
        for number in range(count):
            Rating.objects.create(
                shop=members.shop(category="FOOD", name=f"Rivaal {number}"), count=10, mean=Decimal(f"4.{number}")
            )

    def test_shows_quartiles_and_names_nobody(self, client, shop):
        some_reviews(shop, clock.now())
        self.rated(5)
        text = client.get(url(shop)).text
        assert "Half of 5 webshops in your category score between 4.1 and 4.3; the median is 4.2." in text
        assert "Rivaal" not in text

    def test_says_why_not_with_four(self, client, shop):
        some_reviews(shop, clock.now())
        self.rated(4)
        assert "at least 5 other companies" in client.get(url(shop)).text

    @pytest.mark.parametrize(("category", "said"), [("", "Choose a category"), ("OTHER", "too mixed")])
    def test_says_what_to_do_without_one(self, client, shop, category, said):
        some_reviews(shop, clock.now())
        Shop.objects.filter(pk=shop.pk).update(category=category)
        assert said in client.get(url(shop)).text


class TestFiles:
    def rows(self, client, shop: Shop, asked: str = "") -> list[list[str]]:
        answer = client.get(url(shop, asked, "figures.csv"))
        assert answer.streaming
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    def test_hold_every_number_with_its_table_and_days(self, client, shop):
        some_reviews(shop, clock.now())
        rows = self.rows(client, shop)
        assert rows[0] == ["Table", "Row", "Column", "Value", "From", "Up to and including"]
        today = timezone.localdate(clock.now())
        days = [f"{today - timedelta(days=29)}", f"{today}"]
        assert ["From order to review", "Review written", "How many", "3", *days] in rows
        assert ["Products with the most reviews", "Bel", "Average score", "3.0000", *days] in rows

    def test_keep_the_score_exact(self, client, shop):
        some_reviews(shop, clock.now())
        assert any(row[2:4] == ["Average score", "4.6666"] for row in self.rows(client, shop))

    def test_run_no_formula_from_the_name_of_a_product(self, client, shop):
        cheat = reviews.ordered(name="=HYPERLINK(1)")
        reviews.product_review(of=shop, at=clock.now(), product=cheat)
        assert any(row[1] == "'=HYPERLINK(1)" for row in self.rows(client, shop))
        book = self.book(client, shop)
        assert book["Products with the most reviews"]["A2"].value == "'=HYPERLINK(1)"

    def book(self, client, shop: Shop) -> openpyxl.Workbook:
        answer = client.get(url(shop, "period=year", "figures.xlsx"))
        assert answer["Content-Disposition"].startswith(f'attachment; filename="figures-{shop.pk}-')
        return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))

    def test_in_excel_have_a_sheet_per_table(self, client, shop):
        some_reviews(shop, clock.now())
        book = self.book(client, shop)
        assert book.sheetnames[:3] == ["Figures", "Score and number of reviews", "From order to review"]
        assert book["From order to review"]["B2"].value == 4

    def test_of_a_new_shop_have_heads_alone(self, client, shop):
        assert len(self.book(client, shop).sheetnames) == 9

    def test_hold_no_words_of_a_person(self, client, shop):
        reviews.review(of=shop, at=clock.now(), text="Geheimtaal van een enkele klant over zijn bestelling.")
        assert "eheimtaal" not in str(self.rows(client, shop))


class TestStatements:
    def test_are_as_many_for_twenty_years_as_for_thirty_days(self, client, shop):
        some_reviews(shop, clock.now())
        asked = [
            self.count(client, url(shop, period)) for period in ("", "period=own&first=2007-01-01&last=2026-01-01")
        ]
        assert abs(asked[0] - asked[1]) <= 4  # the months' counters, then and now, are of no use to a month by the day
        assert max(asked) < 40

    def count(self, client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)
