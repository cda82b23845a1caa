"""Reviews and scores on the scales that plugins know."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from reviews.models import Invitation, PluginKey
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def key() -> PluginKey:
    return reviews.plugin_key()


def ask(client, key, name: str, public: bool = False, **more: str) -> dict:
    secret = {"public_code": key.public_code} if public else {"code": key.code}
    answer = client.get(f"/api/1.0/{name}", {"id": key.shop_id, **secret, **more})
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    return answer.json()


class TestRatings:
    def test_give_each_review_on_a_scale_of_five(self, client, key, now):
        review = reviews.review(of=key.shop, at=now, stars=4, delivery=5, title="Fijn", text="Netjes ingepakt en snel.")
        reviews.reply(to=review, text="Dank je wel.", at=now)
        row = ask(client, key, "ratings.json")["ratings"][0]
        assert row == {
            "id": review.pk,
            "name": "Sanne K.",
            "email": review.email,
            "rating": 4,
            "ratings": {"shippingtime": 5, "customerservice": 0, "pricequality": 0, "aftersale": 0},
            "comment": "Fijn\nNetjes ingepakt en snel.",
            "date": "2026-03-02",
            "country": "NL",
            "language": "nl",
            "created": "2026-03-02 10:00:00",
            "read": True,
            "quarantine": False,
            "verified": True,
            "reaction": "Dank je wel.",
        }

    def test_page_newest_first_until_the_total(self, client, key, now):
        made = [reviews.review(of=key.shop, at=now - timedelta(days=n)).pk for n in range(5)]
        found = []
        while len(found) < (answer := ask(client, key, "ratings.json", offset=str(len(found)), limit="2"))["total"]:
            found += [row["id"] for row in answer["ratings"]]
        assert found == made

    def test_know_their_total_without_counting_and_without_what_is_out_of_sight(self, client, key, now):
        made = [reviews.review(of=key.shop, at=now) for _ in range(3)]
        made[0].remove_by_author(actor="writer", at=now)
        made[1].hold("PERSONAL", actor="desk", at=now)
        with CaptureQueriesContext(connection) as asked:
            answer = ask(client, key, "ratings.json")
        assert [answer["total"], *(row["id"] for row in answer["ratings"])] == [1, made[2].pk]
        assert not [each["sql"] for each in asked if "COUNT(" in each["sql"]]

    def test_of_one_language_have_a_total_of_their_own(self, client, key, now):
        reviews.review(of=key.shop, at=now, language="en")
        reviews.review(of=key.shop, at=now, language="nl")
        assert ask(client, key, "ratings.json", language="eng")["total"] == 1

    def test_hide_the_address_from_the_public_code(self, client, key, now):
        reviews.review(of=key.shop, at=now)
        assert ask(client, key, "ratings.json", public=True)["ratings"][0]["email"] == ""

    def test_never_give_the_address_of_who_came_without_an_invitation(self, client, key, now):
        reviews.unverified_review(of=key.shop, at=now)
        row = ask(client, key, "ratings.json")["ratings"][0]
        assert (row["email"], row["verified"]) == ("", False)

    def test_give_no_address_that_is_not_of_the_shops_own_order(self, client, key, now):
        """What the shop reported is handed back for as long as it is kept for that, and then no more."""
        review = reviews.review(of=key.shop, at=now)
        Invitation.objects.filter(pk=review.invitation_id).update(email="")
        assert review.email
        assert ask(client, key, "ratings.json")["ratings"][0]["email"] == ""

    def test_refuse_a_public_code_of_another_shop(self, client, key):
        other = reviews.plugin_key()
        answer = client.get(f"/api/1.0/ratings.json?id={other.shop_id}&public_code={key.public_code}").json()
        assert answer["message"] == "Incorrect authentication credentials."


class TestSummary:
    def test_is_out_of_ten_with_parts_out_of_five(self, client, key, now):
        for stars in (5, 4):
            reviews.review(of=key.shop, at=now, stars=stars, delivery=4)
        data = ask(client, key, "ratings_summary.json", public=True)["data"]
        assert (data["amount"], data["rating_average"]) == (2, 9.0)
        assert data["ratings_average"]["shippingtime"] == 4.0

    def test_exists_without_reviews(self, client, key):
        assert ask(client, key, "ratings_summary.json")["data"]["amount"] == 0


class TestWebshop:
    @pytest.mark.parametrize("path", ["/api/1.0/webshop.json", "/api/1.0/webshops.json", "/1.0/webshops.json"])
    def test_proves_the_key_and_names_one_main_language(self, client, key, path):
        answer = client.get(f"{path}?id={key.shop_id}&code={key.code}").json()
        assert answer["status"] == "success"
        assert [language["main"] for language in answer["data"]["languages"]] == [True]
        assert answer["data"]["address"]["country"] == "NL"


class TestOrderPermissions:
    url = "/api/2.0/order_permissions.json"

    def test_says_false_for_an_order_it_does_not_know(self, client, key):
        answer = client.get(f"{self.url}?id={key.shop_id}&code={key.code}&orderNumber=1")
        assert answer.json() == {"has_consent": False}

    def test_refuses_a_wrong_key_with_a_status_and_a_message(self, client, key):
        answer = client.get(f"{self.url}?id={key.shop_id}&code=wrong&orderNumber=1")
        assert answer.status_code == 403
        assert answer.json()["message"] == "Incorrect authentication credentials."


class TestProductReviews:
    def test_are_an_empty_list_without_an_envelope(self, client, key):
        assert ask(client, key, "product_reviews.json") == {"total": 0, "product_reviews": []}

    def test_are_an_empty_feed_that_still_has_its_list(self, client, key):
        answer = client.get(f"/api/1.0/product_reviews.xml?id={key.shop_id}&code={key.code}&detailed=1")
        root = etree.fromstring(answer.content)
        assert root.tag == "feed"
        assert root.find("reviews") is not None

    def test_refuse_in_xml(self, client, key):
        root = etree.fromstring(client.get("/api/1.0/product_reviews.xml?id=1&code=x").content)
        assert (root.tag, root.findtext("status")) == ("response", "error")


class TestRichSnippet:
    @pytest.mark.parametrize("path", ["/webshops/rich_snippet", "/shop_rich_snippet.php"])
    def test_shows_the_score_and_escapes_the_name(self, client, now, path):
        shop = reviews.inviting_shop(name="<b>Fiets</b>")
        reviews.review(of=shop, at=now, stars=4)
        answer = client.get(f"{path}?id={shop.pk}&lang=nl").json()
        assert answer["result"] == "ok"
        assert "8.0" in answer["content"]
        assert "<b>" not in answer["content"]

    @pytest.mark.parametrize("number", ["", "x", "99999"])
    def test_says_error_and_message_for_an_unknown_shop(self, client, number):
        answer = client.get(f"/webshops/rich_snippet?id={number}").json()
        assert answer["result"] != "ok"
        assert answer["error"] == answer["message"]

    def test_does_not_know_a_shop_without_the_mark(self, client):
        assert client.get(f"/webshops/rich_snippet?id={members.shop().pk}").json()["result"] == "error"


class TestLegacy:
    def test_takes_an_order_in_the_address(self, client, key):
        url = f"/api.php?id={key.shop_id}&password={key.code}&order=1&email=jan@example.com&delay=3&lang=nl"
        assert client.get(url).text.startswith("Success:")
        assert "invite already sent" in client.get(url).text

    def test_gives_statistics_as_xml(self, client, key, now):
        for stars in (5, 3, 1):
            reviews.review(of=key.shop, at=now, stars=stars)
        url = f"/apistatistics.php?id={key.shop_id}&password={key.code}"
        root = etree.fromstring(client.get(f"{url}&showall=1").content)
        assert root.findtext("votes") == "3"
        assert root.findtext("percentage_positive") == "33"
        assert len(root.findall("reviews/review")) == 3
        assert etree.fromstring(client.get(url).content).find("reviews") is None

    def test_refuses_in_words(self, client, key):
        answer = client.get(f"/apistatistics.php?id={key.shop_id}&password=wrong")
        assert answer.status_code == 200
        assert "Incorrect authentication" in answer.text
