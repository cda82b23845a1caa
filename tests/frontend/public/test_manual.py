"""The help: there in both languages, true to its links, and found by its words."""

import re

import pytest

from frontend.public import manual

NAMES = [name for _heading, names in manual.SHELVES for name in names]
LANGUAGES = ("nl", "en")
PREFIX = {"nl": "", "en": "/en"}
LINK = re.compile(r'<a href="([^"]+)"')

pytestmark = pytest.mark.django_db


def read(client, name, language):
    answer = client.get(f"{PREFIX[language]}/help/{name}")
    assert answer.status_code == 200
    return answer.text


class TestFiles:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_are_all_on_a_shelf(self, language):
        assert sorted(NAMES) == sorted(each.stem for each in (manual.FOLDER / language).glob("*.md"))

    @pytest.mark.parametrize("name", NAMES)
    def test_say_as_much_in_both_languages(self, name):
        texts = [manual.chapter(name, language).text for language in LANGUAGES]
        dutch, english = ([text.count(sign) for sign in ("\n## ", "\n- ", "](", "\n1. ")] for text in texts)
        assert dutch == english


class TestChapter:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", NAMES)
    def test_leads_nowhere_that_is_not_there(self, client, name, language):
        body = read(client, f"{name}/", language).partition('<article class="prose">')[2].partition("</article>")[0]
        assert body
        for link in LINK.findall(body):
            address, _, place = link.partition("#")
            if address:
                assert client.get(address).status_code in {200, 302}, link
            if place:
                page = client.get(address).text if address else body
                assert f'id="{place}"' in page, link

    def test_of_a_name_that_is_not_there_does_not_exist(self, client):
        assert client.get("/help/nothing/").status_code == 404
        assert client.get("/help/en/").status_code == 404


class TestSearch:
    def test_finds_a_chapter_by_its_words_whatever_their_case_and_accents(self, client):
        page = read(client, "?q=WooCommérce", "nl")
        assert "Je webwinkel koppelen" in page
        assert "Widgets zetten geen cookies" not in page

    def test_puts_what_has_the_word_in_its_title_first(self, client):
        page = read(client, "?q=webhooks", "en").partition("<main")[2]
        assert page.index("/en/help/webhooks/") < page.index("/en/help/api/")

    def test_wants_every_word(self, client):
        assert "Nothing found" in read(client, "?q=woocommerce+hovercraft", "en")

    def test_of_nothing_shows_all(self, client):
        page = read(client, "?q=", "en")
        assert all(f"/en/help/{name}/" in page for name in NAMES)
