"""A shop and a writer speak through us: in private, without addresses, and not without end."""

from datetime import timedelta

import pytest

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.retention import forget
from reviews.models import Review, ReviewMessage
from reviews.models.message import TooMany
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
SHOP, WRITER = ReviewMessage.Author.SHOP, ReviewMessage.Author.WRITER


@pytest.fixture
def review(now) -> Review:
    return reviews.review(of=reviews.inviting_shop(owner=members.user()), at=now)


def write(review, author, at, text="Welke maat was het?") -> ReviewMessage:
    return ReviewMessage.write(review, author, text, actor="test", at=at)


class TestMessage:
    def test_reaches_the_writer_without_the_address_of_the_shop(self, review, now):
        write(review, SHOP, now)
        drain()
        letter = SentLetter.objects.get(letter="reviews/message_to_writer")
        assert letter.to == review.email
        assert "Welke maat was het?" in letter.text
        assert review.shop.owner().email not in letter.text + letter.html + str(letter.headers)

    def test_reaches_the_shop_without_the_address_of_the_writer(self, review, now):
        write(review, SHOP, now)
        write(review, WRITER, now, "Maat 54.")
        drain()
        letter = SentLetter.objects.get(letter="reviews/message_to_shop")
        assert letter.to == review.shop.owner().email
        assert "Maat 54." in letter.text
        assert review.email not in letter.text + letter.html + str(letter.headers)

    def test_waits_for_an_answer_after_three(self, review, now):
        for _ in range(3):
            write(review, SHOP, now)
        with pytest.raises(TooMany):
            write(review, SHOP, now)
        write(review, WRITER, now)
        write(review, SHOP, now)

    def test_may_go_on_a_day_later(self, review, now):
        for _ in range(3):
            write(review, SHOP, now)
        write(review, SHOP, now + timedelta(days=1, minutes=1))

    def test_stops_at_ten_a_day_even_in_a_lively_talk(self, review, now):
        for _ in range(10):
            write(review, SHOP, now)
            write(review, WRITER, now)
        with pytest.raises(TooMany):
            write(review, SHOP, now)

    @pytest.mark.rule("PA")
    def test_loses_its_words_after_two_years_and_goes_with_its_review(self, review, now):
        write(review, SHOP, now)
        forget(now=now + timedelta(days=700))
        assert review.messages.get().text
        forget(now=now + timedelta(days=740))
        assert review.messages.get().text == ""
        review.remove_by_author(actor="visitor", at=now)
        assert not ReviewMessage.objects.exists()


class TestAskUpdate:
    def test_needs_an_answer_first(self, review, now):
        with pytest.raises(IllegalMove):
            review.ask_update(actor="user:1", at=now)

    def test_is_asked_once(self, review, now):
        reviews.reply(to=review, at=now)
        review.ask_update(actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            Review.objects.get(pk=review.pk).ask_update(actor="user:1", at=now)
        drain()
        assert SentLetter.objects.filter(letter="reviews/update_asked").count() == 1

    def test_is_not_asked_when_the_writer_reacted_already(self, review, now):
        reviews.reply(to=review, at=now)
        review.edit(reviews.opinion(stars=4), actor="visitor", at=now + timedelta(hours=1))
        with pytest.raises(IllegalMove):
            review.ask_update(actor="user:1", at=now + timedelta(hours=2))


class TestReply:
    def test_is_not_written_again_once_it_was_removed(self, now):
        answered = reviews.reply(at=now).review
        answered.reply.remove("INSULT", actor="user:1", at=now)
        with pytest.raises(IllegalMove):
            answered.reply_with("Toch nog eens.", actor="user:2", at=now)
        assert answered.reply.versions.count() == 0

    def test_can_be_changed_while_it_is_held_and_stays_held(self, now):
        answered = reviews.reply(at=now).review
        answered.reply.hold("PERSONAL", actor="user:1", at=now)
        answered.reply_with("Zonder naam.", actor="user:2", at=now)
        answered.reply.refresh_from_db()
        assert (answered.reply.state, answered.reply.text) == ("HELD", "Zonder naam.")

    def test_is_not_written_under_what_nobody_can_read(self, review, now):
        stale = Review.objects.get(pk=review.pk)
        review.remove_by_author(actor="visitor", at=now)
        with pytest.raises(IllegalMove):
            stale.reply_with("Dank je wel.", actor="user:1", at=now)
