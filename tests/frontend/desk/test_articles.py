"""The desk writes news and guides: saved, looked at, published, withdrawn, taken back; each step by whom it may."""

import pytest

from inspections.models import Article, ArticleVersion
from keurmerk import clock
from tests.factories import articles, members

pytestmark = pytest.mark.django_db
WRITTEN = {
    "kind": "GUIDE",
    "audience": "BOTH",
    "criteria": "WD-01, WD-06",
    "title_nl": "Bedenktijd",
    "summary_nl": "Kort.",
    "body_nl": "## Kop\n\nTekst.",
}
ENGLISH = {"title_en": "Cooling-off", "summary_en": "Short.", "body_en": "Text."}


@pytest.fixture
def moderator(client):
    person = members.user(staff_role="moderator", name="Mo Derator")
    client.force_login(person)
    return person


def desk(article: Article, what: str = "") -> str:
    return f"/desk/articles/{article.pk}/{what}"


class TestDoor:
    @pytest.mark.parametrize("role", ["", "inspector", "finance"])
    def test_is_closed_for_others(self, client, role):
        article = articles.draft()
        client.force_login(members.user(staff_role=role))
        for address in ("/desk/articles/", "/desk/articles/new/", desk(article), desk(article, "versions/1/")):
            assert client.get(address).status_code == 404
        assert client.post(desk(article, "publish/"), {"version": 1}).status_code == 404

    def test_is_open_for_the_manager(self, client):
        client.force_login(members.user(staff_role="manager"))
        assert client.get("/desk/articles/").status_code == 200


class TestNew:
    def test_is_saved_as_a_draft(self, client, moderator):
        answer = client.post("/desk/articles/new/", {**WRITTEN, **ENGLISH, "do": "save"})
        made = Article.objects.get()
        assert answer.url == desk(made)
        assert made.state == Article.State.DRAFT
        assert made.newest.criteria == ["WD-01", "WD-06"]
        assert made.newest.written_by == moderator
        assert "Opgeslagen als concept" in client.get(answer.url).text

    def test_is_shown_before_it_is_saved(self, client, moderator):
        html = client.post("/desk/articles/new/", {**WRITTEN, "do": "preview"}).text
        assert '<h2 id="nl-kop">Kop</h2>' in html
        assert not Article.objects.exists()

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"title_nl": ""}, "Schrijf een titel in het Nederlands"),
            ({"title_nl": "???"}, "Kies een andere"),
            ({"title_en": "Half"}, "of laat het Engels leeg"),
            ({"criteria": "WD-01 XX-99"}, "Staat niet op de checklist: XX-99"),
            ({"body_nl": "a" * 20_001}, "hoogstens"),
            ({"kind": "POEM"}, "Fout:"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_words(self, client, moderator, change, said):
        html = client.post("/desk/articles/new/", {**WRITTEN, **change, "do": "save"}).text
        assert said in html
        assert "Kort." in html
        assert not Article.objects.exists()

    def test_sent_twice_is_made_once(self, client, moderator):
        for _ in range(2):
            client.post("/desk/articles/new/", {**WRITTEN, "do": "save"})
        assert Article.objects.count() == 1


class TestEditor:
    def test_saves_a_version_and_changes_nothing_in_public(self, client, moderator):
        article = articles.published(title_nl="Bedenktijd")
        client.post(desk(article), {**WRITTEN, "after": 1, "do": "save"})
        assert article.newest.number == 2
        assert "Je hebt 14 dagen." in client.get("/guides/bedenktijd/").text
        assert "Versie 2 is opgeslagen, niet gepubliceerd" in client.get(desk(article)).text
        assert "Nieuwere tekst wacht" in client.get("/desk/articles/").text

    def test_makes_no_version_of_nothing(self, client, moderator):
        article = articles.draft(title_nl="Zelfde", summary_nl="Zelfde.", body_nl="Zelfde.")
        same = {"audience": "BOTH", "title_nl": "Zelfde", "summary_nl": "Zelfde.", "body_nl": "Zelfde."}
        client.post(desk(article), {**same, "after": 1, "do": "save"})
        assert ArticleVersion.objects.count() == 1

    def test_overwrites_no_colleague(self, client, moderator):
        article = articles.draft()
        article.write(articles.text(body_nl="Van een collega."), after=1, by=members.user(), at=clock.now())
        html = client.post(desk(article), {**WRITTEN, "after": 1, "do": "save"}).text
        assert "Een collega heeft dit artikel intussen opgeslagen" in html
        assert article.newest.body_nl == "Van een collega."

    @pytest.mark.parametrize("after", ["", "x", "-1", "99999999999999999999"])
    def test_is_not_fooled_by_a_made_up_version(self, client, moderator, after):
        article = articles.draft()
        assert client.post(desk(article), {**WRITTEN, "after": after, "do": "save"}).status_code == 200
        assert article.newest.number == 1


class TestPublication:
    def test_goes_and_comes_by_a_button_and_is_told(self, client, moderator):
        article = articles.draft(title_nl="Bedenktijd")
        client.post(desk(article, "publish/"), {"version": 1})
        assert client.get("/guides/bedenktijd/").status_code == 200
        client.post(desk(article, "withdraw/"))
        assert client.get("/guides/bedenktijd/").status_code == 404
        html = client.get(desk(article)).text
        assert "Mo Derator" in html
        assert "Ingetrokken" in html

    @pytest.mark.parametrize("version", ["", "2", "x", "99999999999999999999"])
    def test_is_of_a_version_that_is_there(self, client, moderator, version):
        article = articles.draft()
        assert client.post(desk(article, "publish/"), {"version": version}).status_code == 404

    def test_twice_says_that_it_came_too_late(self, client, moderator):
        article = articles.published()
        html = client.post(desk(article, "publish/"), {"version": 1}, follow=True).text
        assert "intussen veranderd" in html


class TestVersions:
    def test_show_what_they_changed_and_can_be_taken_back(self, client, moderator):
        article = articles.draft(body_nl="Binnen 30 dagen.")
        article.write(
            articles.text(title_nl=article.newest.title_nl, body_nl="Binnen 14 dagen."),
            after=1,
            by=moderator,
            at=clock.now(),
        )
        html = client.get(desk(article, "versions/2/")).text
        assert "30<span" in html
        assert "<ins>" in html
        client.post(desk(article, "versions/1/take-back/"), {"after": 2})
        assert article.newest.number == 3
        assert article.newest.body_nl == "Binnen 30 dagen."

    def test_of_another_article_do_not_exist(self, client, moderator):
        article = articles.draft()
        assert client.get(desk(article, "versions/2/")).status_code == 404
        assert client.post(desk(article, "versions/2/take-back/"), {"after": 1}).status_code == 404


class TestBudget:
    @pytest.mark.parametrize("page", ["/desk/articles/", "editor"])
    def test_is_the_same_for_any_number(self, client, moderator, django_assert_num_queries, page):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        article = articles.draft()
        address = desk(article) if page == "editor" else page
        counts = []
        for more in (2, 8):
            for _ in range(more):
                articles.published()
                article.write(articles.text(), after=article.newest.number, by=moderator, at=clock.now())
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            counts.append(len(captured))
        assert counts[0] == counts[1]
