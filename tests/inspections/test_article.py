"""Articles: drafted, written on, published by version, withdrawn, taken back; the database keeps them whole."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from inspections.models import Article, ArticleVersion, Audience, TitleTaken
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from tests.factories import articles, members
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return members.user(staff_role="moderator")


def events(article: Article) -> list[str]:
    return list(
        Event.objects.filter(subject_type="inspections.article", subject_id=article.pk).values_list("name", flat=True)
    )


class TestDraft:
    def test_is_read_by_nobody_and_has_its_address_already(self, editor):
        made = articles.draft(title_nl="Wat is bedenktijd?", by=editor)
        assert made.slug_nl == "wat-is-bedenktijd"
        assert not Article.objects.published().exists()
        assert made.newest.written_by == editor
        assert events(made) == ["article.drafted"]

    def test_with_the_title_of_another_is_refused_whole(self):
        articles.draft(title_nl="Bedenktijd")
        with pytest.raises(TitleTaken):
            articles.draft(title_nl="Bedenktijd!")
        assert ArticleVersion.objects.count() == 1

    def test_needs_a_title_of_which_an_address_can_be_made(self):
        with pytest.raises(TitleTaken):
            articles.draft(title_nl="???")


class TestWrite:
    def test_leaves_what_everybody_reads_as_it_is(self, editor, now):
        made = articles.published(body_nl="Oud.")
        made.write(articles.text(body_nl="Nieuw."), after=1, by=editor, at=now)
        assert Article.objects.published().get().words.body == "Oud."
        assert made.newest.number == 2
        assert events(made)[-1] == "article.written"

    def test_refuses_who_saw_an_older_version(self, editor, now):
        made = articles.draft()
        made.write(articles.text(body_nl="Van een collega."), after=1, by=editor, at=now)
        with pytest.raises(IllegalMove):
            made.write(articles.text(body_nl="Van mij."), after=1, by=editor, at=now)
        assert made.newest.body_nl == "Van een collega."

    def test_keeps_the_address_once_it_was_published(self, editor, now):
        made, draft = articles.published(title_nl="Eerst"), articles.draft(title_nl="Concept")
        made.write(articles.text(title_nl="Anders"), after=1, by=editor, at=now)
        draft.write(articles.text(title_nl="Beter"), after=1, by=editor, at=now)
        made.refresh_from_db()
        draft.refresh_from_db()
        assert (made.slug_nl, draft.slug_nl) == ("eerst", "beter")


class TestTakeBack:
    def test_makes_the_older_text_the_newest_and_loses_no_version(self, editor, now):
        made = articles.draft(body_nl="Goed.", criteria=("WD-01",))
        made.write(articles.text(body_nl="Fout."), after=1, by=editor, at=now)
        made.take_back(1, after=2, by=editor, at=now)
        assert made.newest.number == 3
        assert made.newest.text == made.versions.get(number=1).text
        assert [each.body_nl for each in made.versions.order_by("number")] == ["Goed.", "Fout.", "Goed."]


class TestPublish:
    def test_keeps_the_first_day_and_says_when_it_changed(self, editor, now):
        made = articles.published(at=now)
        newer = made.write(articles.text(), after=1, by=editor, at=now)
        made.publish(newer, by=editor, at=now + timedelta(days=3))
        assert made.published_at == now
        assert made.changed_at == now + timedelta(days=3)
        assert made.live == newer

    def test_of_what_is_read_already_is_no_move(self, editor, now):
        made = articles.published()
        with pytest.raises(IllegalMove):
            made.publish(made.newest, by=editor, at=now)

    def test_of_another_articles_text_is_refused(self, editor, now):
        with pytest.raises(IllegalMove):
            articles.draft().publish(articles.draft().newest, by=editor, at=now)


class TestWithdraw:
    def test_hides_it_until_it_is_published_again(self, editor, now):
        made = articles.published()
        made.withdraw(by=editor, at=now)
        assert not Article.objects.published().exists()
        made.publish(made.newest, by=editor, at=now)
        assert Article.objects.published().exists()
        assert events(made)[-2:] == ["article.withdrawn", "article.published"]

    def test_twice_is_refused(self, editor, now):
        made = articles.published()
        stale = Article.objects.get(pk=made.pk)
        made.withdraw(by=editor, at=now)
        with pytest.raises(IllegalMove):
            stale.withdraw(by=editor, at=now)


class TestLanguages:
    def test_fall_back_to_dutch_where_there_is_no_english(self):
        made = articles.published(title_nl="Alleen Nederlands")
        with override("en"):
            assert made.words.language == "nl"
            assert made.slug == "alleen-nederlands"

    def test_lead_from_each_address_to_the_article(self):
        made = articles.published(
            title_nl="Bedenktijd", title_en="Cooling-off", summary_en="When.", body_en="Fourteen days."
        )
        found = Article.objects.published()
        assert all(found.at(slug, code) == made for slug in ("bedenktijd", "cooling-off") for code in ("nl", "en"))
        assert found.at("unknown", "nl") is None

    def test_prefer_the_article_with_the_address_in_the_readers_own(self):
        dutch = articles.published(title_nl="Privacy")
        both = articles.published(title_nl="Persoonsgegevens", title_en="Privacy", summary_en="x", body_en="x")
        assert Article.objects.published().at("privacy", "nl") == dutch
        assert Article.objects.published().at("privacy", "en") == both

    def test_of_a_draft_in_english_say_nothing_to_the_public(self, editor, now):
        made = articles.published(title_nl="Bedenktijd")
        made.write(articles.in_english(title_nl="Bedenktijd", title_en="Secret plans"), after=1, by=editor, at=now)
        assert Article.objects.published().at("secret-plans", "en") is None


class TestFoundBy:
    def found(self, said: str, language: str = "nl") -> list[str]:
        return [each.slug_nl for each in Article.objects.published().found_by(said, language)]

    def test_forgives_a_typing_error_and_an_accent(self):
        articles.published(title_nl="Herroepen", body_nl="De eenentwintigste-eeuwse écht veilige bedenktijd")
        articles.published(title_nl="Bezorgen", summary_nl="Wanneer iets komt.", body_nl="Een pakket")
        assert self.found("bedenktijt") == ["herroepen"]
        assert self.found("echt BEDENKTIJD") == ["herroepen"]

    def test_asks_for_every_word(self):
        articles.published(title_nl="Herroepen", body_nl="bedenktijd")
        assert self.found("bedenktijd pakket") == []
        assert self.found("   ") == []

    def test_puts_the_likest_title_first(self):
        articles.published(title_nl="Iets anders", body_nl="Over de bedenktijd.")
        articles.published(title_nl="De bedenktijd")
        assert self.found("bedenktijd") == ["de-bedenktijd", "iets-anders"]

    def test_looks_in_what_the_reader_reads(self):
        articles.published(title_nl="Nederlands", title_en="English", summary_en="x", body_en="withdrawal")
        assert self.found("withdrawal", "en") == ["nederlands"]
        assert self.found("withdrawal", "nl") == []

    def test_shows_nothing_that_is_not_published(self, editor, now):
        made = articles.published(body_nl="bedenktijd")
        made.write(articles.text(body_nl="geheim"), after=1, by=editor, at=now)
        articles.draft(body_nl="geheim")
        assert self.found("geheim") == []

    @pytest.mark.parametrize("said", ["%", "_", "'; drop table", "a" * 5000, " ".join("woord" for _ in range(500))])
    def test_survives_anything(self, said):
        articles.published()
        assert self.found(said) == []


class TestGuidesAbout:
    def test_are_published_guides_of_the_point(self):
        guide = articles.published(criteria=("WD-01", "WD-06"))
        articles.published(criteria=("WD-01",), kind=Article.Kind.NEWS)
        articles.draft(criteria=("WD-01",))
        articles.published(criteria=("ID-05",))
        assert list(Article.objects.guides_about(["WD-01", "OR-10"])) == [guide]

    def test_are_written_for_somebody(self):
        both, shops = articles.published(), articles.published(audience=Audience.SHOPS)
        assert set(Article.objects.published().written_for(Audience.SHOPS)) == {both, shops}
        assert set(Article.objects.published().written_for(Audience.CONSUMERS)) == {both}


class TestDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE inspections_article SET state = 'PUBLISHED'",
            "UPDATE inspections_article SET published_at = now()",
            "UPDATE inspections_article SET slug_nl = ''",
            "UPDATE inspections_articleversion SET body_nl = ''",
            "UPDATE inspections_articleversion SET title_en = 'Half'",
        ],
    )
    def test_refuses_an_article_that_is_not_whole(self, change):
        articles.draft(at=LONG_AGO)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
