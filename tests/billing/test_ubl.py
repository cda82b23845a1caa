from decimal import Decimal
from pathlib import Path

import peppol
import pytest
from django.conf import settings
from lxml import etree

from billing import ubl
from billing.ubl import Profile
from tests.factories import billing, members

pytestmark = pytest.mark.django_db

SPACES = {"cbc": ubl._CBC, "cac": ubl._CAC}
CASES = {
    "Dutch": {"country": "NL"},
    "reverse charge": {"country": "BE", "confirmed": True},
    "European without a confirmed number": {"country": "BE"},
    "outside Europe": {"country": "US"},
}


def invoice(now, case="Dutch"):
    numbers = {"BE": "BE0123456749"}
    country = CASES[case]["country"]
    made = billing.draft(at=now, of=members.member(country=country, vat_number=numbers.get(country, "")), **CASES[case])
    made.add_line("Lidmaatschap keurmerk", Decimal(120))
    made.add_line("Extra webwinkels", Decimal("4.35"), quantity=3)
    made.add_line("Korting", Decimal("-10.05"))
    made.issue(actor="test", at=now)
    return made


def said(document, path):
    return [node.text for node in etree.fromstring(document).iterfind(f".//{path}", SPACES)]


class TestWrite:
    @pytest.mark.parametrize("profile", Profile)
    @pytest.mark.parametrize("case", CASES)
    def test_keeps_to_the_schema_and_the_rules(self, now, case, profile):
        document = ubl.write(invoice(now, case), profile)
        assert peppol.validate_xsd(document) == (True, [])
        assert peppol.check_rules(document) == []

    def test_is_judged_by_rules_that_can_fail(self, now):
        document = ubl.write(invoice(now), Profile.BIS3)
        total = said(document, "cbc:PayableAmount")[0].encode()
        wrong = document.replace(total + b"</cbc:Pay", b"1.00</cbc:Pay")
        assert [each.rule_id for each in peppol.check_rules(wrong)] == ["BR-CO-16"]
        assert peppol.validate_xsd(document.replace(b"<cbc:IssueDate>2026-03-02</cbc:IssueDate>", b""))[0] is False

    def test_names_one_profile(self, now):
        made = invoice(now)
        names = [said(ubl.write(made, profile), "cbc:CustomizationID") for profile in Profile]
        assert names == [
            ["urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"],
            ["urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0"],
        ]

    @pytest.mark.parametrize(
        ("case", "code", "percent", "why", "vat_numbers"),
        [
            ("Dutch", "S", "21", [], 2),
            ("reverse charge", "AE", "0", ["VATEX-EU-AE"], 2),
            ("European without a confirmed number", "S", "21", [], 2),
            ("outside Europe", "O", None, ["VATEX-EU-O"], 0),
        ],
    )
    def test_says_which_vat_and_why_none(self, now, case, code, percent, why, vat_numbers):
        made = invoice(now, case)
        if case == "Dutch":
            made.buyer_vat_number = "NL001234567B01"
        document = ubl.write(made, Profile.BIS3)
        assert set(said(document, "cac:ClassifiedTaxCategory/cbc:ID")) == {code}
        assert set(said(document, "cbc:Percent")) == ({percent} if percent else set())
        assert said(document, "cbc:TaxExemptionReasonCode") == why
        assert len(said(document, "cac:PartyTaxScheme/cbc:CompanyID")) == vat_numbers

    @pytest.mark.rule("12.6")
    def test_says_until_when_and_how_to_pay(self, now):
        made = invoice(now)
        document = ubl.write(made, Profile.NLCIUS)
        assert said(document, "cbc:DueDate") == ["2026-03-16"]
        assert said(document, "cac:PaymentMeans/cbc:PaymentID") == [made.reference]
        assert said(document, "cac:PayeeFinancialAccount/cbc:ID") == [settings.BRAND["iban"]]
        assert said(document, "cbc:PayableAmount") == [str(made.total)]

    def test_gives_both_sides_an_address(self, now):
        made = invoice(now)
        root = etree.fromstring(ubl.write(made, Profile.BIS3))
        ends = [(end.get("schemeID"), end.text) for end in root.iterfind(".//cbc:EndpointID", SPACES)]
        assert ends == [("0106", settings.BRAND["kvk_number"]), ("0106", made.buyer_kvk_number)]

    def test_counts_a_discount_as_a_quantity_below_zero(self, now):
        document = ubl.write(invoice(now), Profile.BIS3)
        assert said(document, "cbc:InvoicedQuantity") == ["1", "3", "-1"]
        assert said(document, "cbc:PriceAmount")[-1] == "10.05"

    def test_carries_what_people_typed_as_they_typed_it(self, now):
        made = invoice(now)
        made.buyer_name = "Jansen & <Zn>"
        assert said(ubl.write(made, Profile.BIS3), "cac:PartyLegalEntity/cbc:RegistrationName")[1] == "Jansen & <Zn>"

    def test_gives_the_same_bytes_every_time(self, now):
        made = invoice(now)
        assert ubl.write(made, Profile.BIS3) == ubl.write(made, Profile.BIS3)

    def test_needs_an_issued_invoice(self, now):
        with pytest.raises(ValueError, match="draft"):
            ubl.write(billing.draft(at=now), Profile.BIS3)

    def test_has_the_parts_of_the_official_sample(self, now):
        sample = Path(settings.BASE_DIR).parent / "shared" / "peers" / "ubl" / "cen-BIS3_Invoice_positive.xml"
        if not sample.exists():
            pytest.skip("the official sample is not on this machine")
        theirs, ours = paths(sample.read_bytes()), paths(ubl.write(invoice(now), Profile.BIS3))
        optional = ("Note", "AccountingCost", "OrderReference", "ContractDocument", "PartyIdentification", "Delivery")
        more = ("Description", "SellersItemIdentification", "OriginCountry", "AccountingCustomerParty/Party/Contact")
        missing = {path for path in theirs - ours if not any(part in path for part in (*optional, *more))}
        assert missing <= {path for path in theirs if "InvoiceLine/InvoicePeriod" in path or "PartyTaxScheme" in path}


def paths(document):
    """The path of every element, by local names."""
    tree = etree.fromstring(document).getroottree()
    return {
        "/".join(etree.QName(step).localname for step in [*reversed(list(node.iterancestors())), node])
        for node in tree.iter(etree.Element)
    }
