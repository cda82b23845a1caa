"""TC: complaints, disputes, guarantee, law and unfair clauses."""

import pytest

from tests.inspections.probes.looking import look, outcome, shop


class TestVersion:
    @pytest.mark.parametrize(
        "text",
        ["Algemene voorwaarden (laatst gewijzigd op 28 maart 2024)", "Versie 3.1", "Terms and conditions, last updated: 12 May 2026",
         "Geldig vanaf 1-6-2025", "Effective as of 2026-01-01"],
    )  # fmt: skip
    def test_is_found(self, text):
        assert outcome("TC-02", text) == "met"

    def test_is_remarked_on_when_it_is_old(self):
        assert look("TC-02", "Laatst gewijzigd op 1 mei 2019").note
        assert not look("TC-02", "Laatst gewijzigd op 1 juli 2026").note

    @pytest.mark.parametrize("text", ["Algemene voorwaarden", "Richtlijn 2011/83", "Artikel 3 versie"])
    def test_is_not_made_up(self, text):
        assert outcome("TC-02", text) == "not_met"

    def test_takes_the_latest_date(self):
        assert not look("TC-02", "Geldig vanaf 1 juni 2014 (laatst gewijzigd op 28 augustus 2026)").note


class TestComplaints:
    @pytest.mark.parametrize(
        "text",
        ["Klachten worden binnen 14 dagen beantwoord.", "Heb je een klacht? Mail ons. We reageren binnen 3 werkdagen.",
         "Complaints will be answered within a period of 14 days.", "Your complaint is handled within two weeks; we reply by e-mail within 48 hours."],
    )  # fmt: skip
    def test_have_an_answer_term(self, text):
        assert outcome("TC-03", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["Klachten moeten binnen 7 dagen worden ingediend.", "Heb je een klacht? Mail ons.", "Betaal binnen 14 dagen."],
    )
    def test_are_not_served_by_a_term_for_the_customer(self, text):
        assert outcome("TC-03", text) == "not_met"


class TestDisputeRoute:
    @pytest.mark.parametrize(
        "text",
        ["Geschillen kunt u voorleggen aan de Geschillencommissie Thuiswinkel.", "Bij een geschil bemiddelt Keurtegel gratis.",
         "Disputes can be submitted to mediation.", "Komen we er niet uit, dan kan je klacht naar de Geschillencommissie Keurtegel."],
    )  # fmt: skip
    def test_is_named(self, text):
        assert outcome("TC-04", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["Geschillen worden voorgelegd aan de bevoegde rechter.", "Een klacht kan ook via het ODR-platform voor onlinegeschillenbeslechting.",
         "Bij geschillen: wij zijn niet aangesloten bij een geschillencommissie."],
    )  # fmt: skip
    def test_is_more_than_a_court_or_the_closed_platform(self, text):
        assert outcome("TC-04", text) == "not_met"


class TestClosedPlatform:
    @pytest.mark.parametrize(
        "text",
        ["Klachten: http://ec.europa.eu/consumers/odr/", "Gebruik het Europese ODR-platform.", "See the Online Dispute Resolution platform.",
         '<p>Klachten</p><a href="https://ec.europa.eu/consumers/odr">Europees platform</a>'],
    )  # fmt: skip
    def test_is_mentioned_nowhere(self, text):
        assert outcome("TC-05", text) == "not_met"

    def test_is_met_by_silence(self):
        assert outcome("TC-05", "Uw persoonsgegevens", "privacy") == "met"


class TestConformity:
    @pytest.mark.parametrize(
        "text",
        ["De ondernemer staat ervoor in dat de producten voldoen aan de overeenkomst en aan redelijke eisen.",
         "The products comply with the agreement, and the legal guarantee applies to every purchase in our shop."],
    )  # fmt: skip
    def test_is_mentioned(self, text):
        assert outcome("TC-06", text) == "met"

    def test_is_missed(self):
        assert outcome("TC-06", "Op onze producten zit garantie.") == "not_met"


class TestGuarantee:
    @pytest.mark.parametrize(
        "text",
        ["De garantie vervalt na 6 maanden.", "De garantietermijn van de ondernemer komt overeen met de fabrieksgarantietermijn.",
         "Wend u bij gebreken tot de fabrikant.", "The warranty is limited to 12 months.", "For defects, contact the manufacturer."],
    )  # fmt: skip
    def test_is_not_cut(self, text):
        assert outcome("TC-07", text) == "not_met"

    @pytest.mark.parametrize(
        "text",
        ["De consument moet de extra garantie inroepen bij de fabrikant.", "Fabrieksgarantie doet niets af aan de wettelijke rechten.",
         "A manufacturer's warranty does not affect your statutory rights."],
    )  # fmt: skip
    def test_may_be_extended(self, text):
        assert outcome("TC-07", text) == "met"


class TestLaw:
    @pytest.mark.parametrize(
        "text",
        ["Uitsluitend Nederlands recht is van toepassing.", "These terms are exclusively governed by Dutch law."],
    )
    def test_leaves_foreign_consumers_their_protection(self, text):
        assert outcome("TC-08", text) == "not_met"
        assert outcome("TC-08", f"{text} Dwingende regels (mandatory rules) blijven gelden.") == "met"

    def test_is_not_a_court(self):
        assert outcome("TC-08", "Het geschil gaat naar de bevoegde Nederlandse rechter.") == "not_applicable"


class TestUnfairClauses:
    @pytest.mark.parametrize(
        "text",
        ["Bezwaren schorten de betalingsverplichting niet op.", "De ondernemer is in geen geval aansprakelijk.",
         "Onze administratie levert volledig bewijs op.", "We shall not be liable for any damage."],
    )  # fmt: skip
    def test_are_found(self, text):
        assert outcome("TC-10", text) == "not_met"

    def test_may_bind_businesses(self):
        assert outcome("TC-10", "Jegens een zakelijke klant zijn we in geen geval aansprakelijk.") == "met"


class TestLanguage:
    def test_is_that_of_the_shop(self):
        dutch = "De klant heeft het recht om de bestelling aan ons te retourneren en wij betalen dat met het bedrag van de koop."
        assert outcome("TC-09", dutch, asked_language="nl") == "met"
        assert outcome("TC-09", dutch, asked_language="en") == "not_met"


class TestAvailability:
    def test_needs_a_text_of_substance(self):
        assert outcome("TC-01", "Algemene voorwaarden\n" + "Dit is een bepaling. " * 100) == "met"
        assert outcome("TC-01", "Algemene voorwaarden") == "not_met"

    def test_is_missed_in_a_shop_without_terms(self):
        assert shop("TC-01", {"home": "Welkom"}).outcome == "not_met"
