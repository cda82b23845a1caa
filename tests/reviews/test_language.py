"""In which language a review is written: said when sure, and not at all otherwise."""

import pytest

from keurmerk.outbox import drain
from reviews import language
from reviews.models import Review
from tests.factories import reviews


class TestOf:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Snel geleverd en netjes ingepakt, ik ben er blij mee.", "nl"),
            ("De band was na een dag al lek.", "nl"),
            ("Nooit meer, wat een oplichters", "nl"),
            ("Three weeks later and still nothing. Nobody picked up the phone.", "en"),
            ("Great service and fast delivery", "en"),
            ("Sehr schnelle Lieferung, alles gut verpackt", "de"),
            ("Livraison rapide, très content de mon achat", "fr"),
            ("Muy contento con la compra, llegó rápido", "es"),
        ],
    )
    def test_is_known_after_a_sentence(self, text, code):
        assert language.of(text) == code

    @pytest.mark.parametrize(
        "text",
        ["", "Prima", "👍👍👍👍👍👍👍👍👍👍", "asdf qwer zxcv asdf qwer zxcv", "Super snelle delivery, thanks guys, echt top service!",
         "Hızlı teslimat, çok memnunum teşekkürler", "Bardzo szybka dostawa, polecam wszystkim"],
    )  # fmt: skip
    def test_is_not_guessed(self, text):
        assert language.of(text) == ""


@pytest.mark.django_db
class TestFindLanguage:
    def test_is_that_of_the_text_and_leaves_the_letters_in_that_of_the_page(self, now):
        review = reviews.review(at=now, language="nl", text="Great service and fast delivery, will order again.")
        assert review.language == "nl"
        drain()
        review.refresh_from_db()
        assert (review.language, review.letters_in) == ("en", "nl")

    def test_keeps_that_of_the_page_when_not_sure(self, now):
        review = reviews.review(at=now, language="en", text="👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍")
        drain()
        assert Review.objects.get(pk=review.pk).language == "en"

    def test_follows_a_change_of_the_text(self, now):
        review = reviews.review(at=now, text="Great service and fast delivery, will order again.")
        drain()
        review = Review.objects.get(pk=review.pk)
        review.edit(reviews.opinion(text="Snel geleverd en netjes ingepakt."), actor="visitor", at=now)
        drain()
        assert Review.objects.get(pk=review.pk).language == "nl"
