"""PS and RV: green claims, and reviews beside a product."""

import pytest

from tests.inspections.probes.looking import outcome


class TestGreenClaim:
    @pytest.mark.parametrize("text", ["Al ons touw is milieuvriendelijk.", "A sustainable choice for your home."])
    def test_in_general_words_is_not_allowed(self, text):
        assert outcome("PS-05", text, "product") == "not_met"

    @pytest.mark.parametrize(
        "text", ["Duurzaam hout met FSC-keurmerk.", "Climate neutral: 100 % of the shipping is by bicycle."]
    )
    def test_that_says_what_it_rests_on_is_for_a_person(self, text):
        assert outcome("PS-05", text, "product") == "unknown"

    def test_is_none_where_the_law_speaks_of_a_durable_medium(self):
        assert outcome("PS-05", "Je krijgt de bevestiging op een duurzame gegevensdrager.", "product") == "met"


class TestReviews:
    @pytest.mark.parametrize("text", ["★★★★★ 4,9 uit 5 (312 beoordelingen)", "Schrijf ook een review"])
    def test_beside_a_product_ask_for_a_word_on_how_they_are_checked(self, text):
        assert outcome("RV-01", text, "product") == "not_met"

    def test_that_are_checked_say_so(self):
        text = "4,9 uit 5 (312 beoordelingen). Onze reviews zijn gecontroleerd: alleen kopers kunnen er een schrijven."
        assert outcome("RV-01", text, "product") == "met"

    def test_that_are_not_shown_ask_for_nothing(self):
        assert outcome("RV-01", "Wij zijn benieuwd naar je review.", "product") == "unknown"


class TestAHomePageByItself:
    FOOT = "Klantenservice: Contact (/contact) | Retourneren (/retour) | Privacyverklaring (/privacy)"

    @pytest.mark.parametrize("code", ["PR-01", "WD-11"])
    def test_leads_to_its_pages(self, code):
        assert outcome(code, f"Welkom bij de zeepwinkel. {self.FOOT}", "home") == "met"

    @pytest.mark.parametrize("code", ["PR-01", "WD-11"])
    def test_that_only_speaks_of_it_proves_nothing(self, code):
        assert outcome(code, "Wij vinden privacy belangrijk. Retourneren is gratis.", "home") == "unknown"
