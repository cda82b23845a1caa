"""Every letter that restricts somebody says all that DSA article 17 asks, in both languages."""

from dataclasses import fields
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from keurmerk.mail.letter import render
from reviews import mails
from reviews.grounds import Grounds
from reviews.moderation import standard_texts
from reviews.moderation.statement import REDRESS, Statement, statement_of_rule

LANGUAGES = ["nl", "en"]
FOLDER = Path(settings.BASE_DIR) / "reviews" / "templates" / "reviews" / "mail"
STATEMENTS = sorted({file.name.split(".")[0] for file in FOLDER.glob("*.txt") if "statement." in file.read_text()})
HIDDEN = {Grounds.PERSONAL: "AVG", Grounds.UNLAWFUL: "Strafrecht"}


def letter(name: str, language: str, **facts: object) -> str:
    return " ".join(render(f"reviews/{name}", language, {**mails.EXAMPLES[f"reviews/{name}"], **facts}).text.split())


def words_of(statement: Statement, language: str) -> list[str]:
    with translation.override(language):
        told = [getattr(statement, each.name) for each in fields(Statement)]
        flat = [each for value in told for each in (value if isinstance(value, tuple) else (value,))]
        return [" ".join(str(each).split()) for each in flat]


def whole(language: str, grounds: str = Grounds.PERSONAL) -> Statement:
    return statement_of_rule(standard_texts.of_hold(grounds, [language]))


class TestStatements:
    def test_are_the_letters_about_a_hold_by_rule_and_about_a_decision(self):
        """Whoever adds a letter that restricts somebody gives it a statement, and it is held to the same."""
        assert STATEMENTS == ["review_held", "statement_of_reasons"]

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", STATEMENTS)
    def test_say_every_field(self, name, language):
        statement = whole(language)
        told = {"facts": [statement.facts], "explanation": [statement.explanation]}
        text = letter(name, language, statement=statement, **told)
        missing = [words for words in words_of(statement, language) if words not in text]
        assert not missing

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", STATEMENTS)
    def test_name_appeal_settlement_body_and_court(self, name, language):
        text = letter(name, language, statement=whole(language))
        with translation.override(language):
            assert all(str(way) in text for way in REDRESS)

    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(("grounds", "law"), HIDDEN.items())
    def test_of_a_hold_by_rule_name_the_law(self, grounds, law, language):
        assert law in letter("review_held", language, statement=whole(language, grounds))

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_of_a_hold_by_rule_are_about_the_product_where_it_is_one(self, language):
        assert "Fietsbel" in letter("review_held", language, product="Fietsbel", statement=whole(language))


class TestOtherRestrictions:
    @pytest.mark.parametrize(
        ("language", "parts"),
        [
            ("nl", ["ongegrond", "artikel 23", "zes maanden", "artikel 21", "rechter", "overal"]),
            ("en", ["unfounded", "article 23", "six months", "article 21", "court", "everywhere"]),
        ],
    )
    def test_who_may_not_file_for_a_while_reads_ground_reach_and_redress(self, language, parts):
        text = letter("filing_suspended", language)
        assert not [part for part in parts if part not in text]

    @pytest.mark.parametrize(
        ("language", "parts"), [("nl", ["artikel 21", "rechter"]), ("en", ["article 21", "court"])]
    )
    def test_who_lost_an_appeal_reads_where_else_to_go(self, language, parts):
        text = letter("appeal_refused", language)
        assert not [part for part in parts if part not in text]
