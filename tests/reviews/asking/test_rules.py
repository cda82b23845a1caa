"""The letter asks everybody alike, for nothing in return."""

import pytest

from reviews.asking.rules import objections
from reviews.asking.wording import Wording, ours

END = {"nl": "\n\n{sterren}\n\n{knop}", "en": "\n\n{stars}\n\n{button}"}


def codes(text, language="nl", subject="Hoe was het?"):
    return {each.code for each in objections(Wording(subject, text + END[language]), language)}


class TestObjections:
    @pytest.mark.parametrize("language", ["nl", "en"])
    @pytest.mark.parametrize("letter", ["INVITATION", "REMINDER"])
    def test_are_none_against_our_own_words(self, letter, language):
        assert objections(ours(letter, language), language) == []

    @pytest.mark.parametrize(
        "text",
        [
            "Hoe ging het met je bestelling? We horen graag wat goed ging en wat beter kan.",
            "Geef een cijfer van 1 tot 5 sterren, wat je ook vond.",
            "Dankjewel voor je bestelling bij {webwinkel}. Wat vond je van de levering?",
            "Je review komt op onze pagina, ook als je minder blij bent met wat je kreeg.",
            "Heb je nog een vraag over je bestelling? Beantwoord dan deze e-mail.",
            "Wat vond je van onze aftersales en de verzendkosten?",
        ],
    )
    def test_are_none_against_an_honest_question(self, text):
        assert codes(text) == set()

    @pytest.mark.parametrize(
        "text",
        [
            "How did it go? Tell us what went well and what did not.",
            "Choose from 1 to 5 stars, whatever you think.",
            "We offer many products; what did you think of ours?",
            "Your review helps other buyers, also when it was a disappointment.",
        ],
    )
    def test_are_none_against_an_honest_question_in_english(self, text):
        assert codes(text, "en") == set()

    @pytest.mark.rule("9.5")
    @pytest.mark.parametrize(
        "text",
        [
            "Schrijf een review en krijg 10% korting.",
            "Met kortingscode BEDANKT krijg je iets terug.",
            "Als dank krijg je een cadeaubon.",
            "Maak kans op een fiets.",
            "Je kunt een weekend weg winnen.",
            "Schrijf mee en win een iPad!",
            "Wij belonen elke review.",
            "Voor elke review € 5 op je rekening.",
            "Je krijgt tegoed voor je volgende bestelling.",
            "Bekijk ook onze aanbiedingen.",
            "Get a discount on your next order.",
            "We reward every review with a gift card.",
            "Every review has a chance to win.",
            "Krijg k\u00adorting op alles.",
            "Krijg ｋｏｒｔｉｎｇ op alles.",
        ],
    )
    def test_name_every_reward(self, text):
        assert "offer" in codes(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Geef ons vijf sterren.",
            "We zijn blij met een 5-sterren review.",
            "Wil je een positieve review schrijven?",
            "Een goede beoordeling helpt ons.",
            "Schrijf alleen als je helemaal tevreden bent.",
            "Ben je tevreden? Schrijf dan een review.",
            "Niet tevreden? Neem dan eerst contact met ons op.",
            "Ontevreden? Bel ons liever.",
            "Please give us five stars.",
            "Leave us a great review.",
            "Were you happy with your order? Then write a review.",
            "Not satisfied? Please contact us first.",
        ],
    )
    def test_name_what_steers_the_stars(self, text):
        assert "steer" in codes(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Kijk op https://fietsgoed.example.",
            "Kijk op www.fietsgoed.nl",
            "Kijk op fietsgoed.nl voor meer",
            "Mail naar info@fietsgoed.nl",
            "[Klik hier](fietsgoed)",
        ],
    )
    def test_name_links_that_are_not_ours(self, text):
        assert "link" in codes(text)

    def test_say_which_words_they_are_about(self):
        [found] = objections(Wording("Win een fiets", "Hoe was het?" + END["nl"]), "nl")
        assert (found.code, found.words, found.field) == ("offer", "Win een", "subject")

    def test_count_what_was_typed_in_capitals(self):
        assert codes("MAAK KANS OP EEN FIETS") == {"offer"}


class TestGaps:
    @pytest.mark.parametrize(
        "body", ["Hallo\n\n{knop}", "Hallo {sterren}\n\n{knop}", "{sterren}\n{sterren}\n\n{knop}", "{sterren} {knop}"]
    )
    def test_stars_and_button_stand_once_on_a_line_of_their_own(self, body):
        assert {each.code for each in objections(Wording("Hoe was het?", body), "nl")} == {"missing"}

    def test_may_be_spaced_and_in_capitals(self):
        assert objections(Wording("Hoe was het?", "{ Sterren }\n\n {KNOP}"), "nl") == []

    def test_with_an_unknown_name_are_named(self):
        [found] = objections(Wording("Hoe was het?", "Hoi {voornaam}" + END["nl"]), "nl")
        assert (found.code, found.words) == ("unknown", "{voornaam}")

    def test_of_the_other_language_are_unknown(self):
        assert codes("Hi {name}") == {"unknown"}

    def test_with_links_stay_out_of_the_subject(self):
        assert codes("Hoi", subject="{sterren}") == {"only_in_body"}
