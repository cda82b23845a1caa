"""The question on a thank-you page, in a frame of ours."""

import json

import pytest

from reviews.models import Consent
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop(name="Fietsgoed")


def block(shop, **changed) -> str:
    facts = {"webshopId": str(shop.pk), "orderNumber": 1001, "email": "jan@example.com", "firstName": "Jan"}
    return json.dumps({**facts, "inviteDelay": 3, **changed})


class TestConsent:
    def test_may_stand_in_any_shops_page_and_sets_no_cookie(self, client, shop):
        answer = client.get(f"/consent/{shop.pk}/")
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        assert not answer.cookies

    @pytest.mark.parametrize(("prefix", "words"), [("", "Mag Fietsgoed"), ("/en", "May Fietsgoed")])
    def test_asks_in_both_languages(self, client, shop, prefix, words):
        assert words in client.get(f"{prefix}/consent/{shop.pk}/").text

    def test_a_look_keeps_nothing(self, client, shop):
        client.get(f"/consent/{shop.pk}/?block={block(shop)}")
        assert not Consent.objects.exists()

    def test_a_yes_is_kept(self, client, shop):
        assert "Dank je wel" in client.post(f"/consent/{shop.pk}/", {"block": block(shop)}).text
        assert Consent.objects.covers(shop.pk, "1001")

    def test_nonsense_is_answered_in_words(self, client, shop):
        answer = client.post(f"/consent/{shop.pk}/", {"block": "{"})
        assert answer.status_code == 200
        assert "niets bewaard" in answer.text

    def test_who_tries_too_often_is_stopped(self, client, shop, settings):
        settings.CONSENTS_PER_ADDRESS = 1
        for number in range(3):
            client.post(f"/consent/{shop.pk}/", {"block": block(shop, orderNumber=number + 1)})
        assert Consent.objects.count() == 1

    def test_a_shop_that_was_never_approved_has_none(self, client):
        assert client.get("/consent/99999/").status_code == 404
