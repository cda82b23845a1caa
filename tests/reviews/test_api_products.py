"""Reviews of products, for everybody and for the shop's own software."""

import pytest

from tests.factories import keys, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(now):
    return reviews.product_review(at=now, product=reviews.ordered(external_id="12-B"), stars=3)


class TestProductReviews:
    def test_can_be_read_by_anybody_without_the_order(self, review):
        answer = keys.Caller().ask(f"shops/{review.shop_id}/product-reviews")
        (row,) = answer.json()["results"]
        assert (row["id"], row["product"]["external_id"], row["stars"]) == (review.pk, "12-B", 3)
        assert review.invitation.order_number not in answer.text
        assert review.email not in answer.text

    def test_have_the_order_beside_them_for_the_shop(self, review, now):
        reviews.product_review(at=now)
        (row,) = keys.caller(of=review.shop).ask("product-reviews").json()["results"]
        assert row["order_number"] == review.invitation.order_number

    @pytest.mark.parametrize(
        ("filters", "many"), [({"product": "12-B"}, 1), ({"product": "x"}, 0), ({"stars": "3"}, 1)]
    )
    def test_can_be_narrowed(self, review, filters, many):
        found = keys.caller(of=review.shop).ask("product-reviews", **filters).json()["results"]
        assert len(found) == many

    def test_cost_the_same_however_many(self, review, now, django_assert_max_num_queries):
        address = f"shops/{review.shop_id}/product-reviews"
        client = keys.Caller()
        with django_assert_max_num_queries(9) as few:
            client.ask(address)
        for _ in range(3):
            reviews.product_review(of=review.shop, at=now)
        with django_assert_max_num_queries(9) as many:
            assert len(client.ask(address).json()["results"]) == 4
        assert len(few) == len(many)
