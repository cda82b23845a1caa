"""Product reviews as the shop's own pages read them: JSON, and the feed that WooCommerce keeps in step with."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from lxml import etree

from reviews.models import PluginKey
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> PluginKey:
    return reviews.plugin_key()


def listed(client, key, **more: str) -> dict:
    return client.get("/api/1.0/product_reviews.json", {"id": key.shop_id, "code": key.code, **more}).json()


def feed(client, key, *, public: bool = False, **more: str):
    code = {"public_code": key.public_code} if public else {"code": key.code}
    answer = client.get(f"/api/1.0/product_reviews.xml?{urlencode({'id': key.shop_id, **code, **more})}")
    assert answer.status_code == 200
    return etree.fromstring(answer.content)


class TestJson:
    def test_gives_each_review_without_an_envelope(self, client, key, now):
        review = reviews.product_review(of=key.shop, at=now, stars=4, product=reviews.ordered(external_id="77"))
        assert listed(client, key) == {
            "total": 1,
            "product_reviews": [
                {
                    "id": review.pk,
                    "reviewer": {"name": "Sanne K.", "email": review.email},
                    "rating": 4,
                    "review": review.text,
                    "product_id": "77",
                    "deleted": False,
                    "created": "2026-03-02 10:00:00",
                }
            ],
        }

    def test_pages_newest_first_until_the_total(self, client, key, now):
        made = [reviews.product_review(of=key.shop, at=now - timedelta(days=n)).pk for n in range(3)]
        first = listed(client, key, limit="2")
        rest = listed(client, key, limit="2", offset="2")
        assert [row["id"] for row in first["product_reviews"] + rest["product_reviews"]] == made
        assert first["total"] == 3

    def test_of_one_product_has_a_total_of_its_own(self, client, key, now):
        for number in ("77", "78"):
            reviews.product_review(of=key.shop, at=now, product=reviews.ordered(external_id=number))
        assert listed(client, key, product_id="78")["total"] == 1

    def test_says_deleted_without_the_words(self, client, key, now):
        reviews.product_review(of=key.shop, at=now).remove("INSULT", actor="user:1", at=now)
        (row,) = listed(client, key)["product_reviews"]
        assert (row["deleted"], row["review"]) == (True, "")

    def test_shows_nothing_of_another_shop(self, client, key, now):
        reviews.product_review(at=now)
        assert listed(client, key)["total"] == 0


class TestFeed:
    def test_has_the_shape_that_google_reads(self, client, key, now):
        product = reviews.ordered(
            external_id="77", name="Bel", gtin="8712345678906", sku="BEL-1", url="https://shop.example/bel"
        )
        review = reviews.product_review(of=key.shop, at=now, stars=4, product=product)
        (entry,) = feed(client, key).findall("reviews/review")
        assert [child.tag for child in entry] == [
            "review_id", "reviewer", "review_timestamp", "content", "review_url", "ratings", "products", "is_spam",
            "collection_method",
        ]  # fmt: skip
        assert entry.findtext("review_id") == str(review.pk)
        assert entry.find("ratings/overall").attrib == {"min": "1", "max": "5"}
        assert entry.findtext("products/product/product_ids/gtins/gtin") == "8712345678906"
        assert entry.findtext("products/product/product_ids/skus/sku") == "BEL-1"
        assert entry.findtext("products/product/external_id") == "77"

    def test_puts_what_changed_last_first(self, client, key, now):
        old = reviews.product_review(of=key.shop, at=now - timedelta(days=9))
        reviews.product_review(of=key.shop, at=now - timedelta(days=1))
        old.edit(reviews.opinion(text="Na een week was de bel kapot."), actor="writer", at=now)
        first = feed(client, key, detailed="1").find("reviews/review")
        assert first.findtext("review_id") == str(old.pk)
        assert first.findtext("modified") == "2026-03-02T10:00:00+01:00"

    @pytest.mark.parametrize("said", ["2026-03-02T10:00:00+01:00", "2026-03-02 10:00:00", "2026-03-02T10:00:00 01:00"])
    def test_gives_only_what_changed_since(self, client, key, now, said):
        reviews.product_review(of=key.shop, at=now)
        later = reviews.product_review(of=key.shop, at=now + timedelta(minutes=1))
        found = feed(client, key, detailed="1", last_synced=said).findall("reviews/review")
        assert [entry.findtext("review_id") for entry in found] == [str(later.pk)]

    @pytest.mark.parametrize("said", ["", "soon", "0000-00-00 00:00:00", "9999-12-31 23:59:59Z"])
    def test_survives_odd_moments(self, client, key, now, said):
        reviews.product_review(of=key.shop, at=now)
        assert feed(client, key, last_synced=said).tag == "feed"

    def test_has_its_list_when_nothing_changed(self, client, key, now):
        review = reviews.product_review(of=key.shop, at=now)
        modified = feed(client, key, detailed="1").findtext("reviews/review/modified")
        root = feed(client, key, detailed="1", last_synced=modified)
        assert root.find("reviews") is not None
        assert len(root.find("reviews")) == 0
        assert review.changed_at == now

    def test_tells_a_shop_to_throw_its_copy_away(self, client, key, now):
        review = reviews.product_review(of=key.shop, at=now)
        address = review.email
        review.remove_by_author(actor="writer", at=now)
        entry = feed(client, key, detailed="1").find("reviews/review")
        assert (entry.findtext("deleted"), entry.findtext("valid"), entry.findtext("content")) == ("1", "0", "")
        assert entry.findtext("email") == address  # the plugin finds its copy by number, product and address

    def test_is_quiet_about_what_is_gone_to_everybody_else(self, client, key, now):
        reviews.product_review(of=key.shop, at=now).remove("INSULT", actor="user:1", at=now)
        assert len(feed(client, key, public=True, detailed="1").find("reviews")) == 0

    def test_gives_no_address_to_the_public_code(self, client, key, now):
        review = reviews.product_review(of=key.shop, at=now)
        assert review.email not in etree.tostring(feed(client, key, public=True, detailed="1")).decode()
