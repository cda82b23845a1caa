"""A person asks the shop why its order numbers skip, and writes down the answer."""

import pytest

from keurmerk import clock
from reviews.gaps import Estimate
from reviews.models import ReachQuestion
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    person = members.user(staff_role="moderator")
    client.force_login(person)
    return person


@pytest.fixture
def question():
    return ReachQuestion.raise_for(reviews.inviting_shop(name="Theeplank"), Estimate(800, 190, 0.2), at=clock.now())


class TestReach:
    def test_stands_in_the_work_of_today(self, client, moderator, question):
        assert "Shops whose order numbers skip" in client.get("/en/desk/").text

    def test_lists_what_is_to_ask(self, client, moderator, question):
        text = client.get("/en/desk/coverage/").text
        assert "Theeplank" in text
        assert "190 of 800 numbers missing" in text

    def test_lists_what_came_of_earlier_ones(self, client, moderator, question):
        question.settle("MENDED", note="Plugin stond uit.", actor="user:1", at=clock.now())
        assert "It was a fault, and the shop mended it" in client.get("/en/desk/coverage/").text

    def test_is_not_for_the_mediator(self, client):
        client.force_login(members.user(staff_role="mediator"))
        assert client.get("/desk/coverage/").status_code == 404


class TestReachQuestion:
    def test_shows_what_everybody_reads_and_whom_to_ask(self, client, moderator, question):
        text = client.get(f"/en/desk/coverage/{question.pk}/").text
        assert question.shop.member.email in text
        assert "reported no orders to us" in text

    def test_is_answered_with_words(self, client, moderator, question):
        address = f"/en/desk/coverage/{question.pk}/"
        answer = client.post(address, {"answer": "EXPLAINED", "note": "Onbetaalde bestellingen tellen mee."})
        assert answer.status_code == 302
        question.refresh_from_db()
        assert (question.state, question.answer) == ("ANSWERED", "EXPLAINED")

    def test_wants_both(self, client, moderator, question):
        text = client.post(f"/en/desk/coverage/{question.pk}/", {"answer": "EXPLAINED", "note": " "}).text
        assert "Write down what the shop said" in text
        question.refresh_from_db()
        assert question.state == "OPEN"

    def test_keeps_the_first_answer(self, client, moderator, question):
        stale = f"/en/desk/coverage/{question.pk}/"
        question.settle("MENDED", note="Plugin stond uit.", actor="user:1", at=clock.now())
        answer = client.post(stale, {"answer": "CONFIRMED", "note": "Nee."}, follow=True)
        assert "Somebody answered this question a moment ago" in answer.text
        question.refresh_from_db()
        assert question.answer == "MENDED"
