"""OR, DL and SB: the button, prices, payment, delivery and subscriptions."""

import pytest

from tests.inspections.probes.looking import outcome, shop


def checkout(*labels, before=""):
    return f"<main>{before}<form>{''.join(f'<button>{label}</button>' for label in labels)}</form></main>"


class TestOrderButton:
    @pytest.mark.parametrize(
        "label",
        ["Bestellen met betaalplicht", "Bestelling met betaalverplichting plaatsen", "Bestellen en betalen", "Nu kopen", "Koop nu", "Nu betalen",
         "Kopen en betalen", "Buy now", "Pay now", "Order with obligation to pay"],
    )  # fmt: skip
    def test_says_that_one_pays(self, label):
        assert outcome("OR-01", checkout("Kortingscode toepassen", label), "checkout") == "met"

    @pytest.mark.parametrize(
        "label",
        [
            "Bestellen",
            "Bestelling plaatsen",
            "Bestelling afronden",
            "Bevestigen",
            "Verder",
            "Place order",
            "Complete order",
        ],
    )
    def test_says_too_little(self, label):
        assert outcome("OR-01", checkout(label), "checkout") == "not_met"

    def test_may_be_an_input(self):
        assert outcome("OR-01", "<form><input type=submit value='Bestellen en betalen'></form>", "checkout") == "met"

    def test_is_left_to_a_person_when_it_is_not_seen(self):
        assert outcome("OR-01", "<main>Je winkelwagen is leeg</main>", "checkout") == "unknown"
        assert outcome("OR-01", checkout("Ik ga ervoor"), "checkout") == "unknown"

    def test_counts_only_words_on_the_button(self):
        assert (
            outcome(
                "OR-01",
                checkout("Bestelling plaatsen", before="<p>Klik voor bestellen met betaalplicht</p>"),
                "checkout",
            )
            == "not_met"
        )


class TestExtras:
    def test_are_not_ticked(self):
        box = "<label for=a>Verzekering € 3</label><input id=a type=checkbox checked>"
        assert outcome("OR-07", checkout("Nu kopen", before=box), "checkout") == "not_met"
        assert outcome("OR-07", checkout("Nu kopen", before=box.replace(" checked", "")), "checkout") == "met"


class TestPrices:
    @pytest.mark.parametrize(
        "text", ["Alle prijzen zijn inclusief btw.", "Prices include... all prices are including VAT.", "incl. 21% btw"]
    )
    def test_include_vat(self, text):
        assert outcome("OR-02", text) == "met"

    def test_do_not_exclude_it(self):
        assert outcome("OR-02", "De prijzen zijn exclusief btw.") == "not_met"


class TestPayment:
    @pytest.mark.parametrize(
        "text", ["Achteraf betalen met Riverty kan.", "Pay later with Klarna.", "Onder rembours is mogelijk."]
    )
    def test_can_come_afterwards(self, text):
        assert outcome("OR-09", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["De klant betaalt altijd volledig vooruit: vooruitbetaling is verplicht. U moet altijd vooraf betalen."],
    )
    def test_is_not_forced_beforehand(self, text):
        assert outcome("OR-09", text) == "not_met"

    def test_brings_no_surcharge(self):
        assert outcome("OR-08", "Voor betalen met creditcard rekenen we een toeslag: betaalkosten 3%.") == "not_met"


class TestConfirmation:
    @pytest.mark.parametrize(
        "text",
        [
            "We bevestigen de ontvangst van uw bestelling onverwijld per e-mail.",
            "You receive an order confirmation by e-mail.",
        ],
    )
    def test_is_sent(self, text):
        assert outcome("OR-06", text) == "met"

    def test_is_not_another_confirmation(self):
        assert outcome("OR-06", "Voor bestellingen die al zijn bevestigd geldt de oude prijs.") == "unknown"


class TestDelivery:
    @pytest.mark.parametrize(
        "text",
        [
            "Levertijd: 1-3 werkdagen.",
            "Voor 16 uur besteld, wordt de volgende werkdag geleverd.",
            "Ships within 2 working days.",
        ],
    )
    def test_time_is_told(self, text):
        assert outcome("DL-01", text) == "met"

    @pytest.mark.parametrize(
        "text", ["De levertijden zijn indicatief.", "Wij reageren binnen 1 werkdag.", "Retour binnen 14 dagen."]
    )
    def test_time_is_not_another_term(self, text):
        assert outcome("DL-01", text) == "unknown"

    @pytest.mark.parametrize(
        "text", ["We leveren uiterlijk binnen 30 dagen.", "Orders are executed within thirty days at the latest."]
    )
    def test_is_within_thirty_days(self, text):
        assert outcome("DL-02", text) == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Bij overmacht van 30 dagen vervalt de levering.",
            "Een levering binnen 60 dagen.",
            "Betaal de bestelling binnen 30 dagen.",
        ],
    )
    def test_is_not_promised_by_another_term(self, text):
        assert outcome("DL-02", text) == "not_met"

    def test_carries_the_risk_until_receipt(self):
        assert outcome("DL-03", "Het risico van beschadiging gaat over bij ontvangst door de consument.") == "met"
        assert outcome("DL-03", "Het risico gaat over zodra het pakket aan de vervoerder is overgedragen.") == "not_met"


class TestSubscriptions:
    def test_end_on_a_months_notice(self):
        assert (
            outcome(
                "SB-01",
                "Het abonnement wordt stilzwijgend verlengd en is dan opzegbaar met een opzegtermijn van één maand.",
            )
            == "met"
        )

    def test_do_not_bind_for_longer(self):
        assert outcome("SB-01", "De opzegtermijn bedraagt drie maanden.") == "not_met"

    def test_are_not_asked_of_a_shop_without_them(self):
        assert outcome("SB-01", "Wij verkopen fietsen.") == "not_applicable"


class TestDeliveryCosts:
    def test_are_told_in_the_shop(self):
        assert shop("OR-03", {"delivery": "Verzendkosten: € 4,95."}).outcome == "met"
        assert shop("OR-03", {"delivery": "We bezorgen graag."}).outcome == "not_met"
