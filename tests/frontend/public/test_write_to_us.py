"""The contact form: a thread at the desk, once, and a letter that says no word to whoever's address it is."""

import pytest
from django.core.cache import cache

from keurmerk.models import SentLetter
from members.models import Thread
from tests.factories import members

pytestmark = pytest.mark.django_db
PAGE = "/contact/write/"
SAID = {"name": "Jan", "email": "jan@example.com", "subject": "Vraag", "text": "Koop <b>nu</b>", "key": "k1"}


@pytest.fixture(autouse=True)
def nobody_wrote_yet():
    cache.clear()


class TestWrite:
    def test_becomes_a_thread_once(self, client):
        assert client.post(PAGE, SAID).status_code == 302
        client.post(PAGE, SAID)
        thread = Thread.objects.get()
        assert thread.messages.get().text == "Koop <b>nu</b>"
        letter = SentLetter.objects.get()
        assert (letter.letter, letter.to) == ("members/thread_received", "jan@example.com")
        assert "nu" not in letter.text.split()
        assert letter.headers["Auto-Submitted"] == "auto-replied"

    def test_an_address_gets_one_letter_a_day_whoever_types_it(self, client):
        for key in ("a", "b", "c"):
            client.post(PAGE, {**SAID, "key": key})
        assert (Thread.objects.count(), SentLetter.objects.count()) == (3, 1)

    def test_is_not_for_pouring(self, client):
        answers = [client.post(PAGE, {**SAID, "key": str(number)}).status_code for number in range(7)]
        assert answers[-1] == 429
        assert Thread.objects.count() == 5

    def test_says_what_is_missing_and_keeps_what_was_typed(self, client):
        page = client.post(PAGE, {**SAID, "email": "geen"})
        assert page.status_code == 422
        assert "Koop &lt;b&gt;nu" in page.text

    def test_knows_the_shop_only_of_who_is_logged_in(self, client):
        owner = members.user(email="jan@example.com")
        shop = members.full_shop(owner=owner)
        client.post(PAGE, SAID)
        assert Thread.objects.get().shop is None
        client.force_login(owner)
        assert "jan@example.com" in client.get(PAGE).text
        client.post(PAGE, {**SAID, "key": "k2"})
        assert Thread.objects.latest("pk").shop == shop
