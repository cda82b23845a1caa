"""What the written rules hold back, and what they leave alone: examples and counter-examples of each."""

import pytest

from reviews.objections import RULES, holding, objections

EXAMPLES = {
    "email": ["Mail jan@example.com", "mail naar jan.de.vries (at) gmail.com", "Sanne+web@example.co.uk hielp"],
    "phone": ["Bel me op 06-12345678", "Bel me op +31 6 1234 5678", "06 12 34 56 78 is zijn nummer", "0032 470 12 34 56", "０６１２３４５６７８"],
    "iban": ["Maak het over op NL91 ABNA 0417 1643 00", "rekening NL91ABNA0417164300 graag"],
    "bsn": ["Mijn BSN is 111222333", "burgerservicenummer: 111.222.333"],
    "address": [
        "Hij woont aan de Dorpsstraat 12",
        "Ik woon op Lange Laan 4a, kom maar langs",
        "Bezorgd op Dorpsstraat 12, 8011 AB Zwolle",
        "8011 AB nr. 12 was het goede adres",
        "He lives at Baker Street 12",
    ],
    "person": [
        "De medewerkster Petra Jansen was onbeleefd",
        "medewerker genaamd Jan van der Berg hing op",
        "Het pakket lag bij buurman Kees Bakker",
        "The employee named John Smith was rude",
    ],
    "threat": [
        "Ik weet waar je woont.",
        "ik maak je dood als het morgen niet komt",
        "Ik ga jullie allemaal in elkaar slaan",
        "Dan steek ik, nee ik steek je winkel in brand",
        "I will kill you",
        "I’m going to burn down your store",
    ],
    "link": ["Kijk op https://example.com", "Kijk op www.example.com"],
}  # fmt: skip

LEFT_ALONE = [
    # of e-mail
    "Ik mailde info@fietsgoed.nl en kreeg geen antwoord", "klantenservice@fietsgoed.nl reageert snel", "Prijs: 3 @ 5 euro",
    # of phone
    "Op 3-11-2025 besteld voor € 1.299,00", "Bestelling 40871 kwam in 2 dagen", "Maat 42, kleur 7/10",
    "Bestelnummer 0612345678 is nooit geleverd", "ordernr: 0201234567", "EAN 8712345678906", "Ik belde 0900-1234 drie keer",
    "Ik belde 088 123 45 67 en wachtte 45 minuten", "Track 3SABC012345678", "Geleverd op 10-10-2025 om 14:30",
    # of iban and bsn
    "Artikel NL12ABCD past niet", "NL91 ABNA 0417 1643 01", "Bestelling 111222333", "BSN hoefde ik niet te geven, top",
    # of address
    "De winkel aan de Dorpsstraat 12 is een aanrader", "Op weg naar huis 3 keer gestopt", "Model Parkweg 5 is mooi",
    "Ik woon in Zwolle en het was er in 2 dagen", "Ik woon ver weg 3 uur rijden", "Artikel 1234 AB is uitverkocht", "Besteld in 2025 EN ontvangen in 2026",
    # of person
    "Medewerker Petra hielp mij geweldig", "De bezorger van Albert Heijn was sneller", "Mijn collega Jan", "Bij de buurman afgegeven",
    "Eigenaar Jan Jansen denkt mee", "De monteur kwam op tijd", "Buurvrouw blij, ik ook", "medewerker. Daarna kwam Jan Smit zingen",
    # of threat
    "Ik lach me dood om deze winkel", "De batterij is dood", "Ik sla jullie volgende keer over", "Ik maak het zelf wel af",
    "Deze hitte maakt je planten dood", "My husband will kill me when he sees the price", "This will kill the weeds",
    "Ik steek je een hart onder de riem", "I will hurt my back with this chair", "Ik weet waar jullie winkel zit",
    "Ik ga jullie aanbevelen", "Oplichters! Ik ga naar de politie en de rechter",
    # of opinion
    "Waardeloze klotewinkel, nooit meer!", "Oplichting, geld kwijt.", "★☆☆☆☆", "👍👍👍👍👍👍👍👍👍👍", "",
]  # fmt: skip


class TestRules:
    @pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in EXAMPLES.items() for text in texts])
    def test_find_what_they_are_for_and_nothing_else(self, code, text):
        assert [each.code for each in objections(text)] == [code]

    @pytest.mark.parametrize("text", LEFT_ALONE)
    def test_leave_alone_what_may_be_said(self, text):
        assert objections(text) == []

    def test_each_have_examples(self):
        assert set(EXAMPLES) == {code for code, _grounds, _find in RULES}

    def test_say_which_words_they_mean(self):
        assert objections("Bel Jan:  06 12345678  graag")[0].words == "06 12345678"

    def test_look_at_the_title_too(self):
        assert objections("Mail jan@example.com", "Verder prima.")[0].code == "email"

    @pytest.mark.parametrize("piece", ["a@", "Dorpsstraat ", "NL91 ", "ik maak je ", "woont ", "A b ", "x.", "bsn 1"])
    def test_come_to_an_end_with_a_text_that_almost_fits_all_the_way(self, piece):
        assert objections(piece * (20_000 // len(piece))) == []


class TestHolding:
    @pytest.mark.parametrize("code", ["email", "phone", "iban", "bsn", "address", "person"])
    def test_is_for_personal_data(self, code):
        assert holding(EXAMPLES[code][0]).grounds == "PERSONAL"

    def test_is_for_a_threat(self):
        assert holding(EXAMPLES["threat"][0]).grounds == "UNLAWFUL"

    def test_is_not_for_a_link(self):
        assert holding(EXAMPLES["link"][0]) is None
