"""PR and CK: what a privacy statement tells, and what only looks like it."""

from datetime import timedelta

import pytest

from inspections.pages import Kind, Page
from inspections.probes import PROBES
from inspections.site import Site
from tests.inspections.probes.looking import MARK, look, outcome, shop

HEAD = "Privacyverklaring\n"
ALL_RIGHTS = (
    "U heeft recht op inzage, rectificatie, verwijdering, beperking van de verwerking, bezwaar en overdraagbaarheid."
)


def privacy(code, text):
    return outcome(code, HEAD + text, "privacy")


class TestStatement:
    def test_is_missed_in_a_shop_without_one(self):
        assert shop("PR-01", {"home": "Welkom"}).outcome == "not_met"

    def test_needs_a_link_on_most_pages(self):
        bare = {"home": "<p>Welkom</p>", "product": "<p>Lamp</p>", "privacy": "<h1>Privacyverklaring</h1>"}
        assert shop("PR-01", bare).outcome == "not_met"
        linked = {kind: f'{text}<a href="/privacy">Privacy</a>' for kind, text in bare.items()}
        assert shop("PR-01", linked).outcome == "met"

    def test_may_be_bound_in_with_the_terms(self):
        text = "Artikel 1\nTekst.\nBIJLAGE 1 – PRIVACY POLICY\n" + "Wij bewaren gegevens 7 jaar. " * 80
        assert outcome("PR-07", text) == "met"

    def test_is_not_a_paragraph_in_the_terms(self):
        assert outcome("PR-10", "Artikel 12 Privacy\nZie onze privacyverklaring.") == "unknown"


class TestController:
    @pytest.mark.parametrize(
        "text",
        ["Winkel B.V., Dorpsstraat 1, 1234 AB Ede, is verantwoordelijk.", "Naam: Lampenlade\nE-mail: info@lampenlade.nl",
         "Tuinwereld, gevestigd aan Laan 3, is verwerkingsverantwoordelijke. Mail: info@tuinwereld.nl"],
    )  # fmt: skip
    def test_is_named_with_contact_details(self, text):
        assert privacy("PR-02", text) == "met"

    @pytest.mark.parametrize(
        "text", ["Neem contact met ons op.", "Mail naar info@shop.nl.", "Wij gebruiken Mollie B.V. voor betalingen."]
    )
    def test_is_not_only_hinted_at(self, text):
        assert privacy("PR-02", text) == "not_met"


class TestBases:
    @pytest.mark.parametrize(
        "text",
        ["De grondslag is de uitvoering van de overeenkomst.", "Wij verwerken gegevens op basis van een wettelijke verplichting en omdat het nodig is voor uitvoering van de overeenkomst.",
         "Purpose: delivery. Legal basis: performance of the contract."],
    )  # fmt: skip
    def test_are_named(self, text):
        assert privacy("PR-03b", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["We gebruiken uw gegevens voor de bestelling.", "Cookies\nDe wettelijke basis hiervoor is artikel 6(1)(c) AVG, een wettelijke verplichting.",
         "De host is op basis van de overeenkomst die wij met hen sloten verplicht tot geheimhouding."],
    )  # fmt: skip
    def test_are_not_those_of_cookies_or_contracts_with_others(self, text):
        assert privacy("PR-03b", text) == "not_met"


class TestInterest:
    def test_is_named(self):
        assert privacy("PR-04", "Ons gerechtvaardigd belang is het voorkomen van schade.") == "met"

    def test_is_missed_where_fraud_is_fought(self):
        assert privacy("PR-04", "We gebruiken gegevens om fraude te voorkomen.") == "not_met"

    def test_is_not_asked_where_nobody_relies_on_it(self):
        assert privacy("PR-04", "Wij beschermen gegevens met maatregelen tegen misbruik.") == "not_applicable"


class TestRecipients:
    @pytest.mark.parametrize(
        "text",
        ["We delen gegevens met de bezorgdienst en de betaaldienst.", "We share your data with carriers and payment providers.",
         "Wij verkopen niets aan derden en delen gegevens uitsluitend met derden die bij de bestelling zijn betrokken."],
    )  # fmt: skip
    def test_are_told(self, text):
        assert privacy("PR-05", text) == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Uw gegevens worden niet doorgespeeld aan derde partijen. Betalingen verlopen via Multisafepay.",
            "Uw gegevens zijn veilig.",
        ],
    )
    def test_contradict_a_promise_of_silence(self, text):
        assert privacy("PR-05", text) == "not_met"


