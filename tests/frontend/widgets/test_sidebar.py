"""The script that old plugins load: always JavaScript, never a cookie."""

import pytest

from keurmerk import clock
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


class TestSidebar:
    @pytest.mark.parametrize("path", ["/sidebar.js", "/js/sidebar.js", "/webshops/sidebar.js"])
    def test_names_the_shop_and_may_be_kept_for_ten_minutes(self, client, path):
        shop = reviews.inviting_shop()
        answer = client.get(f"{path}?id={shop.pk}&c=2888888")
        assert answer["Content-Type"].startswith("text/javascript")
        assert "max-age=600" in answer["Cache-Control"]
        assert f'"shop": {shop.pk}' in answer.text
        assert not answer.cookies

    @pytest.mark.parametrize("number", ["999999", "x", "9" * 40, "²"])
    def test_is_a_comment_for_a_shop_that_does_not_exist(self, client, number):
        answer = client.get("/sidebar.js", {"id": number})
        assert (answer.status_code, answer.text.strip()) == (200, '// "unknown webshop"')

    def test_is_a_comment_for_a_shop_that_was_never_approved(self, client):
        assert client.get(f"/sidebar.js?id={members.shop().pk}").text.startswith("//")

    def test_without_a_number_reads_the_global_of_2015(self, client):
        assert "_webwinkelkeur_id" in client.get("/js/sidebar.js").text

    def test_asks_nothing_for_a_shop_without_the_mark(self, client, now):
        shop = reviews.inviting_shop()
        shop.membership.end(actor="test", at=now, reason="test")
        assert '"shows": false' in client.get(f"/sidebar.js?id={shop.pk}").text

    def test_knows_the_score_that_the_button_shows(self, client):
        shop = reviews.inviting_shop()
        assert '"score": null' in client.get(f"/sidebar.js?id={shop.pk}").text
        reviews.review(of=shop, at=clock.now())
        assert '"score": 5.0' in client.get(f"/sidebar.js?id={shop.pk}").text

    def test_keeps_a_name_from_ending_the_script(self, client, settings):
        settings.BRAND = {**settings.BRAND, "name": "</script><b>"}
        assert "</script>" not in client.get(f"/sidebar.js?id={reviews.inviting_shop().pk}").text
