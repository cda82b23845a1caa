"""WD: withdrawal stated, started, exercised and excepted."""

import pytest

from tests.inspections.probes.looking import look, outcome, shop

TERMS = "Artikel 6 Herroepingsrecht\n"
FORM = "Ik/Wij (*) deel/delen (*) u hierbij mede dat ik/wij (*) onze overeenkomst herroep/herroepen (*)"


class TestRight:
    @pytest.mark.parametrize(
        "text",
        ["U kunt de koop binnen een bedenktijd van 14 dagen zonder opgave van redenen herroepen.",
         "De consument kan de overeenkomst zonder opgave van redenen ontbinden gedurende 14 dagen.",
         "U heeft het recht uw bestelling tot 14 dagen na ontvangst zonder opgave van reden te annuleren.",
         "Je hebt veertien dagen bedenktijd.", "U heeft een bedenktijd van 30 dagen.", "Bedenktijd: 14 (veertien) kalenderdagen.",
         "You have the right to withdraw from this contract within 14 days without giving any reason.",
         "The consumer has a cooling-off period of at least fourteen days.",
         "Vanaf het moment dat het pakket bij je thuis ligt heb je twee weken om te beslissen of je het houdt.",
         "Binnen veertien dagen na de dag van bezorging kun je zonder uitleg van de koop af.",
         "You may cancel your purchase within fourteen days of the day the parcel reached you.",
         "Hoe lang mag ik nadenken? Veertien dagen, te beginnen op de dag nadat de verf bij je bezorgd is.",
         "The Consumer can dissolve the agreement during a withdrawal period of 14 days without stating reasons.",
         "Binnen 14 dagen na ontvangst mag u de overeenkomst ontbinden; wij betalen het bedrag binnen 14 dagen terug."],
    )  # fmt: skip
    def test_is_stated(self, text):
        assert outcome("WD-01", TERMS + text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["U heeft 7 dagen bedenktijd.", "De koop kan binnen zeven werkdagen zonder opgave van redenen worden ontbonden.",
         "You may withdraw within 7 days without giving any reason.",
         "Spijt van je aankoop? Stuur het artikel binnen 7 dagen na ontvangst terug."],
    )  # fmt: skip
    def test_is_fourteen_days_at_least(self, text):
        found = look("WD-01", TERMS + text)
        assert found.outcome == "not_met"
        assert found.proof

    @pytest.mark.parametrize(
        "text",
        ["Na herroeping betalen wij binnen 14 dagen het bedrag terug.", "We refund you within 14 days of your withdrawal.",
         "Als u gebruik maakt van uw herroepingsrecht, stuurt u het product binnen 14 dagen terug.",
         "Betaling moet binnen 14 dagen na het ingaan van de bedenktermijn.", "Klachten over de herroeping beantwoorden we binnen 14 dagen.",
         "De bedenktijd verschilt per product.", "U heeft recht op 30 dagen retourgarantie."],
    )  # fmt: skip
    def test_is_not_another_term(self, text):
        assert outcome("WD-01", TERMS + text) == "not_met"

    def test_may_be_told_on_the_returns_page_of_a_shop(self):
        texts = {"terms": "Algemene voorwaarden", "returns": "Je hebt 14 dagen bedenktijd."}
        assert shop("WD-01", texts).outcome == "met"

    def test_fails_when_pages_contradict_each_other(self):
        texts = {"terms": "Je hebt 14 dagen bedenktijd.", "returns": "Je hebt 7 dagen bedenktijd."}
        assert shop("WD-01", texts).outcome == "not_met"

    def test_says_nothing_of_another_document(self):
        assert outcome("WD-01", "Deze gegevens gebruiken wij voor uw retourrecht.", "privacy") == "unknown"


class TestStart:
    @pytest.mark.parametrize(
        "text",
        ["De bedenktijd van 14 dagen gaat in op de dag na ontvangst van het product.",
         "The withdrawal period of 14 days starts on the day after you receive the goods."],
    )  # fmt: skip
    def test_is_receipt(self, text):
        assert outcome("WD-02", text) == "met"

    def test_is_not_the_order(self):
        assert outcome("WD-02", "U heeft een bedenktijd van 14 dagen na aankoop.") == "not_met"


