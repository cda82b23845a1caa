"""ID: the trader's own details, not those of its customers and suppliers."""

import pytest

from inspections.site import Claims
from tests.inspections.probes.looking import look, outcome, shop

KVK, VAT = "KvK-nummer: 12345678", "Btw-id: NL864379213B01"


class TestName:
    @pytest.mark.parametrize(
        "text",
        ["Naam: Bakkerij Jansen B.V.", "Ondernemer: Fietsgoed V.O.F., handelend als Fietsgoed", "Stichting Goed Werk, Zwolle",
         "Company name: Blue Kettle B.V.", "Deze voorwaarden zijn van Windvaan N.V. te Leiden.",
         "Tuinwereld, gevestigd te Almere, levert planten."],
    )  # fmt: skip
    def test_is_found(self, text):
        assert outcome("ID-01", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["Naam/Namen consument(en):", "Vul hier uw naam in.", "Betalen met Billink B.V. kan ook.",
         "Ondernemer: de natuurlijke of rechtspersoon die producten aanbiedt;", "Bedrijfsnaam: [volgt]"],
    )  # fmt: skip
    def test_is_not_made_up(self, text):
        assert outcome("ID-01", text) == "not_met"


class TestAddress:
    @pytest.mark.parametrize(
        "text",
        [
            "Ravenweg 15, 3776 MP Stroe",
            "Bezoekadres: Kleine Marktstraat 12a\n1234AB Ons Dorp",
            "Address: Lange Kade 3-5, 1011 ZZ Amsterdam",
        ],
    )
    def test_is_found(self, text):
        assert outcome("ID-02", text) == "met"

    @pytest.mark.parametrize("text", ["Postbus 12, 3700 AA Zeist", "We zitten in Zwolle.", "[straat] 1, [postcode]"])
    def test_is_more_than_a_box(self, text):
        assert outcome("ID-02", text) == "not_met"


class TestPhone:
    @pytest.mark.parametrize(
        "text",
        ["Telefoon: 038 123 45 67", "Bel 085-0090445", "+31 (0)6 12 34 56 78", "Tel. 0031 38 1234567", "T 0578-760508 E info@shop.nl",
         "Phone: +32 2 123 45 67", "Klantenservice: 0800-1234"],
    )  # fmt: skip
    def test_is_found(self, text):
        assert outcome("ID-03", text, "contact") == "met"

    @pytest.mark.parametrize(
        "text",
        ["Uw telefoonnummer hebben we nodig voor de bezorging.", "IBAN: NL12 RABO 0123 4567 89", "KvK-nummer 0123456789",
         "Fax: 038 123 45 67", "Ordernummer 0012345678", "EAN 0712345678911", "Bel PostNL: 088 225 55 55", "0900 123 4567 (€ 0,80 p/m)"],
    )  # fmt: skip
    def test_is_not_another_number(self, text):
        assert outcome("ID-03", text, "contact") == "not_met"

    def test_may_stand_on_another_page_than_the_terms(self):
        assert outcome("ID-03", "Algemene voorwaarden") == "unknown"


class TestEmail:
    @pytest.mark.parametrize(
        "text",
        ["Mail naar info@shop.nl.", "E-mail: hallo@mijn-shop.example", '<a href="mailto:info@shop.nl">Mail ons</a>'],
    )
    def test_is_found(self, text):
        assert outcome("ID-04", text, "contact") == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Vul je e-mailadres in, zoals naam@voorbeeld.nl",
            "Bezwaar? Klarna: privacy@klarna.com",
            "Gebruik het formulier.",
        ],
    )
    def test_is_the_shops_own(self, text):
        assert outcome("ID-04", text, "contact") == "not_met"

    def test_is_left_to_a_person_when_it_is_disguised(self):
        assert outcome("ID-04", "info [at] shop.nl", "contact") == "unknown"


class TestKvk:
    @pytest.mark.parametrize(
        "text",
        [KVK, "Handelsregisternummer Kamer van Koophandel: 87712105", "ingeschreven bij de Kamer van Koophandel te Zwolle onder nummer 12345678",
         "K.v.K. 12345678", "Chamber of Commerce number: 12345678", "KvK: 1234 5678", "CoC 12345678"],
    )  # fmt: skip
    def test_is_found(self, text):
        assert outcome("ID-05", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["U kunt uw bedrijfsnaam en KvK-nummer opgeven, bijvoorbeeld uw KvK-nummer 12345678", "KvK: 123456789", "KvK: 1234567",
         "Fabrikant: Lampen B.V., KvK 12345678", "Bestelnummer 12345678"],
    )  # fmt: skip
    def test_is_the_shops_own(self, text):
        assert outcome("ID-05", text) == "not_met"

    def test_must_be_the_applicants(self):
        assert outcome("ID-05", KVK, claims=Claims(kvk_number="87654321")) == "not_met"
        assert outcome("ID-05", KVK, claims=Claims(kvk_number="12345678")) == "met"

    def test_is_not_asked_of_a_foreign_trader(self):
        assert outcome("ID-05", "Ondernemingsnummer BE 0123.456.789") == "unknown"


class TestVat:
    @pytest.mark.parametrize("number", ["NL864379213B01", "NL 8643.79.213.B.01", "NL000099998B57"])
    def test_passes_by_either_test(self, number):
        assert outcome("ID-06", f"Btw-nummer: {number}") == "met"

    @pytest.mark.parametrize("number", ["NL864379214B01", "NL123456789B12"])
    def test_fails_with_wrong_check_digits(self, number):
        assert outcome("ID-06", f"Btw-nummer: {number}") == "not_met"

    def test_may_be_excused_by_the_small_trader_scheme(self):
        assert outcome("ID-06", "We vallen onder de kleineondernemersregeling.") == "unknown"


class TestConsistency:
    def test_fails_on_two_mail_domains(self):
        found = look("ID-07", "E-mail: info@winkel.nl\nFormulier aan: post@anderewinkel.nl")
        assert found.outcome == "not_met"
        assert "anderewinkel" in found.proof[0].text

    def test_fails_on_two_registrations(self):
        texts = {"terms": f"{KVK}\ninfo@shop.nl", "contact": "KvK-nummer: 87654321\ninfo@shop.nl"}
        assert shop("ID-07", texts, host="shop.nl").outcome == "not_met"

    def test_holds_when_everything_is_the_same(self):
        texts = {"terms": f"{KVK}\n{VAT}\ninfo@shop.nl", "contact": f"{KVK}\nverkoop@shop.nl"}
        assert shop("ID-07", texts, host="www.shop.nl").outcome == "met"
