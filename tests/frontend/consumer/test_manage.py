"""A writer keeps the say over the review: by a link that never expires."""

from datetime import timedelta

import pytest

from keurmerk import clock
from reviews.models import Rating, Review, ReviewMessage
from tests.factories import reviews

pytestmark = pytest.mark.django_db
CHANGED = {"stars": "2", "text": "Toch niet zo tevreden, de band was lek.", "display_name": "Sanne"}


@pytest.fixture
def review() -> Review:
    return reviews.review(at=clock.now() - timedelta(days=800), stars=5)


def page(review: Review, rest: str = "") -> str:
    return f"/review/{review.manage_token}/{rest}"


class TestManageReview:
    def test_opens_years_later(self, client, review):
        assert review.text in client.get(page(review)).text

    def test_shows_the_writer_what_it_said_before(self, client, review):
        client.post(page(review, "edit/"), CHANGED)
        assert review.text in client.get(page(review)).text

    @pytest.mark.parametrize("rest", ["", "edit/", "remove/"])
    def test_does_not_know_half_a_link(self, client, review, rest):
        assert client.get(f"/review/{review.manage_token[:-1]}/{rest}").status_code == 404
        assert client.post(f"/review/{review.manage_token[:-1]}/remove/").status_code == 404


class TestEditReview:
    def test_changes_it_at_once(self, client, review):
        assert client.post(page(review, "edit/"), CHANGED).url == page(review)
        review.refresh_from_db()
        assert (review.stars, review.state, review.display_name) == (2, Review.State.EDITED, "Sanne")

    def test_keeps_the_rules_of_writing(self, client, review):
        answer = client.post(page(review, "edit/"), {**CHANGED, "text": "Kort"})
        assert list(answer.context["form"].errors) == ["text"]

    def test_starts_with_the_words_of_now(self, client, review):
        assert client.get(page(review, "edit/")).context["form"].initial["text"] == review.text


class TestRemoveReview:
    def test_asks_first(self, client, review):
        client.get(page(review, "remove/"))
        assert Review.objects.public().exists()

    @pytest.mark.rule("PA")
    def test_takes_it_away_for_good(self, client, review):
        client.post(page(review, "remove/"))
        assert not Review.objects.public().exists()
        assert Rating.objects.get().public_count == 0
        assert review.text not in client.get(page(review)).text

    def test_may_be_sent_twice(self, client, review):
        for _ in range(2):
            client.post(page(review, "remove/"), follow=True)
        assert client.post(page(review, "edit/"), CHANGED).status_code == 200
        assert not Review.objects.public().exists()


class TestMessages:
    @pytest.fixture
    def asked(self, review) -> Review:
        ReviewMessage.write(review, "SHOP", "Welke maat was het?", actor="user:1", at=clock.now())
        return review

    def test_are_read_and_answered_without_an_account(self, client, asked):
        assert "Welke maat was het?" in client.get(page(asked, "messages/")).text
        client.post(page(asked, "messages/"), {"text": "Maat 54."})
        assert [message.author for message in asked.messages.all()] == ["SHOP", "WRITER"]
        assert "Je antwoordde op" in client.get(page(asked)).text

    def test_are_begun_by_the_shop(self, client, review):
        client.post(page(review, "messages/"), {"text": "Hallo?"})
        assert not ReviewMessage.objects.exists()

    def test_say_when_it_is_enough_and_keep_what_was_typed(self, client, asked):
        for _ in range(3):
            client.post(page(asked, "messages/"), {"text": "Hallo?"})
        answer = client.post(page(asked, "messages/"), {"text": "Nog een vierde."})
        assert "Wacht op antwoord" in answer.text
        assert "Nog een vierde." in answer.text
        assert asked.messages.count() == 4

    @pytest.mark.parametrize("text", ["", "  ", "\u202e", "x" * 2001])
    def test_have_words_and_an_end(self, client, asked, text):
        assert client.post(page(asked, "messages/"), {"text": text}).context["form"].errors
        assert asked.messages.count() == 1

    def test_go_with_the_review(self, client, asked):
        client.post(page(asked, "remove/"))
        assert "Welke maat" not in client.get(page(asked, "messages/")).text


class TestHeld:
    def test_says_which_words_and_comes_back_without_them(self, client):
        review = reviews.review(at=clock.now(), text="Ze belden me van 06-12345678 en waren vriendelijk.")
        assert "“06-12345678” niet openbaar" in client.get(page(review)).text
        client.post(page(review, "edit/"), {**CHANGED, "text": "Ze belden me en waren erg vriendelijk."})
        review.refresh_from_db()
        assert review.is_public

    def test_by_a_person_can_be_changed_but_not_freed(self, client, review):
        review.hold("UNLAWFUL", actor="user:1", at=clock.now())
        assert "Een van ons kijkt naar je review" in client.get(page(review, "edit/")).text
        client.post(page(review, "edit/"), CHANGED)
        review.refresh_from_db()
        assert (review.state, review.stars) == (Review.State.HELD, 2)

    def test_that_was_removed_cannot_be_changed(self, client, review):
        review.remove("INSULT", actor="user:1", at=clock.now())
        client.post(page(review, "edit/"), CHANGED)
        review.refresh_from_db()
        assert review.state == Review.State.REMOVED