class TestForm:
    @pytest.mark.parametrize("text", [FORM, "I/We (*) hereby give notice that I/We withdraw from my contract of sale"])
    def test_is_there(self, text):
        assert outcome("WD-03", f"Bijlage: modelformulier voor herroeping\n{text}") == "met"

    def test_may_be_a_file(self):
        link = '<p>Download het <a href="/files/modelformulier.pdf">modelformulier voor herroeping</a>.</p>'
        assert outcome("WD-03", f"<main>{link}</main>") == "met"

    def test_is_not_there_because_somebody_says_so(self):
        said = "Gebruik het modelformulier voor herroeping op onze website."
        assert outcome("WD-03", said) == "unknown"
        assert shop("WD-03", {"terms": said}).outcome == "not_met"

    def test_is_missed(self):
        assert outcome("WD-03", TERMS) == "not_met"


class TestFreedomOfForm:
    @pytest.mark.parametrize(
        "text",
        [
            "Herroepen kan met een ondubbelzinnige verklaring.",
            "You may use the model withdrawal form, but it is not obligatory; any unequivocal statement will do.",
        ],
    )
    def test_is_given(self, text):
        assert outcome("WD-04", text) == "met"

    def test_is_taken_away(self):
        assert outcome("WD-04", "Herroepen kan uitsluitend met een RMA-nummer.") == "not_met"


class TestOnlineFunction:
    def test_is_found_by_its_label(self):
        home = '<main>Welkom</main><footer><a href="/herroepen">Overeenkomst hier herroepen</a></footer>'
        assert shop("WD-05a", {"home": home}).outcome == "met"

    def test_is_missed_in_a_shop_without_it(self):
        assert shop("WD-05a", {"home": '<a href="/retour">Retourneren</a>'}).outcome == "not_met"

    def test_cannot_be_seen_in_one_document(self):
        assert outcome("WD-05a", "U kunt herroepen via de link Herroepen.") == "unknown"

    @pytest.mark.parametrize(
        "text",
        [
            "Herroepen doe je met de knop “Overeenkomst hier herroepen” onderaan elke pagina.",
            "Use the withdrawal button “withdraw from contract here” in the footer.",
        ],
    )
    def test_is_told(self, text):
        assert outcome("WD-05b", text) == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Het modelformulier is te downloaden via de link Herroepen.",
            "Herroepen kan via een retouraanvraag (RMA).",
            TERMS,
        ],
    )
    def test_is_not_a_form_to_download(self, text):
        assert outcome("WD-05b", text) == "not_met"


class TestRefund:
    @pytest.mark.parametrize(
        "text",
        [
            "Wij betalen binnen 14 dagen na de herroeping het hele bedrag terug.",
            "We will reimburse all payments within 14 days of your notice of withdrawal.",
        ],
    )
    def test_comes_in_time(self, text):
        assert outcome("WD-06", text) == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "Na herroeping betalen wij binnen 30 dagen terug.",
            "Bij herroeping worden de verzendkosten niet terugbetaald.",
            "After withdrawal, shipping costs are not refunded.",
        ],
    )
    def test_comes_late_or_incomplete(self, text):
        assert outcome("WD-06", text) == "not_met"

    @pytest.mark.parametrize(
        "text",
        [
            "You have 14 days to return it to us for a full refund.",
            "Zodra wij de retour hebben ontvangen, betalen wij binnen 14 dagen terug.",
        ],
    )
    def test_is_left_to_a_person_when_its_term_starts_elsewhere(self, text):
        assert outcome("WD-06", text, "returns") == "unknown"

    @pytest.mark.parametrize(
        "text",
        [
            "De ondernemer gebruikt voor terugbetaling hetzelfde betaalmiddel.",
            "We refund using the same means of payment.",
        ],
    )
    def test_comes_the_same_way(self, text):
        assert outcome("WD-12", text) == "met"

    def test_is_no_voucher(self):
        assert outcome("WD-12", "Bij retour ontvangt u een tegoedbon als terugbetaling.") == "not_met"


