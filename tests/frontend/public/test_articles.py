"""News and guides for everybody: in both languages, found by search, linked from findings, told to search engines."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inspections.models import Article, Audience
from keurmerk import clock
from tests.factories import articles, inspections, members

pytestmark = pytest.mark.django_db
ENGLISH = {"title_en": "Cooling-off", "summary_en": "When it begins.", "body_en": "## Start\n\nFourteen days."}


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.text.split())


class TestLists:
    @pytest.mark.rule("9.1")
    def test_tell_what_is_published_of_their_kind(self, client):
        articles.published(title_nl="Gids over bedenktijd")
        articles.published(title_nl="Nieuws over knoppen", kind=Article.Kind.NEWS)
        articles.draft(title_nl="Nog niet af")
        guides, news = read(client, "/guides/"), read(client, "/news/")
        assert "Gids over bedenktijd" in guides
        assert "Nieuws over knoppen" not in guides
        assert "Nieuws over knoppen" in news
        assert "Nog niet af" not in guides + news

    def test_say_so_when_there_is_nothing(self, client):
        assert "Hier is nog niets" in read(client, "/guides/")
        assert "Niets gevonden" in read(client, "/guides/?q=bedenktijd")

    def test_are_searched_by_words_and_audience(self, client):
        articles.published(title_nl="Bedenktijd", audience=Audience.CONSUMERS)
        articles.published(
            title_nl="Doorstrepen", summary_nl="Korting.", body_nl="Dertig dagen.", audience=Audience.SHOPS
        )
        assert ">Doorstrepen<" not in read(client, "/guides/?q=bedenktijt")
        assert ">Bedenktijd<" in read(client, "/guides/?q=bedenktijt")
        assert ">Bedenktijd<" not in read(client, "/guides/?audience=SHOPS")

    @pytest.mark.parametrize(
        "query", ["q=%00", "q=" + "a" * 3000, "audience=nobody", "after=x", "page=-1", "q=%F0%9F%92%A9"]
    )
    def test_survive_what_nobody_would_ask(self, client, query):
        articles.published()
        read(client, f"/guides/?{query}")

    @pytest.mark.parametrize("address", ["/guides/", "/guides/?q=bedenktijd", "/news.rss", "/sitemap-articles.xml"])
    def test_ask_the_database_as_often_for_any_number_of_articles(self, client, address):
        counts = []
        for more in (2, 7):
            for _ in range(more):
                articles.published(criteria=("WD-01",))
                articles.published(kind=Article.Kind.NEWS)
            read(client, address)
            with CaptureQueriesContext(connection) as captured:
                read(client, address)
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestArticle:
    def test_is_there_in_each_language_at_its_own_address(self, client):
        articles.published(title_nl="Bedenktijd", **ENGLISH)
        dutch, english = read(client, "/guides/bedenktijd/"), read(client, "/en/guides/cooling-off/")
        assert "Je hebt 14 dagen." in dutch
        assert '<h2 id="text-start">' in english
        for html in (dutch, english):
            assert f'hreflang="nl" href="{settings.SITE_URL}/guides/bedenktijd/"' in html
            assert f'hreflang="en" href="{settings.SITE_URL}/en/guides/cooling-off/"' in html
        assert f'rel="canonical" href="{settings.SITE_URL}/en/guides/cooling-off/"' in english

    def test_sends_who_changes_the_language_to_the_right_address(self, client):
        articles.published(title_nl="Bedenktijd", **ENGLISH)
        assert client.get("/en/guides/bedenktijd/").url == "/en/guides/cooling-off/"
        assert client.get("/guides/cooling-off/").url == "/guides/bedenktijd/"

    def test_says_that_the_english_is_not_there_yet(self, client):
        articles.published(title_nl="Bedenktijd")
        html = read(client, "/en/guides/bedenktijd/")
        assert "Not in English yet" in html
        assert '<article class="prose" lang="nl">' in html
        assert f'rel="canonical" href="{settings.SITE_URL}/guides/bedenktijd/"' in html
        assert 'rel="alternate" hreflang' not in html
        assert 'rel="alternate" hreflang' not in read(client, "/guides/bedenktijd/")

    @pytest.mark.parametrize(
        "address", ["/guides/concept/", "/guides/weg/", "/news/gids/", "/guides/x/", "/guides/a%00b/"]
    )
    def test_that_is_not_published_here_does_not_exist(self, client, address):
        articles.draft(title_nl="Concept")
        gone = articles.published(title_nl="Weg")
        gone.withdraw(by=gone.newest.written_by, at=clock.now())
        articles.published(title_nl="Gids")
        assert client.get(address).status_code == 404

    def test_names_the_points_of_the_checklist(self, client):
        inspections.checklist()
        articles.published(title_nl="Bedenktijd", criteria=("WD-01",))
        assert "Staat er dat je 14 dagen bedenktijd hebt?" in read(client, "/guides/bedenktijd/")

    def test_has_a_table_of_contents_when_it_is_long(self, client):
        articles.published(title_nl="Lang", body_nl="\n\n".join(f"## Kop {n}" for n in range(5)))
        html = read(client, "/guides/lang/")
        assert re.findall(r'<a href="#(text-kop-\d)">', html) == [f"text-kop-{n}" for n in range(5)]


class TestFindings:
    @pytest.fixture
    def case(self):
        return inspections.inspection(at=clock.now(), outcomes={"WD-01": "not_met"})

    @pytest.mark.rule("9.1")
    def test_lead_the_owner_to_the_guides_of_their_point(self, client, case):
        articles.published(title_nl="Gids bedenktijd", criteria=("WD-01",))
        articles.published(title_nl="Gids telefoon", criteria=("ID-03",))
        owner = members.user()
        case.shop.seats.create(user=owner, since=clock.now())
        client.force_login(owner)
        html = read(client, f"/dashboard/shops/{case.shop.pk}/inspection/")
        assert '<a href="/guides/gids-bedenktijd/">Gids bedenktijd</a>' in html
        assert "Gids telefoon" not in html


class TestMachines:
    def test_get_the_news_as_rss_in_their_language(self, client):
        articles.published(title_nl="Nieuws & meer", kind=Article.Kind.NEWS, **ENGLISH)
        articles.published(title_nl="Gids")
        dutch, english = client.get("/news.rss").text, client.get("/en/news.rss").text
        assert "<title>Nieuws &amp; meer</title>" in dutch
        assert "<title>Cooling-off</title>" in english
        assert f"{settings.SITE_URL}/en/news/cooling-off/" in english
        assert "Gids" not in dutch

    def test_find_each_article_in_the_languages_it_has(self, client):
        articles.published(title_nl="Beide", **ENGLISH)
        articles.published(title_nl="Alleen Nederlands")
        found = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap-articles.xml").text)
        assert {each.removeprefix(settings.SITE_URL) for each in found} == {
            "/guides/beide/",
            "/en/guides/cooling-off/",
            "/guides/alleen-nederlands/",
        }
