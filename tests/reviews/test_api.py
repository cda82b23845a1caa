"""Anyone may read the reviews, and recompute the score."""

from datetime import timedelta

import pytest

from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


def pages(client, shop, **query):
    address, found = f"/api/v1/shops/{shop.pk}/reviews", []
    answer = client.get(address, query).json()
    while True:
        found.append(answer["results"])
        if not answer["next"]:
            return found
        answer = client.get(answer["next"].removeprefix("http://testserver")).json()


class TestReviews:
    def test_can_all_be_read_page_by_page(self, client, now):
        shop = reviews.inviting_shop()
        made = [reviews.review(of=shop, at=now - timedelta(hours=n // 3)).pk for n in range(11)]
        found = pages(client, shop, page_size=4)
        assert [len(rows) for rows in found] == [4, 4, 3]
        assert sorted(row["id"] for rows in found for row in rows) == sorted(made)

    @pytest.mark.rule("9.1")
    def test_let_anyone_recompute_the_score(self, client, now):
        shop = reviews.inviting_shop()
        for stars in (5, 4, 4, 1):
            reviews.review(of=shop, at=now, stars=stars)
        reviews.unverified_review(of=shop, at=now, stars=1)
        rows = [row for rows in pages(client, shop) for row in rows]
        counted = [row["stars"] for row in rows if row["verified"]]
        rating = client.get(f"/api/v1/shops/{shop.pk}").json()["rating"]
        assert (rating["count"], rating["score"]) == (4, sum(counted) / len(counted))
        assert rating["scale"] == "1-5"

    def test_tell_nothing_personal(self, client, now):
        review = reviews.review(at=now)
        reviews.reply(to=review, at=now)
        text = client.get(f"/api/v1/shops/{review.shop_id}/reviews").text
        for secret in (review.email, review.invitation.order_number, review.manage_token, "Koning"):
            assert secret not in text
        assert "Sanne K." in text

    def test_leave_out_what_the_writer_removed(self, client, now):
        review = reviews.review(at=now)
        review.remove_by_author(actor="visitor", at=now)
        assert pages(client, review.shop) == [[]]

    @pytest.mark.parametrize("size", ["0", "-1", "x", "100000"])
    def test_refuse_odd_page_sizes(self, client, now, size):
        review = reviews.review(at=now)
        answer = client.get(f"/api/v1/shops/{review.shop_id}/reviews", {"page_size": size})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "page_size")

    def test_refuse_a_broken_cursor_with_a_problem(self, client, now):
        review = reviews.review(at=now)
        answer = client.get(f"/api/v1/shops/{review.shop_id}/reviews?cursor=broken!")
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    def test_cost_the_same_queries_for_more_reviews(self, client, now, django_assert_max_num_queries):
        shop = reviews.inviting_shop()
        for _ in range(9):
            reviews.reply(to=reviews.review(of=shop, at=now), at=now)
        with django_assert_max_num_queries(12):
            client.get(f"/api/v1/shops/{shop.pk}/reviews")


class TestShop:
    def test_shows_a_shop_without_reviews_as_unrated(self, client):
        shop = members.full_shop()
        rating = client.get(f"/api/v1/shops/{shop.pk}").json()["rating"]
        assert (rating["score"], rating["count"]) == (None, 0)

    @pytest.mark.parametrize("number", ["999999", "99999999999999999999"])
    def test_is_a_problem_when_it_does_not_exist(self, client, number):
        answer = client.get(f"/api/v1/shops/{number}")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"

    def test_stays_hidden_until_it_is_approved(self, client):
        assert client.get(f"/api/v1/shops/{members.shop().pk}").status_code == 404
