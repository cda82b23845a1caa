"""The shop's own words for its invitation: written by a rule, looked at, tried, taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from keurmerk import clock
from keurmerk.models import SentLetter
from reviews import terms
from reviews.models import LetterText
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
BODY = "{aanhef}\n\nHoe was het bij {webwinkel}?\n\n{sterren}\n\n{knop}"


@pytest.fixture
def owner():
    return members.user()


@pytest.fixture
def shop(owner):
    return reviews.inviting_shop(owner=owner)


@pytest.fixture
def page(client, owner, shop):
    client.force_login(owner)

    class Page:
        def url(self, name="invitation_letter", query="", **more):
            return reverse(f"dashboard:{name}", kwargs={"shop_id": shop.pk, **more}) + query

        def open(self, query=""):
            return client.get(self.url(query=query))

        def post(self, name="invitation_letter", query="", subject="Hoe was het?", body=BODY, **more):
            return client.post(self.url(name, query), {"subject": subject, "body": body, **more})

    return Page()


def current(shop, letter="INVITATION", language="nl"):
    return LetterText.objects.of(shop, letter, language).current().first()


class TestPage:
    def test_begins_with_our_words_and_says_what_is_filled_in(self, page):
        shown = page.open().text
        assert "Hoe was je bestelling bij {webwinkel}?" in shown
        assert "<code>{sterren}</code>" in shown
        assert "Onze woorden, nu in gebruik" in shown

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("?letter=REMINDER", "Wil je nog iets zeggen over {webwinkel}?"),
            ("?language=en", "How was your order from {shop}?"),
            ("?letter=REMINDER&amp;language=en", "Wil je nog"),
            ("?letter=NONSENSE&language=xx", "Hoe was je bestelling"),
        ],
    )
    def test_shows_the_letter_and_language_that_the_address_names(self, page, query, words):
        assert words in page.open(query).text

    def test_stands_among_the_tabs_of_invitations(self, page, client):
        assert page.url() in client.get(page.url("invitations")).text

    def test_is_of_no_other_shop(self, page, client):
        other = reviews.inviting_shop()
        for name in ("invitation_letter", "preview_letter"):
            assert client.get(reverse(f"dashboard:{name}", kwargs={"shop_id": other.pk})).status_code == 404
        for name in ("try_letter", "reset_letter"):
            assert client.post(reverse(f"dashboard:{name}", kwargs={"shop_id": other.pk})).status_code == 404


class TestSave:
    def test_puts_the_words_in_use(self, page, shop):
        assert page.post().status_code == 302
        assert (current(shop).subject, current(shop).body) == ("Hoe was het?", BODY)
        assert current(shop, "REMINDER") is None

    def test_is_for_the_letter_and_language_that_the_address_names(self, page, shop):
        page.post(query="?letter=REMINDER&language=en", body="{greeting}\n\n{stars}\n\n{button}", subject="Well?")
        assert current(shop, "REMINDER", "en").subject == "Well?"

    @pytest.mark.rule("9.5")
    def test_is_refused_with_the_words_that_are_wrong_and_nothing_is_lost(self, page, shop):
        typed = "Schrijf een review en krijg 10% korting.\n\n{sterren}\n\n{knop}"
        shown = page.post(body=typed).text
        assert "Laat “0%” weg" in shown or "Laat “korting” weg" in shown
        assert "krijg 10% korting." in shown
        assert current(shop) is None

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"subject": ""}, "Schrijf eerst een onderwerp"),
            ({"body": ""}, "Schrijf eerst de brief"),
            ({"body": "Hoi\n\n{knop}"}, "Zet {sterren} één keer op een eigen regel"),
            ({"body": "{voornaam}\n\n{sterren}\n\n{knop}"}, "We kennen {voornaam} niet"),
            ({"body": "x" * 4001}, "4.000"),
        ],
    )
    def test_says_clearly_what_is_missing(self, page, shop, changes, sentence):
        shown = page.post(**changes).text.replace("4000", "4.000")
        assert sentence in shown
        assert current(shop) is None


class TestPreview:
    def test_shows_the_saved_letter_as_a_customer_reads_it(self, page, client):
        page.post()
        shown = client.get(page.url("preview_letter"))
        assert "Beste Sanne de Koning," in shown.text
        assert "/u/example/" in shown.text

    def test_shows_what_is_typed_without_saving_it(self, page, shop):
        shown = page.post("preview_letter", subject="Iets anders")
        assert "Iets anders" in shown.text
        assert current(shop) is None

    def test_gives_it_as_plain_text_too(self, page):
        shown = page.post("preview_letter", as_text="1")
        assert shown["Content-Type"].startswith("text/plain")
        assert "<" not in shown.text

    def test_runs_nothing_and_stands_in_no_page_but_ours(self, page):
        shown = page.post("preview_letter", body="<script>alert(1)</script><img src=x>\n\n{sterren}\n\n{knop}")
        assert "<script>" not in shown.text
        assert "<img" not in shown.text
        policy = shown["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "frame-ancestors 'self'" in policy
        assert shown["X-Frame-Options"] == "SAMEORIGIN"
        assert 'sandbox=""' in page.open().text


class TestTry:
    def test_goes_to_who_asks_for_it_and_to_nobody_else(self, page, owner, shop):
        shown = page.post("try_letter", subject="Probeer {naam}")
        letter = SentLetter.objects.get(letter="reviews/trial")
        assert (letter.to, letter.subject) == (owner.email, "[Proef] Probeer Sanne de Koning")
        assert "Probeer {naam}" in shown.text
        assert current(shop) is None

    def test_leads_to_a_page_that_says_it_is_an_example(self, page, client):
        page.post("try_letter")
        text = SentLetter.objects.get(letter="reviews/trial").text
        client.logout()
        for path in ("/r/example/?stars=4", "/u/example/"):
            assert f"http://127.0.0.1:8000{path}" in text
            assert "Dit was een voorbeeld" in client.get(path).text

    def test_keeps_to_the_rule(self, page):
        page.post("try_letter", body="Win een fiets\n\n{sterren}\n\n{knop}")
        assert not SentLetter.objects.filter(letter="reviews/trial").exists()

    def test_is_possible_a_few_times_an_hour(self, page):
        for _ in range(terms.TRIAL_LETTERS_AN_HOUR + 2):
            shown = page.post("try_letter")
        assert SentLetter.objects.filter(letter="reviews/trial").count() == terms.TRIAL_LETTERS_AN_HOUR
        assert "Probeer het straks opnieuw" in shown.text
        SentLetter.objects.update(queued_at=clock.now() - timedelta(hours=2))
        page.post("try_letter")
        assert SentLetter.objects.filter(letter="reviews/trial").count() == terms.TRIAL_LETTERS_AN_HOUR + 1


class TestTakeBack:
    def test_gives_our_words_and_keeps_the_others_to_read(self, page, shop, client):
        page.post(subject="Eerste")
        page.post(subject="Tweede")
        client.post(page.url("reset_letter"))
        assert current(shop) is None
        shown = page.open().text
        assert "Eerste" in shown
        assert "Tweede" in shown

    def test_brings_an_earlier_version_back(self, page, shop, client):
        page.post(subject="Eerste")
        first = current(shop)
        page.post(subject="Tweede")
        client.post(page.url("restore_letter", text_id=first.pk))
        assert current(shop).subject == "Eerste"

    def test_brings_nothing_back_that_breaks_a_rule_of_today(self, page, shop, client):
        old = LetterText.write(
            shop, "INVITATION", "nl", subject="Win een fiets", body=BODY, actor="user:1", at=clock.now()
        )
        page.post(subject="Tweede")
        client.post(page.url("restore_letter", text_id=old.pk))
        assert current(shop).subject == "Tweede"

    def test_finds_no_version_of_another_shop(self, page, client):
        other = LetterText.write(
            reviews.inviting_shop(), "INVITATION", "nl", subject="x", body=BODY, actor="user:1", at=clock.now()
        )
        assert client.post(page.url("restore_letter", text_id=other.pk)).status_code == 404
