"""Letters that are alike are rendered and kept once; each keeps the words that are its own."""

import pytest
from dateutil.relativedelta import relativedelta

from keurmerk import retention
from keurmerk.mail.letter import Letter
from keurmerk.mail.mould import Mould, keep
from keurmerk.mail.sending import Draft, Filled, send_all
from keurmerk.models import LetterMould, SentLetter

pytestmark = pytest.mark.django_db


def make(marks):
    text = f"Dear {marks['name']}, it is 100% yours: https://example.com/{marks['token']}/"
    html = f'<p>Dear {marks["name"]}</p><a href="https://example.com/{marks["token"]}/">100%</a>'
    return Letter(f"For  {marks['name']}", text, html), {"Reply-To": f"{marks['token']}@example.com"}


@pytest.fixture
def mould():
    return Mould(("name", "token"), make)


@pytest.fixture
def send(mould, now):
    def send(name, to="anna@example.com"):
        draft = Draft("test/hello", to, "nl", "test:1", Filled(mould, {"name": name, "token": "T0"}))
        send_all([draft], at=now)
        return SentLetter.objects.get(to=to)

    return send


class TestMould:
    def test_gives_each_letter_its_own_words(self, send):
        letter = send("Sanne")
        assert letter.subject == "For Sanne"
        assert letter.text == "Dear Sanne, it is 100% yours: https://example.com/T0/"
        assert letter.html == '<p>Dear Sanne</p><a href="https://example.com/T0/">100%</a>'
        assert letter.headers == {"Reply-To": "T0@example.com"}

    def test_takes_words_as_they_are_in_text_and_harmless_in_html(self, send):
        letter = send("O'Neill <b>%(token)s</b>")
        assert "Dear O'Neill <b>%(token)s</b>," in letter.text
        assert "<p>Dear O&#x27;Neill &lt;b&gt;%(token)s&lt;/b&gt;</p>" in letter.html

    def test_is_kept_once_for_all_its_letters(self, send):
        send("Sanne")
        send("Bob", to="bob@example.com")
        assert LetterMould.objects.count() == 1
        assert SentLetter.objects.filter(own_html="").count() == 2

    def test_is_known_again_after_it_was_made_anew(self, mould):
        assert keep([mould]) == keep([Mould(("token", "name"), make), mould])

    def test_reads_many_letters_with_one_query_for_their_moulds(self, send, django_assert_num_queries):
        for number in range(5):
            send("Sanne", to=f"anna{number}@example.com")
        with django_assert_num_queries(2):
            assert all("Sanne" in letter.html for letter in SentLetter.objects.with_words())


class TestForget:
    def test_leaves_the_proof_of_sending_without_a_word(self, send, now):
        send("Sanne")
        retention.forget(now=now + relativedelta(months=14))
        letter = SentLetter.objects.get()
        assert (letter.subject, letter.text, letter.html, letter.words) == ("", "", "", None)
        assert letter.headers == {}
        assert retention.forget(now=now + relativedelta(months=14)) == 0

    def test_lets_go_of_a_mould_with_its_last_letter(self, send, now):
        send("Sanne")
        retention.forget(now=now + relativedelta(years=8))
        assert not LetterMould.objects.exists()
