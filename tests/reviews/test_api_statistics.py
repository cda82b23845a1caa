"""A shop's software reads the numbers of the dashboard."""

from datetime import timedelta

import pytest

from keurmerk import clock
from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db


class TestStatistics:
    def test_count_reviews_per_month_and_orders_on_their_way(self):
        at = clock.now()
        shop = reviews.inviting_shop()
        for stars in (5, 4, 4):
            reviews.review(of=shop, at=at, stars=stars)
        reviews.unverified_review(of=shop, at=at, stars=1)
        reviews.invitation(of=shop, at=at)
        answer = keys.caller(of=shop).ask("statistics", months=2).json()
        before, now = answer["months"]
        assert (before["public_count"], before["score"]) == (0, None)
        assert (now["public_count"], now["count"], now["score"], now["distribution"]["4"]) == (4, 3, 4.3333, 2)
        assert answer["total"] == {**now, "month": ""}
        assert (answer["funnel"]["orders"], answer["funnel"]["reviewed"]) == (4, 3)
        assert answer["scale"] == "1-5"

    def test_are_of_twelve_months_unless_told_otherwise(self):
        assert len(keys.caller().ask("statistics").json()["months"]) == 12

    def test_end_where_they_are_told_to(self):
        answer = keys.caller().ask("statistics", months=3, until="2025-05-04").json()
        assert (answer["first"], answer["last"]) == ("2025-03-01", "2025-05-31")
        assert [each["month"] for each in answer["months"]] == ["2025-03", "2025-04", "2025-05"]

    def test_of_another_shop_are_not_in_them(self):
        reviews.review(at=clock.now())
        assert keys.caller().ask("statistics").json()["total"]["public_count"] == 0

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("months", "0"),
            ("months", "61"),
            ("months", "x"),
            ("until", "0001-01-01"),
            ("until", "9999-12-31"),
            ("until", "x"),
        ],
    )
    def test_refuse_what_cannot_be_counted(self, name, value):
        answer = keys.caller().ask("statistics", **{name: value})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, name)

    def test_cost_the_same_however_much_there_is(self, django_assert_max_num_queries):
        shop, at = reviews.inviting_shop(), clock.now()
        client = keys.caller(of=shop)
        with django_assert_max_num_queries(12) as few:
            client.ask("statistics", months=24)
        for number in range(4):
            reviews.review(of=shop, at=at - timedelta(days=40 * number))
        with django_assert_max_num_queries(12) as many:
            client.ask("statistics", months=24)
        assert len(few) == len(many)
