"""The owner reads what customers say, and answers."""

from datetime import timedelta

import pytest

from keurmerk import clock
from reviews.models import Reply, ReplyTemplate, Review, ReviewMessage
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    person = members.user()
    client.force_login(person)
    return person


@pytest.fixture
def shop(owner):
    return reviews.inviting_shop(owner=owner)


def url(shop, rest: str = "") -> str:
    return f"/dashboard/shops/{shop.pk}/reviews/{rest}"


class TestReviews:
    def test_says_what_to_do_when_there_are_none(self, client, shop):
        assert f"/dashboard/shops/{shop.pk}/keys/" in client.get(url(shop)).text

    def test_finds_those_that_wait_for_an_answer(self, client, shop):
        waiting, answered = (reviews.review(of=shop, at=clock.now()) for _ in range(2))
        reviews.reply(to=answered, at=clock.now())
        assert client.get(url(shop, "?answer=open")).context["page"].rows == [waiting]
        assert client.get(url(shop, "?answer=done")).context["page"].rows == [answered]

    def test_finds_those_with_a_message_that_waits(self, client, shop):
        waiting, answered, silent = (reviews.review(of=shop, at=clock.now()) for _ in range(3))
        for review, authors in (
            (waiting, ("SHOP", "WRITER")),
            (answered, ("SHOP", "WRITER", "SHOP")),
            (silent, ("SHOP",)),
        ):
            for author in authors:
                ReviewMessage.write(review, author, "Hallo.", actor="test", at=clock.now())
        answer = client.get(url(shop, "?answer=message"))
        assert answer.context["page"].rows == [waiting]
        assert "1 schrijver stuurde je een bericht" in answer.text

    def test_finds_those_that_changed_after_the_answer(self, client, shop):
        changed, same = (reviews.review(of=shop, at=clock.now() - timedelta(days=2)) for _ in range(2))
        for review in (changed, same):
            reviews.reply(to=review, at=clock.now() - timedelta(days=1))
        changed.edit(reviews.opinion(stars=2), actor="visitor", at=clock.now())
        assert client.get(url(shop, "?answer=edited")).context["page"].rows == [changed]

    def test_finds_those_with_a_number_of_stars(self, client, shop):
        low = reviews.review(of=shop, at=clock.now(), stars=1)
        reviews.review(of=shop, at=clock.now(), stars=5)
        assert client.get(url(shop, "?stars=1")).context["page"].rows == [low]

    def test_walks_through_pages_and_back(self, client, shop):
        made = [reviews.review(of=shop, at=clock.now() - timedelta(hours=n // 2)) for n in range(60)]
        seen, address = [], ""
        for _ in range(3):
            page = client.get(url(shop, address)).context["page"]
            seen += page.rows
            address = page.older
        assert sorted(review.pk for review in seen) == sorted(review.pk for review in made)
        assert address == ""
        assert client.get(url(shop, page.newer)).context["page"].rows == seen[25:50]

    @pytest.mark.parametrize("odd", ["after=abc", "after=999999", "before=²", "stars=9", "answer=maybe"])
    def test_survives_odd_addresses(self, client, shop, odd):
        assert client.get(url(shop, f"?{odd}")).status_code == 200

    def test_asks_no_more_queries_for_more_reviews(self, client, shop, django_assert_max_num_queries):
        for _ in range(12):
            reviews.reply(to=reviews.review(of=shop, at=clock.now()))
        with django_assert_max_num_queries(16):
            client.get(url(shop))

    def test_of_another_shop_do_not_exist(self, client, shop):
        other = reviews.review(at=clock.now())
        assert client.get(url(other.shop)).status_code == 404
        assert client.get(url(shop, f"{other.pk}/")).status_code == 404
        assert client.post(url(shop, f"{other.pk}/"), {"text": "Dag"}).status_code == 404


class TestReview:
    def test_takes_the_answer_and_its_change(self, client, shop):
        review = reviews.review(of=shop, at=clock.now())
        for text in ("Dank je wel.", "Dank je wel, Sanne."):
            assert client.post(url(shop, f"{review.pk}/"), {"text": text}).status_code == 302
        assert Reply.objects.get().text == "Dank je wel, Sanne."
        assert "Dank je wel." in client.get(url(shop, f"{review.pk}/")).text

    def test_refuses_an_empty_answer(self, client, shop):
        review = reviews.review(of=shop, at=clock.now())
        assert client.post(url(shop, f"{review.pk}/"), {"text": " \u202e "}).context["form"].errors
        assert not Reply.objects.exists()

    def test_is_gone_when_its_writer_removed_it(self, client, shop):
        review = reviews.review(of=shop, at=clock.now())
        review.remove_by_author(actor="visitor", at=clock.now())
        assert client.get(url(shop, f"{review.pk}/")).status_code == 404

    def test_may_not_tell_who_the_customer_is(self, client, shop):
        review = reviews.review(of=shop, at=clock.now())
        answer = client.post(url(shop, f"{review.pk}/"), {"text": "Bel ons, mevrouw, u woont aan de Dorpsstraat 12."})
        assert "Dorpsstraat 12” mag ook hier niet" in answer.text
        assert not Reply.objects.exists()

    def test_begins_with_a_standard_text(self, client, shop):
        review = reviews.review(of=shop, at=clock.now(), stars=4, display_name="Sanne de Koning")
        text = ReplyTemplate.objects.create(shop=shop, title="Dank", text="Dag {naam}, dank voor {sterren} sterren.")
        other = ReplyTemplate.objects.create(shop=reviews.inviting_shop(), title="Dank", text="Van een ander")
        assert "Dag Sanne K., dank voor 4 sterren." in client.get(url(shop, f"{review.pk}/?template={text.pk}")).text
        assert "Van een ander" not in client.get(url(shop, f"{review.pk}/?template={other.pk}")).text
        assert client.get(url(shop, f"{review.pk}/?template=x")).status_code == 200


class TestWritePrivate:
    def test_goes_to_the_writer_and_shows_no_address(self, client, shop):
        review = reviews.review(of=shop, at=clock.now())
        client.post(url(shop, f"{review.pk}/message/"), {"private-text": "Welke maat was het?"})
        html = client.get(url(shop, f"{review.pk}/")).text
        assert "Welke maat was het?" in html
        assert review.email not in html

    @pytest.mark.parametrize("text", ["", " \u202e "])
    def test_needs_words(self, client, shop, text):
        review = reviews.review(of=shop, at=clock.now())
        answer = client.post(url(shop, f"{review.pk}/message/"), {"private-text": text})
        assert "Schrijf eerst een bericht" in answer.text
        assert "Controleer je antwoorden" in answer.text

    def test_says_when_it_is_enough_and_keeps_what_was_typed(self, client, shop):
        review = reviews.review(of=shop, at=clock.now())
        for text in ("Een.", "Twee.", "Drie.", "Vier."):
            answer = client.post(url(shop, f"{review.pk}/message/"), {"private-text": text})
        assert "Vier." in answer.text
        assert review.messages.count() == 3

    def test_is_not_for_the_review_of_another_shop(self, client, shop):
        other = reviews.review(at=clock.now())
        assert client.post(url(shop, f"{other.pk}/message/"), {"private-text": "Dag"}).status_code == 404


class TestAskUpdate:
    def test_is_offered_once_and_after_an_answer(self, client, shop):
        review = reviews.review(of=shop, at=clock.now())
        address = url(shop, f"{review.pk}/ask-update/")
        assert address not in client.get(url(shop, f"{review.pk}/")).text
        client.post(address)
        assert Review.objects.get().update_asked_at is None
        reviews.reply(to=review, at=clock.now())
        assert address in client.get(url(shop, f"{review.pk}/")).text
        client.post(address)
        asked = Review.objects.get().update_asked_at
        assert asked
        assert address not in client.get(url(shop, f"{review.pk}/")).text
        client.post(address)
        assert Review.objects.get().update_asked_at == asked
