"""A link of a shop leads to the form; what comes of it is labelled by its origin and proves no purchase."""

import re

import pytest

from frontend.consumer.open_review import MOST_BEGUN
from keurmerk import clock
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from reviews import terms
from reviews.models import OpenReview, Review, ReviewLink
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db

WORDS = {"stars": "4", "text": reviews.PRAISE, "display_name": "Sanne", "email": "sanne@example.com"}


def url(link) -> str:
    return f"/en/l/{link.token}/"


class TestReviewLink:
    def test_leads_to_the_form_and_counts_that_it_was_opened(self, client):
        link = reviews.review_link(at=clock.now())
        assert client.get(url(link)).status_code == 200
        client.head(url(link))
        link.refresh_from_db()
        assert (link.opened, link.written) == (1, 0)
        assert not OpenReview.objects.exists()

    @pytest.mark.parametrize("place", ["LINK", "STORE"])
    def test_keeps_where_it_was_written(self, client, place):
        link = reviews.review_link(at=clock.now(), place=place)
        client.post(url(link), WORDS)
        assert OpenReview.objects.get().origin == place
        assert ReviewLink.objects.get().written == 1
        assert not Review.objects.exists()  # its writer has to confirm the address first

    @pytest.mark.rule("9.1")
    @pytest.mark.parametrize("place", ["LINK", "STORE"])
    def test_labels_the_review_that_comes_of_it(self, client, place):
        link = reviews.review_link(at=clock.now(), place=place)
        check = client.post(url(link), WORDS)["Location"]
        client.post(check, {"consent": terms.CONSENT_VERSION})
        drain()
        letter = SentLetter.objects.get(letter="reviews/confirm_review")
        client.post(re.search(r"https?://[^/]+(/\S+)", letter.text)[1])
        review = Review.objects.get()
        assert (review.origin, review.verified, review.is_public) == (place, False, True)
        link.refresh_from_db()
        assert (link.written, link.written_today) == (1, 1)

    def test_counts_no_form_that_was_not_taken_in(self, client):
        link = reviews.review_link(at=clock.now())
        for _ in range(MOST_BEGUN + 5):
            answer = client.post(url(link), {**WORDS, "text": ""})
        assert answer.status_code == 429
        link.refresh_from_db()
        assert link.written == MOST_BEGUN

    def test_counts_nobody_whose_browser_only_looks_ahead(self, client):
        link = reviews.review_link(at=clock.now())
        client.get(url(link), headers={"Sec-Purpose": "prefetch;prerender"})
        link.refresh_from_db()
        assert link.opened == 0

    def test_stops_when_it_is_withdrawn(self, client):
        link = reviews.review_link(at=clock.now())
        link.revoke(actor="user:1", at=clock.now())
        answer = client.post(url(link), WORDS)
        assert answer.status_code == 410
        assert "replaced or withdrew this link" in answer.text
        assert not OpenReview.objects.exists()

    def test_of_a_shop_without_the_mark_takes_nothing(self, client):
        link = reviews.review_link(of=members.shop(), at=clock.now())
        assert "does not carry our mark" in client.get(url(link)).text

    def test_takes_no_more_than_its_day_allows(self, client):
        link = reviews.review_link(at=clock.now())
        for _ in range(terms.MOST_WRITTEN_PER_DAY):
            link.note_written(at=clock.now())
        assert "Try again tomorrow" in client.post(url(link), WORDS).text
        assert not OpenReview.objects.exists()

    def test_that_is_cut_in_two_says_so(self, client):
        assert client.get("/en/l/abc/").status_code == 404
