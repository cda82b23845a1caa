"""What a shop writes, with gaps for what differs per buyer."""

import pytest

from reviews.asking import wording
from reviews.asking.wording import Gap, fill

WORDS = {
    Gap.GREETING: "Beste Sanne,",
    Gap.NAME: "Sanne",
    Gap.SHOP: "Fietsgoed",
    Gap.ORDER: "40871",
    Gap.LAST_DAY: "2 juni 2026",
    Gap.STARS: "[1 ster](https://example.com/r/1)",
    Gap.BUTTON: "[Schrijf](https://example.com/r)",
}


class TestFill:
    def test_puts_the_words_where_the_gaps_are(self):
        assert fill("{aanhef} uit {webwinkel}, {bestelnummer}", WORDS, "nl") == "Beste Sanne, uit Fietsgoed, 40871"

    def test_knows_the_names_of_each_language(self):
        assert fill("{shop} {webwinkel}", WORDS, "en") == "Fietsgoed {webwinkel}"

    def test_drops_what_stands_in_brackets_around_nothing(self):
        nothing = {**WORDS, Gap.ORDER: ""}
        assert fill("Je bestelde (bestelling {bestelnummer}).", nothing, "nl") == "Je bestelde."
        assert fill("Je bestelde (bestelling {bestelnummer}).", WORDS, "nl") == "Je bestelde (bestelling 40871)."

    def test_leaves_no_gap_before_a_comma_when_there_is_no_name(self):
        assert fill("Dag {naam}, fijn dat je er bent", {**WORDS, Gap.NAME: ""}, "nl") == "Dag, fijn dat je er bent"

    def test_reads_no_gap_in_what_was_filled_in(self):
        assert fill("{naam}", {**WORDS, Gap.NAME: "{knop}"}, "nl") == "{knop}"


class TestOurs:
    @pytest.mark.parametrize("language", ["nl", "en"])
    @pytest.mark.parametrize("letter", ["INVITATION", "REMINDER"])
    def test_has_no_gap_that_is_not_known_and_both_that_must_be_there(self, letter, language):
        ours = wording.ours(letter, language)
        assert ours.subject
        gaps = wording.gaps_in(ours.subject + ours.body)
        assert set(gaps) <= set(wording.NAMES[language])
        assert {wording.NAMES[language][gap] for gap in gaps} >= {Gap.STARS, Gap.BUTTON, Gap.GREETING}


class TestNames:
    @pytest.mark.parametrize(
        "name", ["Sanne de Koning", "Jean-Luc O'Neill", "Ýrsa Sigurðardóttir", "张伟", "Dr. A. Bos"]
    )
    def test_of_people_are_greeted(self, name):
        assert wording.fit_to_greet(name) == name

    @pytest.mark.parametrize(
        "name",
        [
            "Win nu op www.evil.example",
            "https://evil.example",
            "sanne@example.com",
            "Bel 06 12 34 56 78",
            "[Klik hier](https://evil.example)",
            "<b>Sanne</b>",
            "{knop}",
        ],
    )
    def test_that_are_a_message_of_their_own_are_not(self, name):
        assert wording.fit_to_greet(name) == ""

    def test_stay_on_one_line(self):
        assert wording.fit_to_greet("Sanne\n\nKoning") == "Sanne Koning"

    @pytest.mark.parametrize("number", ["40871", "2026/0001", "WEB-12-b", "#1001"])
    def test_of_orders_are_quoted(self, number):
        assert wording.fit_to_quote(number) == number

    @pytest.mark.parametrize("number", ["www.evil.example", "https://evil.example", "[x](y)", "a@b.nl"])
    def test_of_orders_that_are_something_else_are_not(self, number):
        assert wording.fit_to_quote(number) == ""
