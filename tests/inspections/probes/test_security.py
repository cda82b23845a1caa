"""SE, RV, PS, AC and TM: security, reviews, products, accessibility and the mark."""

import pytest

from inspections.site import Claims, Transport
from tests.inspections.probes.looking import look, outcome, shop

SEAL = '<keur-badge shop="1"><a href="https://keurtegel.example/shops/1/"><img src="/w/badge/1.svg" alt=""></a></keur-badge>'


class TestSecureConnection:
    @pytest.mark.parametrize(
        ("transport", "verdict"),
        [
            (Transport(), "unknown"),
            (Transport(https_works=True, http_redirects=True, certificate_days=60), "met"),
            (Transport(https_works=True, http_redirects=False, certificate_days=60), "not_met"),
            (Transport(https_works=True, http_redirects=True, certificate_days=5), "not_met"),
            (Transport(https_works=False, failure="geen certificaat"), "not_met"),
        ],
    )
    def test_is_tested(self, transport, verdict):
        assert shop("SE-01", {"home": "Welkom"}, transport=transport).outcome == verdict

    def test_is_not_proved_by_saying_so(self):
        assert outcome("SE-01", "Onze webwinkel is beveiligd met een SSL-certificaat.", "privacy") == "unknown"


class TestBoasts:
    @pytest.mark.parametrize(
        "text",
        [
            "Herkenbaar aan de groene balk.",
            "Een Extended Validation certificaat.",
            "100% veilig betalen",
            "Look for the green address bar.",
        ],
    )
    def test_are_found(self, text):
        assert outcome("SE-02", text, "privacy") == "not_met"

    def test_are_absent(self):
        assert outcome("SE-02", "We gebruiken https.", "privacy") == "met"


class TestMixedContent:
    def test_is_found(self):
        assert shop("SE-03", {"home": '<img src="http://elders.nl/a.png" alt="">'}).outcome == "not_met"
        assert (
            shop(
                "SE-03", {"home": '<img src="https://elders.nl/a.png" alt=""><a href="http://elders.nl/">x</a>'}
            ).outcome
            == "met"
        )


class TestReviews:
    def test_say_how_they_are_checked(self):
        assert (
            outcome("RV-01", "Reviews zijn zichtbaar voor iedereen. Elke review is geverifieerd.", "privacy") == "met"
        )
        assert outcome("RV-01", "Uw beoordeling is zichtbaar voor iedere bezoeker.", "privacy") == "not_met"
        assert outcome("RV-01", "Wij vragen u om een review.", "privacy") == "unknown"

    @pytest.mark.parametrize(
        "text",
        [
            "We behouden ons het recht voor beoordelingen niet te publiceren.",
            "We reserve the right not to publish reviews.",
        ],
    )
    def test_are_not_held_back_at_will(self, text):
        assert outcome("RV-03", text, "privacy") == "not_met"

    def test_may_be_held_back_on_public_grounds(self):
        text = "We behouden ons het recht voor reviews niet te plaatsen als ze beledigend zijn."
        assert outcome("RV-03", text, "privacy") == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Na een bestelling sturen we een mail met de vraag om een review.",
            "Voor beoordelingen gebruiken we Trustpilot; reviews komen daar.",
        ],
    )
    def test_are_not_asked_twice(self, text):
        assert outcome("RV-04", text, "privacy") == "not_met"

    def test_are_asked_by_the_mark(self):
        assert outcome("RV-04", "Keurtegel stuurt je een e-mail voor een review.", "privacy") == "not_applicable"


class TestManufacturer:
    def test_stands_at_the_product(self):
        assert outcome("PS-01", "Fabrikant: Lampen GmbH, lampen@example.de", "product") == "met"
        assert outcome("PS-01", "Een mooie lamp.", "product") == "not_met"


class TestAccessibility:
    def test_is_sampled(self):
        good = '<html lang="nl"><body><img src="a.png" alt="Lamp"><label>Naam <input name="n"></label></body></html>'
        assert outcome("AC-02", good, "home") == "met"
        found = look("AC-02", '<html><body><img src="a.png"><input name="n"></body></html>', "home")
        assert found.outcome == "not_met"
        assert len(found.note.split(".")) > 3

    def test_is_told(self):
        assert shop("AC-01", {"home": "Lees onze toegankelijkheidsverklaring."}).outcome == "met"


class TestMark:
    @pytest.mark.rule("10.1")
    def test_is_a_link(self):
        assert (
            shop("TM-01", {"home": '<img src="https://keurtegel.example/w/badge/1.svg" alt="">'}).outcome == "not_met"
        )

    @pytest.mark.rule("4.1")
    @pytest.mark.parametrize(("granted", "verdict"), [(True, "met"), (False, "not_met"), (None, "unknown")])
    def test_is_shown_only_after_approval(self, granted, verdict):
        assert shop("TM-01", {"home": SEAL}, claims=Claims(granted=granted)).outcome == verdict

    def test_is_not_asked_where_it_is_not_shown(self):
        assert shop("TM-01", {"home": "Welkom"}).outcome == "not_applicable"

    def test_of_others_is_shown_to_a_person(self):
        assert shop("TM-02", {"home": "<p>Lid van Thuiswinkel Waarborg</p>"}).outcome == "unknown"