class TestSendingBack:
    @pytest.mark.parametrize(
        "text",
        [
            "Na uw melding heeft u 14 dagen om het product terug te sturen.",
            "You send the goods back within 14 days of your notice of withdrawal.",
        ],
    )
    def test_has_its_own_fourteen_days(self, text):
        assert outcome("WD-07", text) == "met"

    @pytest.mark.parametrize(
        "text",
        [
            "U heeft na annulering nogmaals 14 dagen om uw product retour te sturen.",
            "Meld uw retour. Stuur het product daarna binnen 14 dagen terug.",
        ],
    )
    def test_is_told_in_other_words(self, text):
        assert outcome("WD-07", text, "returns") == "met"

    def test_is_not_squeezed_into_the_cooling_off_period(self):
        assert outcome("WD-07", "Het product moet binnen de bedenktijd worden teruggestuurd.") == "not_met"

    @pytest.mark.parametrize(
        "text",
        [
            "De retourkosten zijn voor rekening van de klant.",
            "You bear the costs of returning the goods.",
            "Retourneren is gratis.",
        ],
    )
    def test_has_its_costs_told(self, text):
        assert outcome("WD-08", text) == "met"

    @pytest.mark.parametrize(
        "text",
        ["Retourneren kan alleen in de originele verpakking.", "Het artikel moet ongeopend retour.", "Goods must be returned unused and in their original packaging.",
         "Bij retour rekenen wij 10% administratiekosten."],
    )  # fmt: skip
    def test_has_no_unlawful_conditions(self, text):
        assert outcome("WD-09", TERMS + text) == "not_met"

    @pytest.mark.parametrize(
        "text",
        [
            "U stuurt het product, indien redelijkerwijs mogelijk, in de originele verpakking terug.",
            "Originele verpakking is bij retour niet verplicht.",
        ],
    )
    def test_may_ask_kindly(self, text):
        assert outcome("WD-09", f"{TERMS}U heeft 14 dagen bedenktijd. {text}") == "met"

    def test_is_acknowledged(self):
        assert outcome("WD-13", "Na uw herroeping sturen wij een ontvangstbevestiging.") == "met"


class TestExceptions:
    def test_are_those_of_the_law(self):
        text = "Artikel 8 Uitsluiting herroepingsrecht\n- producten die snel bederven;\n- producten op maat gemaakt;\n- losse kranten."
        assert outcome("WD-10", text) == "met"

    @pytest.mark.parametrize(
        "item", ["afgeprijsde artikelen", "cadeaubonnen", "producten die zijn geactiveerd of geregistreerd"]
    )
    def test_are_not_the_shops_own(self, item):
        text = f"Artikel 8 Uitsluiting herroepingsrecht\n- producten die snel bederven;\n- {item};\n- losse kranten."
        assert outcome("WD-10", text) == "not_met"


class TestOutsideTheTerms:
    def test_is_told_by_a_link(self):
        home = '<main>Welkom</main><footer><a href="/retour">Retourneren</a><a href="/av">Voorwaarden</a></footer>'
        assert shop("WD-11", {"home": home}).outcome == "met"

    def test_is_missed(self):
        assert shop("WD-11", {"home": '<a href="/av">Voorwaarden</a>'}).outcome == "not_met"


class TestPlainWords:
    """What shops say in words of their own; each was once taken for something else."""

    @pytest.mark.parametrize(
        ("code", "text", "verdict"),
        [
            ("WD-01", ("U kunt binnen veertien dagen na ontvangst herroepen zonder dat u ons daarvoor een reden "
             "verschuldigd bent."), "met"),
            ("WD-01", "All sales of outlet items are final.", "not_met"),
            ("WD-02", ("Je mag 14 dagen lang herroepen. We beginnen met tellen op de dag nadat je de doos hebt "
             "aangenomen."), "met"),
            ("WD-07", "You can withdraw for 14 days. Post the poster within 14 days of telling us.", "met"),
            ("WD-07", "Het speelgoed moet binnen 14 dagen nadat jij het kreeg weer door ons ontvangen zijn.", "not_met"),
            ("WD-08", "Je mag de koop herroepen. De postzegels zijn voor jou.", "met"),
        ],
    )  # fmt: skip
    def test_are_understood(self, code, text, verdict):
        assert shop(code, {"returns": text, "terms": "Algemene voorwaarden. " * 60}).outcome.value == verdict

    def test_on_made_to_order_goods_deny_nobody_the_right(self):
        text = "There is no right to withdraw for goods that are made to your specification."
        assert look("WD-01", text, "returns").note != "The right is denied."
