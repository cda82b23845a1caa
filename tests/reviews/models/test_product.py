"""What an order was for, remembered once per shop."""

import pytest

from reviews.models import Invitation, OrderLine, Product
from tests.factories import reviews

pytestmark = pytest.mark.django_db


class TestNote:
    def test_remembers_the_products_of_an_order(self):
        bell = reviews.ordered(name="Bel", gtin="8712345678906")
        invitation = reviews.invitation(products=(bell, reviews.ordered(name="Slot")))
        assert [each.name for each in Product.objects.to_review(invitation)] == ["Bel", "Slot"]
        assert Product.objects.get(name="Bel").gtin == "8712345678906"

    def test_takes_the_facts_of_the_latest_order(self, now):
        shop = reviews.inviting_shop()
        reviews.invitation(of=shop, products=(reviews.ordered(external_id="7", name="Bel", url="https://a.example"),))
        reviews.invitation(of=shop, at=now, products=(reviews.ordered(external_id="7", name="Fietsbel"),))
        product = Product.objects.get()
        assert (product.name, product.url, product.seen_at) == ("Fietsbel", "", now)

    def test_keeps_two_shops_apart(self):
        for _ in range(2):
            reviews.invitation(products=(reviews.ordered(external_id="7"),))
        assert Product.objects.count() == 2

    def test_takes_a_product_twice_in_one_order_once(self):
        invitation = reviews.invitation(products=(reviews.ordered(external_id="7", name="Bel"),) * 2)
        assert invitation.lines.count() == 1

    def test_leaves_out_what_the_shop_takes_no_reviews_of(self):
        invitation = reviews.invitation(products=(reviews.ordered(reviews_allowed=False),))
        assert not Product.objects.to_review(invitation).exists()

    def test_is_forgotten_with_the_order_number(self, now):
        reviews.invitation(products=(reviews.ordered(),))
        Invitation.forget_guard(now)
        assert not OrderLine.objects.exists()


class TestAsksShop:
    def test_is_false_when_the_shop_asks_for_products_alone(self):
        assert not reviews.invitation(products=(reviews.ordered(),), asks_shop=False).asks_shop

    def test_stays_true_without_products_to_ask_about(self):
        assert reviews.invitation(asks_shop=False).asks_shop
