"""Everything about me by a link in my mail: the same answer to everybody, and nothing before a person clicks."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from frontend.consumer.your_data_words import LABELS
from keurmerk import clock
from keurmerk.mail.suppression import suppress
from keurmerk.models import SentLetter
from keurmerk.personal_data import everything
from keurmerk.tokens import sign
from members import data_link
from reviews.models import OptOut, Review
from tests.factories import billing, disputes, members, moderation, reviews

pytestmark = pytest.mark.django_db
SANNE = "sanne@example.com"
ASK = "/your-data/"


def link(client: Client, address: str = SANNE) -> str:
    """The path in the letter that comes."""
    assert client.post(ASK, {"email": address}).url == f"{ASK}sent/"
    letter = SentLetter.objects.filter(letter="members/your_data").latest("pk")
    return re.search(r"http://127.0.0.1:8000(\S+)", letter.text).group(1)


@pytest.fixture
def review() -> Review:
    at = clock.now() - timedelta(days=9)
    sent = reviews.sent_invitation(email=SANNE, at=at)
    return Review.publish(sent, reviews.opinion(title="<b>Netjes</b>"), actor="test", at=at)


class TestAsking:
    def test_says_the_same_to_whoever_asks_about_whomever(self, client, review):
        known = client.post(ASK, {"email": SANNE})
        unknown = client.post(ASK, {"email": "nobody@example.com"})
        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert SentLetter.objects.filter(letter="members/your_data").count() == 2

    def test_writes_to_one_address_once_an_hour_and_three_times_a_day(self, client):
        sent = SentLetter.objects.filter(letter="members/your_data", to=SANNE)
        at = clock.now()
        for hours in range(6):
            for address in (SANNE, "Sanne@Example.com"):
                data_link.send_link(address, "nl", at=at + timedelta(hours=hours))
        assert sent.count() == 3

    def test_stops_who_asks_about_many(self, client):
        answers = [client.post(ASK, {"email": f"guess{n}@example.com"}).status_code for n in range(6)]
        assert answers == [302] * 5 + [429]

    @pytest.mark.parametrize(
        "wrong", ["", "sanne", "a@b@c", "x" * 300 + "@example.com", "sanne@example.com\nBcc: x@y.nl"]
    )
    def test_takes_addresses_only(self, client, wrong):
        assert client.post(ASK, {"email": wrong}).status_code == 200
        assert not SentLetter.objects.exists()

    def test_keeps_the_address_out_of_the_link(self, client):
        path = link(client)
        assert "sanne" not in path.lower()
        assert "example" not in path

    def test_writes_to_no_address_that_wants_nothing(self, client):
        suppress(SANNE, reason="complaint", at=clock.now())
        client.post(ASK, {"email": SANNE})
        assert SentLetter.objects.get().state == "SKIPPED"

    def test_is_there_in_english(self, client):
        assert "See and erase your data" in client.get("/en/your-data/").text
        client.post("/en/your-data/", {"email": SANNE})
        assert "/en/your-data/" in SentLetter.objects.get().text


class TestLooking:
    def test_shows_everything_and_runs_none_of_it(self, client, review):
        shown = client.get(link(client)).text
        assert "Snel geleverd" in shown
        assert "&lt;b&gt;Netjes&lt;/b&gt;" in shown
        assert "Bestellingen die een winkel aan ons doorgaf" in shown
        assert "Bewaard tot" in shown

    def test_changes_nothing(self, client, review):
        path = link(client)
        for page in ("", "erase/", "file.json", "file.html"):
            assert client.get(path + page).status_code == 200
        review.refresh_from_db()
        assert review.text

    def test_says_so_when_there_is_nothing(self, client):
        path = link(client)
        SentLetter.objects.all().delete()
        assert "We bewaren niets van dit adres" in client.get(path).text

    def test_is_kept_by_nobody_on_the_way(self, client):
        answer = client.get(link(client))
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "same-origin"
        assert 'name="robots" content="noindex"' in answer.text

    def test_ends_after_two_hours(self, client):
        path = link(client)
        with time_machine.travel(clock.real() + timedelta(hours=2, minutes=1)):
            assert client.get(path).status_code == 404

    @pytest.mark.parametrize(
        "token", ["abc", "a:b:c", "%00", sign("members.your_data", SANNE), sign("reviews.confirm", 1)]
    )
    @pytest.mark.parametrize("page", ["", "erase/", "file.json"])
    def test_opens_nothing_with_a_link_of_another_making(self, client, token, page):
        assert client.get(f"{ASK}{token}/{page}").status_code == 404

    def test_asks_as_many_questions_for_many_records_as_for_few(self, client, review, django_assert_max_num_queries):
        path = link(client)
        for _n in range(8):
            reviews.invitation(email=SANNE, of=review.shop)
        with django_assert_max_num_queries(45):
            client.get(path)


class TestTheFile:
    def test_for_a_machine_has_codes_words_and_reasons(self, client, review):
        answer = client.get(link(client) + "file.json")
        assert "attachment" in answer["Content-Disposition"]
        told = json.loads(answer.content)
        kinds = {each["kind"]: each for each in told["records"]}
        assert kinds["reviews.Review"]["facts"]["text"] == reviews.PRAISE
        assert kinds["reviews.Invitation"]["kept_until"]
        assert kinds["reviews.Review"]["not_erased_because"] is None

    def test_to_read_holds_all_of_it(self, client, review):
        for _n in range(25):
            reviews.invitation(email=SANNE, of=review.shop)
        path = link(client)
        assert client.get(path).text.count("<dl") < client.get(path + "file.html").text.count("<dl")

    def test_has_words_for_every_fact_of_every_sort(self, review):
        now = clock.now()
        shop = review.shop
        reviews.product_review(of=shop)
        reviews.open_review(of=shop, email=SANNE, at=now)
        moderation.notice_of_visitor(email=SANNE, at=now)
        disputes.dispute(at=now, consumer_email=SANNE)
        OptOut.note(review.email_hash, shop=None, at=now)
        suppress(SANNE, reason="complaint", at=now)
        billing.invoice(at=now, of=members.member(email=SANNE))
        members.application(applicant=members.user(email=SANNE))
        assert {name for each in everything(SANNE) for name in each.facts} <= set(LABELS)


class TestErasing:
    def test_asks_first_and_tells_what_stays_and_why(self, client, review):
        disputes.dispute(at=clock.now(), consumer_email=SANNE)
        asked = client.get(link(client) + "erase/").text
        assert "Dit blijft" in asked
        assert "Deze klacht loopt" in asked
        assert "Dit gaat weg" in asked

    def test_is_done_by_a_click_and_again_harmless(self, client, review):
        path = link(client)
        done = client.post(path + "erase/", follow=True)
        assert "gewist" in done.text
        review.refresh_from_db()
        assert (review.state, review.text) == ("REMOVED_BY_AUTHOR", "")
        assert "Er was niets om te wissen" in client.post(path + "erase/", follow=True).text

    def test_needs_the_proof_of_the_form(self, review):
        client = Client(enforce_csrf_checks=True)
        path = link(Client())
        assert client.post(path + "erase/").status_code == 403

    def test_touches_nobody_else(self, client, review):
        other = reviews.review()
        client.post(link(client) + "erase/")
        other.refresh_from_db()
        assert other.text

    def test_says_so_when_it_cannot_be_noted(self, client, review, settings, tmp_path):
        path = link(client)
        settings.ERASURE_LIST = tmp_path
        assert "niets gewist" in client.post(path + "erase/", follow=True).text
        review.refresh_from_db()
        assert review.text