class TestTransfers:
    @pytest.mark.parametrize(
        ("text", "verdict"),
        [
            ("We gebruiken Mailchimp.", "not_met"),
            ("We gebruiken Mailchimp onder het Data Privacy Framework.", "met"),
            ("We gebruiken PostNL.", "unknown"),
        ],
    )
    def test_need_a_safeguard(self, text, verdict):
        assert privacy("PR-06", text) == verdict


class TestRetention:
    @pytest.mark.parametrize(
        "text",
        [
            "Facturen bewaren we 7 jaar.",
            "We keep invoices for seven years.",
            "Bewaartermijnen\nAccount: 2 jaar na je laatste bestelling",
        ],
    )
    def test_is_a_number(self, text):
        assert privacy("PR-07", text) == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Wij bewaren gegevens volgens de wettelijke bewaartermijnen.",
            "Cookies\nDeze cookie wordt 2 jaar bewaard.",
            "We bewaren niets langer dan nodig.",
        ],
    )
    def test_is_not_a_phrase(self, text):
        assert privacy("PR-07", text) == "not_met"


class TestRights:
    @pytest.mark.parametrize(
        "text",
        [ALL_RIGHTS, "You have the right of access, rectification, erasure, restriction of processing, to object and to data portability.",
         "Uw rechten\nU heeft de volgende rechten:\n- inzage\n- correctie\n- verwijdering\n- beperking\n- bezwaar\n- overdracht van gegevens"],
    )  # fmt: skip
    def test_are_six(self, text):
        assert privacy("PR-08", text) == "met"

    def test_are_not_complete_with_fewer(self):
        found = look("PR-08", "U heeft het recht op verwijdering van uw gegevens.", "privacy")
        assert found.outcome == "not_met"
        assert found.proof
        assert "access" in found.note

    def test_are_not_found_in_other_talk(self):
        text = (
            "In uw account kunt u gegevens wijzigen. De toegang is beperkt. We verwijderen spam. Objecten en bezwaren."
        )
        assert privacy("PR-08", text) == "not_met"

    def test_to_withdraw_consent_is_more_than_an_item_in_a_list(self):
        assert privacy("PR-09", "U kunt uw toestemming te allen tijde intrekken.") == "met"
        assert privacy("PR-09", "We slaan op:\n- uw toestemmingsstatus of het intrekken van toestemming") == "not_met"

    @pytest.mark.parametrize(
        "text",
        [
            "U kunt een klacht indienen bij de Autoriteit Persoonsgegevens.",
            "You can lodge a complaint with the supervisory authority.",
        ],
    )
    def test_to_complain_names_the_authority(self, text):
        assert privacy("PR-10", text) == "met"

    @pytest.mark.parametrize("text", ["Klachten? Mail ons.", "Een datalek melden we bij de Autoriteit."])
    def test_to_complain_is_missed(self, text):
        assert privacy("PR-10", text) == "not_met"


class TestDate:
    def test_is_present(self):
        assert privacy("PR-14", "Laatst gewijzigd: 3 april 2026") == "met"

    def test_may_be_a_line_by_itself(self):
        assert privacy("PR-14", "25 mei 2018\nJe privacy is voor ons van belang.") == "met"

    def test_is_missed(self):
        assert privacy("PR-14", "Wij bewaren facturen sinds 2019.") == "not_met"

    @pytest.mark.parametrize(("years", "stale"), [(1, False), (3, True)])
    def test_is_remarked_on_when_it_is_old(self, now, years, stale):
        text = f"Privacy. Laatst gewijzigd op {(now - timedelta(days=365 * years)):%d-%m-%Y}."
        page = Page(url="x", kind=Kind.PRIVACY, text=text, fetched_at=now)
        assert bool(PROBES["PR-14"](Site(pages=(page,), mark=MARK)).note) == stale


