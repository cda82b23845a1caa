import pytest

from billing.endpoints import Endpoint, endpoint_of, with_country


class TestEndpointOf:
    @pytest.mark.parametrize(
        ("country", "vat_number", "endpoint"),
        [
            ("NL", "NL001234567B01", Endpoint("0106", "12345678")),
            ("BE", "0123.456.749", Endpoint("9925", "BE0123456749")),
            ("GR", "EL123456789", Endpoint("9933", "EL123456789")),
            ("BE", "", Endpoint("EM", "a@example.com")),
            ("US", "12-345", Endpoint("EM", "a@example.com")),
        ],
    )
    def test_takes_what_a_company_has(self, country, vat_number, endpoint):
        found = endpoint_of(country, kvk_number="12345678", vat_number=vat_number, email="a@example.com")
        assert found == endpoint


class TestWithCountry:
    def test_leaves_nothing_as_nothing(self):
        assert with_country("", "BE") == ""

    def test_puts_the_country_before_it_once(self):
        assert with_country("BE 0123", "BE") == with_country("0123", "BE") == "BE0123"
