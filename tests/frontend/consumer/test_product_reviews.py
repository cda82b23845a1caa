"""The products of an order are reviewed in the form of the shop, or alone when the shop asked for that."""

import re
from typing import Any

import pytest

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from reviews import terms
from reviews.models import Invitation, Product, ProductReview, Review
from tests.factories import reviews

pytestmark = pytest.mark.django_db
WORDS = "Snel geleverd en netjes ingepakt, ik ben er blij mee."
ANSWERS = {"stars": "4", "text": WORDS, "display_name": "Sanne de Koning"}
AGREED = {"consent": terms.CONSENT_VERSION}


def invitation(**facts: Any) -> Invitation:
    products = (reviews.ordered(external_id="7", name="Groene thee"), reviews.ordered(external_id="8", name="Theepot"))
    return reviews.sent_invitation(at=clock.now(), products=products, **facts)


def page(sent: Invitation, rest: str = "") -> str:
    return f"/r/{sent.token}/{rest}"


def of(name: str, **answers: str) -> dict[str, str]:
    prefix = f"product-{Product.objects.get(name=name).pk}"
    return {f"{prefix}-{key}": value for key, value in answers.items()}


class TestWithTheShop:
    def test_are_published_with_it(self, client):
        sent = invitation()
        assert "Groene thee" in client.get(page(sent)).text
        client.post(page(sent), {**ANSWERS, **of("Groene thee", stars="5", text="Heerlijk.")})
        shown = client.get(page(sent, "check/")).text
        assert "Heerlijk." in shown
        assert "Theepot" not in shown
        client.post(page(sent, "check/"), AGREED)
        review = ProductReview.objects.get()
        assert (review.product.name, review.stars, review.text, review.display_name) == (
            "Groene thee", 5, "Heerlijk.", "Sanne K.",
        )  # fmt: skip
        assert Review.objects.get().invitation == sent

    def test_may_be_left_out(self, client):
        sent = invitation()
        client.post(page(sent), ANSWERS)
        client.post(page(sent, "check/"), AGREED)
        assert (Review.objects.count(), ProductReview.objects.count()) == (1, 0)

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [({"text": "Heerlijk."}, "Kies een aantal sterren voor dit product"), ({"stars": "9"}, "product-"),
         ({"stars": "5", "text": "Bel 06-12345678"}, "er staat een telefoonnummer in")],
    )  # fmt: skip
    def test_say_what_is_wrong_and_lose_nothing(self, client, wrong, says):
        sent = invitation()
        answer = client.post(page(sent), {**ANSWERS, **of("Groene thee", **wrong)})
        assert answer.status_code == 200
        assert says in answer.text
        assert WORDS in answer.text
        assert client.post(page(sent, "check/"), AGREED).url == page(sent)
        assert not Review.objects.exists()

    def test_are_kept_in_the_draft(self, client):
        sent = invitation()
        client.post(page(sent, "draft/"), of("Theepot", stars="3", text="Lekt een beetje"))
        assert "Lekt een beetje" in client.get(page(sent)).text


class TestAlone:
    def test_are_asked_for_without_the_shop(self, client):
        sent = invitation(asks_shop=False)
        assert 'name="text"' not in client.get(page(sent)).text
        assert "Geef minstens" in client.post(page(sent), {"display_name": "Sanne"}).text
        client.post(page(sent), {"display_name": "Sanne de Koning", **of("Theepot", stars="2")})
        done = client.post(page(sent, "check/"), AGREED, follow=True)
        assert "staat online" in done.text
        assert (Review.objects.count(), ProductReview.objects.get().stars) == (0, 2)

    def test_bring_a_letter_with_the_link_to_change_and_remove_them(self, client):
        sent = invitation(asks_shop=False)
        client.post(page(sent), {**of("Theepot", stars="2"), **of("Groene thee", stars="4")})
        client.post(page(sent, "check/"), AGREED)
        drain()
        letter = SentLetter.objects.get(letter="reviews/product_reviews_published")
        link = re.search(r"http://127.0.0.1:8000(/review/\S+)", letter.text).group(1)
        assert client.get(link).status_code == 200


class TestManage:
    def test_by_the_link_of_the_shop_review(self, client):
        sent = invitation()
        client.post(page(sent), {**ANSWERS, **of("Groene thee", stars="5")})
        client.post(page(sent, "check/"), AGREED)
        base, product = f"/review/{Review.objects.get().manage_token}/", ProductReview.objects.get()
        assert "Groene thee" in client.get(base).text
        client.post(f"{base}products/{product.pk}/edit/", {"stars": "3", "text": "Bij nader inzien minder."})
        product.refresh_from_db()
        assert (product.stars, product.state) == (3, "EDITED")
        assert client.get(f"{base}products/{product.pk}/remove/").status_code == 200
        client.post(f"{base}products/{product.pk}/remove/")
        assert "Groene thee" not in client.get(base).text
        assert Review.objects.public().exists()

    def test_never_of_somebody_else(self, client):
        other, mine = reviews.product_review(at=clock.now()), reviews.review(at=clock.now())
        for verb in ("edit", "remove"):
            assert client.post(f"/review/{mine.manage_token}/products/{other.pk}/{verb}/").status_code == 404
