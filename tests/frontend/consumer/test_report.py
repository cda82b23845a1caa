"""Reporting a review or a reply without an account and without JavaScript (DSA 16)."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from reviews.grounds import Grounds
from reviews.models import Notice, TrustedFlagger
from tests.factories import moderation, reviews
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(settings):
    settings.CACHES = {**settings.CACHES, "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def review():
    return moderation.answered_review()


WORDS = {
    "reason": "INSULT",
    "explanation": "De schrijver noemt een medewerker een oplichter.",
    "name": "Bea Melder",
    "email": "bea@example.com",
    "good_faith": "on",
    "key": "k" * 30,
}


def url(review, what="report_review"):
    return reverse(f"consumer:{what}", kwargs={"review_id": review.pk})


def shown(response):
    return response.context["interview"].page


def text(response):
    return response.content.decode()


class TestQuestions:
    def test_begin_with_what_is_wrong(self, client, review):
        answer = client.get(url(review))
        assert (answer.status_code, shown(answer)) == (200, "reason")
        assert review.text in text(answer)

    def test_go_on_to_the_words_and_a_last_look(self, client, review):
        answer = client.post(url(review), {"reason": "INSULT", "page": "reason"})
        assert shown(answer) == "words"
        assert 'name="reason" value="INSULT"' in text(answer)
        answer = client.post(url(review), {**WORDS, "page": "words"})
        assert shown(answer) == "check"
        assert not Notice.objects.exists()

    def test_test_a_fact_before_anything_else(self, client, review):
        answer = client.post(url(review), {"reason": "FALSE_FACTS", "page": "reason"})
        assert shown(answer) == "fact"
        said = {"reason": "FALSE_FACTS", "is_experience": "no", "is_checkable": "yes", "can_be_shown": "yes"}
        assert shown(client.post(url(review), {**said, "page": "fact"})) == "words"

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"reason": "OPINION", "page": "reason"}, "Dit is een mening"),
            (
                {"reason": "FALSE_FACTS", "is_experience": "yes", "is_checkable": "yes", "can_be_shown": "yes"},
                "Dit is een mening",
            ),
            (
                {"reason": "FALSE_FACTS", "is_experience": "no", "is_checkable": "no", "can_be_shown": "yes"},
                "Niemand kan dit vaststellen",
            ),
            (
                {"reason": "FALSE_FACTS", "is_experience": "no", "is_checkable": "yes", "can_be_shown": "no"},
                "Niet is aangetoond",
            ),
        ],
    )
    def test_an_opinion_stays_and_nothing_is_sent(self, client, review, said, words):
        answer = client.post(url(review), {"page": "fact", **said})
        assert shown(answer) == "stays"
        assert words in text(answer)
        client.post(url(review), {**WORDS, **said, "page": "send"})
        assert not Notice.objects.exists()

    def test_nothing_typed_is_lost_on_the_way_back(self, client, review):
        answer = client.post(url(review), {**WORDS, "page": "send", "back": "words"})
        assert shown(answer) == "words"
        assert WORDS["explanation"] in text(answer)
        answer = client.post(url(review), {**WORDS, "page": "send", "back": "reason"})
        assert f'name="explanation" value="{WORDS["explanation"]}"' in text(answer)

    @pytest.mark.parametrize(
        ("missing", "sentence"),
        [
            ({"name": ""}, "Vul je naam in"),
            ({"email": ""}, "Vul je e-mailadres in"),
            ({"email": "geen adres"}, "Vul een e-mailadres in, zoals"),
            ({"explanation": "Kort."}, "Schrijf minstens 20 tekens, je hebt er nu 5"),
            ({"good_faith": ""}, "Bevestig dat wat je schrijft klopt"),
        ],
    )
    def test_say_what_is_missing(self, client, review, missing, sentence):
        answer = client.post(url(review), {**WORDS, **missing, "page": "words"})
        assert shown(answer) == "words"
        assert sentence in text(answer)
        assert 'value="Bea Melder"' in text(answer) or "name" in missing

    def test_abuse_of_a_child_needs_no_name(self, client, review):
        said = {**WORDS, "reason": "CHILD_ABUSE", "name": "", "email": ""}
        assert client.post(url(review), {**said, "page": "send"}).status_code == 302
        assert Notice.objects.get().notifier_hash == ""


class TestSend:
    def test_files_it_and_says_what_follows(self, client, review):
        answer = client.post(url(review), {**WORDS, "page": "send"}, follow=True)
        notice = Notice.objects.get()
        assert (notice.source, notice.state, notice.grounds) == ("ANYONE", "FILED", "INSULT")
        assert notice.number in text(answer)

    def test_twice_is_once(self, client, review):
        for _ in range(2):
            client.post(url(review), {**WORDS, "page": "send"})
        assert Notice.objects.count() == 1

    def test_a_second_notice_about_the_same_is_refused_kindly(self, client, review):
        client.post(url(review), {**WORDS, "page": "send"})
        answer = client.post(url(review), {**WORDS, "key": "j" * 30, "page": "send"})
        assert "Je meldde dit al" in text(answer)
        assert WORDS["explanation"] in text(answer)

    def test_a_reply_too(self, client, review):
        client.post(url(review, "report_reply"), {**WORDS, "page": "send"})
        assert Notice.objects.get().subject == "REPLY"

    def test_a_trusted_flagger_goes_first(self, client, review):
        flagger = TrustedFlagger.admit("Meldpunt", actor="test", at=LONG_AGO)
        client.post(url(review), {**WORDS, "flagger": flagger.code, "page": "send"})
        notice = Notice.objects.get()
        assert (notice.source, notice.urgent, notice.flagger) == ("FLAGGER", True, flagger)

    def test_a_wrong_code_is_an_ordinary_notice(self, client, review):
        client.post(url(review), {**WORDS, "flagger": "raden", "page": "send"})
        assert Notice.objects.get().source == "ANYONE"

    def test_the_eleventh_in_an_hour_waits(self, client):
        for number in range(11):
            review = moderation.answered_review()
            answer = client.post(url(review), {**WORDS, "key": f"{number:030}", "page": "send"})
        assert "Probeer het over een uur opnieuw" in text(answer)
        assert Notice.objects.count() == 10

    def test_text_with_marks_that_turn_the_page_is_cleaned(self, client, review):
        said = {**WORDS, "explanation": "Dit is \u202eomgekeerd en te lang." + "x" * 30}
        client.post(url(review), {**said, "page": "send"})
        assert "\u202e" not in Notice.objects.get().explanation


class TestDoors:
    def test_what_is_not_public_is_not_there(self, client, review):
        review.remove(Grounds.INSULT, actor="test", at=LONG_AGO)
        assert client.get(url(review)).status_code == 404

    def test_a_reply_that_is_not_there(self, client):
        assert client.get(url(reviews.review(), "report_reply")).status_code == 404

    def test_every_review_and_reply_of_the_member_page_can_be_reported(self, client, review):
        page = text(client.get(reverse("public:shop", kwargs={"shop_id": review.shop_id})))
        assert url(review) in page
        assert url(review, "report_reply") in page


class TestPermalink:
    def address(self, review):
        return reverse("public:review", kwargs={"review_id": review.pk})

    def test_shows_a_review_with_its_links(self, client, review):
        page = text(client.get(self.address(review)))
        assert review.text in page
        assert url(review) in page

    def test_leaves_a_place_behind_that_says_why(self, client, review):
        review.remove(Grounds.INSULT, actor="test", at=LONG_AGO)
        page = text(client.get(self.address(review)))
        assert review.text not in page
        assert "Beledigt of scheldt" in page
        assert "noindex" in page

    def test_says_that_it_is_under_review(self, client, review):
        assert "Wordt beoordeeld" not in text(client.get(self.address(review)))
        moderation.request_of_shop(about=review)
        assert "Wordt beoordeeld" in text(client.get(self.address(review)))

    def test_a_visitors_notice_marks_nothing_before_one_of_us_looked(self, client, review, now):
        notice = moderation.notice_of_visitor(about=review)
        assert "Wordt beoordeeld" not in text(client.get(self.address(review)))
        notice.admit(actor="user:1", at=now)
        assert "Wordt beoordeeld" in text(client.get(self.address(review)))
