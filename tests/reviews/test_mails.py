"""The letters of reviews, as people read them."""

import pytest

from keurmerk.mail.letter import render
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from reviews.mails import EXAMPLES
from tests.factories import members, reviews

ABOUT_NO_SHOP = {"reviews/filing_warning", "reviews/filing_suspended"}  # about the right to file; some have no shop


class TestEveryLetter:
    @pytest.mark.parametrize("language", ["nl", "en"])
    @pytest.mark.parametrize("letter", EXAMPLES)
    def test_has_a_subject_and_says_why_it_came(self, letter, language):
        rendered = render(letter, language, EXAMPLES[letter])
        assert any(words in rendered.subject for words in ("Fietsgoed", "M-2026-0012")) or letter in ABOUT_NO_SHOP
        assert {"nl": "Je krijgt deze e-mail omdat", "en": "You get this e-mail because"}[language] in rendered.text
        assert "{{" not in rendered.text

    @pytest.mark.parametrize("letter", ["reviews/invitation", "reviews/reminder"])
    def test_that_asks_for_a_review_offers_nothing(self, letter):
        text = render(letter, "nl", EXAMPLES[letter]).text.lower()
        assert not {"korting", "actie", "aanbieding", "win ", "tegoed"} & set(text.split())
        assert "/u/abc/" in text


@pytest.mark.django_db
class TestReviewPublished:
    def test_goes_to_the_writer_with_the_link_to_change_it_and_to_the_owner(self, now):
        owner = members.user(language="en")
        review = reviews.review(
            of=reviews.inviting_shop(owner=owner), at=now, stars=2, text="De band was lek & <b>plat</b>."
        )
        drain()
        to_writer = SentLetter.objects.get(letter="reviews/review_published")
        assert (to_writer.to, to_writer.language) == (review.email, "nl")
        assert f"/review/{review.manage_token}/" in to_writer.text
        to_owner = SentLetter.objects.get(letter="reviews/new_review")
        assert (to_owner.to, to_owner.language) == (owner.email, "en")
        assert "De band was lek & <b>plat</b>." in to_owner.text
        assert "<b>plat" not in to_owner.html
        assert review.email not in to_owner.text

    def test_stays_home_when_the_writer_was_faster(self, now):
        review = reviews.review(at=now)
        review.remove_by_author(actor="visitor", at=now)
        drain()
        assert not SentLetter.objects.filter(letter__startswith="reviews/").exists()


@pytest.mark.django_db
class TestReplyWritten:
    def test_reaches_the_writer_once(self, now):
        review = reviews.review(at=now)
        for text in ("Dank je wel.", "Dank je wel, Sanne."):
            reviews.reply(to=review, text=text, at=now)
            drain()
        letter = SentLetter.objects.get(letter="reviews/reply_written")
        assert letter.to == review.email