@pytest.mark.rule("18.2")
class TestSharingClause:
    @pytest.mark.parametrize(
        "text",
        ["Na je bestelling delen we je naam, e-mailadres en bestelnummer met Keurtegel, dat je uitnodigt voor een review.",
         "We share your e-mail address, name and order number with Keurtegel, so that it can invite you to write a review.",
         "Keurtegel\nWij delen uw e-mailadres en klantnummer met hen. Zij sturen u een uitnodiging voor een beoordeling."],
    )  # fmt: skip
    def test_is_there(self, text):
        assert privacy("PR-15", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["Wij zijn aangesloten bij Keurtegel.", "We mailen je na je bestelling voor een review.", "We delen je naam en adres met PostNL.",
         "Bij je beoordeling registreren we alleen je naam."],
    )  # fmt: skip
    def test_is_not_met_by_half(self, text):
        assert privacy("PR-15", text) == "not_met"

    def test_is_left_to_a_person_when_it_names_another_mark(self):
        text = "Voor een uitnodiging delen we uw naam en e-mailadres met WebwinkelKeur."
        assert privacy("PR-15", text) == "unknown"

    def test_is_missed_in_a_shop_without_a_statement(self):
        assert shop("PR-15", {"home": "Welkom"}).outcome == "not_met"


class TestAcceptance:
    @pytest.mark.parametrize(
        "text",
        ["Door het aanvaarden van deze voorwaarden aanvaardt de consument ook de Privacy Policy.", "You accept our privacy policy by ordering.",
         "De klant gaat akkoord met de privacyverklaring."],
    )  # fmt: skip
    def test_is_not_asked(self, text):
        assert outcome("PR-17", text) == "not_met"

    def test_is_not_a_reference(self):
        assert outcome("PR-17", "In de privacyverklaring staat wat wij met gegevens doen.") == "met"


class TestConsent:
    def test_is_no_catch_all(self):
        assert privacy("PR-16", "Wij gebruiken uw gegevens uitsluitend met uw toestemming.") == "not_met"

    def test_is_not_said_of_every_purpose(self):
        text = "We leveren je bestelling. Dit doen wij op basis van je toestemming.\nWe houden je account bij op basis van je toestemming."
        assert privacy("PR-16", text) == "not_met"
        assert privacy("PR-16", f"{text}\nLeveren doen we ter uitvoering van de overeenkomst.") == "met"

    def test_belongs_to_the_newsletter(self):
        assert (
            privacy("PR-16", "Voor de nieuwsbrief gebruiken we uw e-mailadres uitsluitend met uw toestemming.")
            == "not_applicable"
        )


class TestNewsletter:
    @pytest.mark.parametrize(
        "text",
        [
            "Als u zich voor de nieuwsbrief aanmeldt, mailen we u.",
            "You can unsubscribe from the newsletter at any time.",
        ],
    )
    def test_is_chosen(self, text):
        assert privacy("PR-18", text) == "met"

    def test_does_not_come_by_itself(self):
        assert privacy("PR-18", "Klanten ontvangen automatisch onze nieuwsbrief.") == "not_met"


class TestFinish:
    @pytest.mark.parametrize(
        "text",
        [
            "Lorem ipsum dolor.",
            "Wij zijn [bedrijfsnaam].",
            "Mail naar {{ email }}.",
            "De persoonspersoonsgegevens.",
            "KvK: [KvK-nummer in te vullen]",
            "[COMPANY NAME]",
        ],
    )
    def test_is_missed(self, text):
        assert privacy("PR-19", text) == "not_met"

    @pytest.mark.parametrize(
        "text", ["Zie https://shop.nl/a........b", "Uw (adres)gegevens en [1] voetnoot.", "De e-mail van de klant."]
    )
    def test_is_there(self, text):
        assert privacy("PR-19", text) == "met"


class TestCookies:
    def test_are_told(self):
        assert privacy("CK-01", "Onze website gebruikt cookies.") == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Door onze webwinkel te gebruiken, geeft u toestemming voor cookies.",
            "By using our website you agree to cookies.",
        ],
    )
    def test_do_not_come_by_using_the_shop(self, text):
        assert privacy("CK-02", f"Cookies\n{text}") == "not_met"

    def test_are_looked_at_in_the_shop_itself(self):
        assert privacy("CK-02", "Cookies\nWij vragen vooraf toestemming voor cookies.") == "unknown"

    def test_of_statistics_are_set_with_care(self):
        care = "We hebben een verwerkersovereenkomst, anonimiseren het IP-adres en delen de gegevens niet."
        assert privacy("CK-04", "Cookies\nWe gebruiken Google Analytics.") == "not_met"
        assert (
            privacy(
                "CK-04",
                f"Cookies\nWe gebruiken Google Analytics. {care} Niets wordt gedeeld, niet met anderen gedeeld.",
            )
            == "met"
        )
