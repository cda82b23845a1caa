"""A visitor writes a review without an invitation: nothing is public before a person clicks the link in a letter."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from members.models import Shop
from reviews import addresses, terms
from reviews.models import OpenReview, Review, ReviewPhoto
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
WORDS = "Snel geleverd en netjes ingepakt, ik ben er blij mee."
ANSWERS = {"stars": "4", "text": WORDS, "display_name": "Sanne de Koning", "email": "sanne@example.com"}
AGREED = {"consent": terms.CONSENT_VERSION}


@pytest.fixture
def shop() -> Shop:
    return reviews.inviting_shop()


def form(shop: Shop) -> str:
    return f"/shops/{shop.pk}/review/"


def sent(client: Client, shop: Shop, **answers: str) -> str:
    """Fills in the form, and returns the path of the link in the letter."""
    check = client.post(form(shop), {**ANSWERS, **answers}).url
    assert client.post(check, AGREED).url == check.replace("check/", "sent/")
    drain()
    letter = SentLetter.objects.filter(letter="reviews/confirm_review").order_by("-pk").first()
    return re.search(r"http://127.0.0.1:8000(/o/confirm/\S+)", letter.text).group(1)


class TestFromFormToPublication:
    def test_takes_a_letter_and_a_click(self, client, shop):
        link = sent(client, shop)
        assert not Review.objects.exists()
        asked = client.get(link)
        assert WORDS in asked.text
        assert not Review.objects.exists()
        landed = client.post(link, follow=True)
        review = Review.objects.get()
        assert landed.redirect_chain[-1][0] == f"/review/{review.manage_token}/"
        assert (review.stars, review.verified, review.origin, review.email) == (4, False, "OPEN", "sanne@example.com")
        shown = client.get(f"/shops/{shop.pk}/").text
        assert "Zonder uitnodiging" in shown
        assert "Nog geen score" in shown

    def test_stores_nothing_when_the_form_is_only_looked_at(self, client, shop):
        assert client.get(form(shop)).status_code == 200
        assert not OpenReview.objects.exists()

    def test_keeps_everything_on_the_way(self, client, shop):
        photo = SimpleUploadedFile("a.jpg", reviews.photo_bytes(), "image/jpeg")
        wrong = client.post(form(shop), {**ANSWERS, "email": "sanne", "photos": [photo]})
        assert list(wrong.context["form"].errors) == ["email"]
        onward = re.search(r'action="(/o/[^"]+/)"', wrong.text).group(1)
        check = client.post(onward, ANSWERS).url
        assert "-small.webp" in client.get(check).text
        assert client.get(onward).context["form"].initial["text"] == WORDS
        client.post(check, AGREED)
        assert ReviewPhoto.objects.with_draft(OpenReview.objects.get()).count() == 1

    def test_works_once(self, client, shop):
        link = sent(client, shop)
        for _ in range(2):
            assert client.post(link).status_code in {200, 302}
        assert Review.objects.count() == 1
        assert "al bevestigd" in client.get(link).text

    def test_sends_one_letter_when_it_is_sent_from_two_windows(self, client, shop):
        check = client.post(form(shop), ANSWERS).url
        for _ in range(2):
            client.post(check, AGREED)
        drain()
        assert SentLetter.objects.filter(letter="reviews/confirm_review").count() == 1

    def test_speaks_english_under_en(self, client, shop):
        check = client.post(f"/en{form(shop)}", ANSWERS).url
        client.post(check, AGREED)
        drain()
        assert SentLetter.objects.get(letter="reviews/confirm_review").subject == "Confirm your review of Fietsgoed"

    @pytest.mark.parametrize("cut", [slice(None, -2), slice(0, 20)])
    def test_does_not_believe_another_link(self, client, shop, cut):
        link = sent(client, shop)
        assert client.post(f"{link[:-1][cut]}/").status_code == 404
        assert not Review.objects.exists()

    def test_does_not_take_the_link_of_an_invitation_for_a_confirmation(self, client, shop):
        waiting = reviews.open_review(of=shop, at=clock.now())
        invitation = reviews.sent_invitation(of=shop, at=clock.now())
        token = addresses.unsubscribe(invitation).rstrip("/").rpartition("/")[2]
        assert client.post(f"/o/confirm/{token}/").status_code == 404
        assert waiting.state == "WAITING"

    def test_says_when_it_is_too_late(self, client, shop):
        waiting = reviews.open_review(of=shop, at=clock.now() - timedelta(days=8))
        link = addresses.confirm_review(waiting).removeprefix("http://127.0.0.1:8000")
        assert client.post(link).status_code == 200
        assert not Review.objects.exists()
        waiting.expire(actor="clock", at=clock.now())
        assert "verlopen" in client.get(link).text


class TestWhoWroteBefore:
    def test_hears_of_it_by_letter_and_nobody_else_does(self, client, shop):
        client.post(sent(client, shop))
        check = client.post(form(shop), ANSWERS).url
        assert "Kijk in je mail" in client.post(check, AGREED, follow=True).text
        drain()
        assert SentLetter.objects.filter(letter="reviews/already_written").count() == 1
        assert Review.objects.count() == 1

    def test_cannot_confirm_two(self, client, shop):
        first, second = sent(client, shop), sent(client, shop)
        client.post(first)
        assert "Je schreef al een review" in client.post(second).text
        assert Review.objects.count() == 1


class TestThrottled:
    def test_forms_of_one_visitor(self, client, shop):
        for _ in range(10):
            assert client.post(form(shop), {**ANSWERS, "stars": ""}).status_code == 200
        answer = client.post(form(shop), ANSWERS)
        assert answer.status_code == 429
        assert WORDS in answer.text
        assert OpenReview.objects.count() == 10

    def test_letters_to_one_address(self, client, shop):
        for _ in range(3):
            reviews.open_review(of=shop, at=clock.now(), email="sanne@example.com")
        check = client.post(form(shop), ANSWERS).url
        assert "vandaag al meerdere" in client.post(check, AGREED, follow=True).text
        drain()
        assert SentLetter.objects.filter(letter="reviews/confirm_review").count() == 3


class TestClosed:
    def test_of_a_former_member(self, client, shop):
        shop.membership.end(actor="test", at=clock.now(), reason="notice")
        answer = client.get(form(shop))
        assert "geen lid meer" in answer.text
        assert client.post(form(shop), ANSWERS).status_code == 200
        assert not OpenReview.objects.exists()

    def test_of_a_shop_that_was_never_approved(self, client):
        assert client.get(form(members.shop())).status_code == 404

    @pytest.mark.parametrize("rest", ["", "check/", "sent/"])
    def test_for_who_knows_half_a_link(self, client, shop, rest):
        draft = OpenReview.begin(shop, origin="OPEN", language="nl", at=clock.now())
        assert client.get(f"/o/{draft.token[:-3]}/{rest}").status_code == 404

    def test_once_it_is_sent(self, client, shop):
        waiting = reviews.open_review(of=shop, at=clock.now())
        for rest in ("", "check/"):
            assert "Deze review is verstuurd" in client.get(f"/o/{waiting.token}/{rest}").text


class TestDraft:
    def test_is_kept_while_somebody_types(self, client, shop):
        wrong = client.post(form(shop), {**ANSWERS, "stars": ""})
        url = re.search(r'data-draft="([^"]+)"', wrong.text).group(1)
        assert client.post(url, {"text": "Half", "email": "sanne@ex"}).status_code == 204
        assert OpenReview.objects.get().draft["text"] == "Half"
