"""Search engines find what everybody may read, in both languages, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from frontend.public.sitemaps import AFTER_THE_END, OurSitemap
from keurmerk import clock
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


def addresses(client, section: str) -> list[str]:
    answer = client.get(f"/sitemap-{section}.xml")
    assert answer.status_code == 200
    return re.findall(r"<loc>([^<]+)</loc>", answer.text)


class TestSitemap:
    def test_has_a_file_per_kind_of_page(self, client):
        assert len(re.findall("<loc>", client.get("/sitemap.xml").text)) == 4

    def test_lists_member_pages_in_both_languages_at_our_own_address(self, client):
        shop = members.full_shop()
        members.shop()  # never approved
        assert addresses(client, "shops") == [
            f"{settings.SITE_URL}/shops/{shop.pk}/",
            f"{settings.SITE_URL}/en/shops/{shop.pk}/",
        ]
        assert 'hreflang="en"' in client.get("/sitemap-shops.xml").text

    def test_forgets_a_former_member_after_two_years(self, client):
        shop = members.full_shop()
        end = clock.now() - AFTER_THE_END
        shop.membership.end(actor="test", at=end + timedelta(days=1), reason="notice")
        assert len(addresses(client, "shops")) == 2
        shop.refresh_from_db()
        shop.ended_at = end - timedelta(days=1)
        shop.save()
        assert addresses(client, "shops") == []

    def test_lists_products_with_a_public_review(self, client):
        review = reviews.product_review(at=clock.now())
        assert f"{settings.SITE_URL}/shops/{review.shop_id}/products/{review.product_id}/" in addresses(
            client, "products"
        )

    def test_lists_our_own_pages_and_all_of_them_open(self, client):
        found = addresses(client, "pages")
        assert f"{settings.SITE_URL}/how-reviews-work/" in found
        assert f"{settings.SITE_URL}/en/register/" in found
        for address in found:
            answer = client.get(address.removeprefix(settings.SITE_URL))
            assert answer.status_code == 200, address
            assert answer.text.count('<meta name="description" content="') == 1, address

    def test_is_split_where_the_protocol_says(self):
        assert OurSitemap.limit == 50_000


class TestRobots:
    def test_keeps_robots_out_of_rooms_and_signed_links(self, client):
        text = client.get("/robots.txt").text
        assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
        for closed in ("/dashboard/", "/desk/", "/r/", "/en/r/", "/dispute/"):
            assert f"Disallow: {closed}\n" in text
        assert "Disallow: /shops" not in text
        assert "Disallow: /register" not in text
