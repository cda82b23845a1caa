"""Documents by version: the one of today, every older one, and what changed, to be read without colour."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from frontend.public.paper_versions import DOCUMENTS, changes, parts_of
from keurmerk import clock
from members import documents
from members.documents import FIRST, Version

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "frontend/templates"
PAGES = sorted(DOCUMENTS)
SECOND = Version("2026-07", date(2026, 7, 1))
OLD = "uiterlijk binnen 30 dagen"
NEW = "uiterlijk binnen 14 dagen"


@pytest.fixture
def second(settings, tmp_path, monkeypatch) -> Version:
    """A second version of the code of conduct: one promise changed, one went, one came."""
    pages, *letters = settings.TEMPLATES
    settings.TEMPLATES = [{**pages, "DIRS": [tmp_path]}, *letters]
    for language in ("nl", "en"):
        before = (FOLDER / f"public/paper/code_of_conduct/2026-01/text.{language}.html").read_text(encoding="utf-8")
        after = before.replace(OLD, NEW).replace("<li>Je antwoordt", "<li>Je dankt. Je antwoordt")
        after = after.replace("<h2>Als het misgaat</h2>", "<h2>Geheel nieuw</h2>\n<p>Dit stond er eerst niet bij.</p>")
        target = tmp_path / f"public/paper/code_of_conduct/{SECOND.name}/text.{language}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(after, encoding="utf-8")
    monkeypatch.setitem(documents.VERSIONS, documents.CODE, (SECOND, FIRST))
    monkeypatch.setitem(documents.CURRENT, documents.CODE, SECOND.name)
    return SECOND


def read(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.text.split())


class TestVersions:
    @pytest.mark.rule("2.10")
    @pytest.mark.parametrize("page", PAGES)
    def test_are_all_there_in_both_languages_the_newest_first(self, page):
        document = DOCUMENTS[page]
        names = [each.name for each in document.versions]
        assert documents.CURRENT[document.code] in names
        assert [each.valid_from for each in document.versions] == sorted(
            (each.valid_from for each in document.versions), reverse=True
        )
        for name in names:
            for language in ("nl", "en"):
                get_template(f"public/paper/{document.stem}/{name}/text.{language}.html")

    @pytest.mark.parametrize("page", PAGES)
    @pytest.mark.parametrize("language", ["", "/en"])
    def test_are_listed_and_read(self, client, page, language):
        listed = read(client, f"{language}/{page}/versions/")
        assert f'href="{language}/{page}/versions/2026-01/"' in listed
        assert "2026-01" in read(client, f"{language}/{page}/versions/2026-01/")
        assert f'href="{language}/{page}/versions/"' in read(client, f"{language}/{page}/")

    def test_say_that_there_is_nothing_to_compare_with_one(self, client):
        html = read(client, "/terms/versions/")
        assert "nog maar één versie" in html
        assert "<select" not in html

    @pytest.mark.parametrize("name", ["2099-01", "..", "differences", "a" * 500])
    def test_that_never_were_do_not_exist(self, client, name):
        answer = client.get(f"/terms/versions/{name}/")
        assert answer.status_code == (200 if name == "differences" else 404)

    @pytest.mark.rule("2.10", "1.12")
    def test_show_the_one_of_today_and_keep_the_one_of_before(self, client, second):
        assert NEW in read(client, "/code-of-conduct/")
        before = read(client, "/code-of-conduct/versions/2026-01/")
        assert OLD in before
        assert "Gold van 1 januari 2026 tot 1 juli 2026" in before
        assert '<meta name="robots" content="noindex">' in before
        assert "Geldt nu" in read(client, "/code-of-conduct/versions/").partition("2026-07")[2].partition("</tr>")[0]

    def test_say_of_a_coming_one_from_when_it_holds(self, client, second, monkeypatch):
        later = Version(SECOND.name, clock.now().date().replace(year=clock.now().year + 2, day=1))
        monkeypatch.setitem(documents.VERSIONS, documents.CODE, (later, FIRST))
        monkeypatch.setitem(documents.CURRENT, documents.CODE, FIRST.name)
        assert "Aangekondigd" in read(client, "/code-of-conduct/versions/")
        assert OLD in read(client, "/code-of-conduct/")
        assert "Aangekondigd: geldt vanaf" in read(client, f"/code-of-conduct/versions/{later.name}/")


class TestDifferences:
    @pytest.mark.rule("2.10")
    def test_name_what_went_and_what_came_without_colour(self, client, second):
        html = read(client, "/code-of-conduct/versions/differences/?old=2026-01&new=2026-07")
        assert '<del><span class="vh"> [weg: </span>30<span class="vh">] </span></del>' in html
        assert '<ins><span class="vh"> [nieuw: </span>14<span class="vh">] </span></ins>' in html
        assert "Dit stond er eerst niet bij." in html
        assert "Als het misgaat" in html
        assert "Je vinkt niets vooraf aan" not in html  # it stayed the same

    def test_can_be_read_backwards(self, client, second):
        html = read(client, "/code-of-conduct/versions/differences/?old=2026-07&new=2026-01")
        assert "weg: </span>14" in html

    def test_of_a_version_with_itself_are_none(self, client, second):
        assert "Geen verschillen" in read(client, "/code-of-conduct/versions/differences/?old=2026-07&new=2026-07")

    @pytest.mark.parametrize(
        "query", ["", "?old=2026-01", "?old=x&new=y", "?old=%00&new=2026-01", "?old=../../etc&new=2026-01"]
    )
    def test_of_what_does_not_exist_ask_again(self, client, second, query):
        html = read(client, f"/code-of-conduct/versions/differences/{query}")
        assert "<select" in html
        assert "<del>" not in html

    @pytest.mark.parametrize("page", PAGES)
    def test_compare_every_word_of_a_text_once(self, page):
        document = DOCUMENTS[page]
        parts = parts_of(document.text("2026-01"))
        assert len(parts) > 20
        assert not changes(document, "2026-01", "2026-01")
        assert all("<" not in part and "\xad" not in part for part in parts)
