"""Forty changes to a shop that keeps every rule, and the point that each of them breaks (product.md B6)."""

from collections.abc import Mapping
from typing import NamedTuple

from inspections.sandbox.server import Content


class Mutation(NamedTuple):
    """`edits` are words and what comes in their place, on every page; `without` are pages that go."""

    code: str
    edits: Mapping[str, str]
    without: tuple[str, ...] = ()

    def on(self, pages: Mapping[str, Content]) -> dict[str, Content]:
        left = {path: content for path, content in pages.items() if path not in self.without}
        return {path: self._edited(content) if isinstance(content, str) else content for path, content in left.items()}

    def _edited(self, content: str) -> str:
        for old, new in self.edits.items():
            content = content.replace(old, new)
        return content


MUTATIONS = (
    Mutation("ID-03", {"038 000 12 34": "niet"}),
    Mutation("ID-04", {"hallo@theeplank.example": "het formulier", "mailto:": "/contact/?"}),
    Mutation("ID-05", {"00000171": ""}),
    Mutation("ID-06", {"NL999999990B01": ""}),
    Mutation("ID-06", {"NL999999990B01": "NL999999991B01"}),
    Mutation("ID-02", {"Waterstraat 8, 8011 ZZ Zwolle": "Postbus 12, Zwolle", "Waterstraat 8": "Postbus 12", "8011 ZZ": ""}),
    Mutation("WD-01", {"bedenktijd van 14 dagen": "bedenktijd van 7 dagen", "14 dagen bedenktijd": "7 dagen bedenktijd"}),
    Mutation("WD-03", {"Modelformulier voor herroeping": "Ruilen", "Ik/Wij (*) deel/delen (*) u hierbij mede dat ik/wij (*) onze overeenkomst": "Schrijf ons", "herroep/herroepen (*)": "", "modelformulier": "briefje"}),
    Mutation("WD-05a", {"Overeenkomst hier herroepen": "Ruilen", "/herroepen/": "/klachten/", "Herroeping bevestigen": "Verstuur"}, ("/herroepen/",)),
    Mutation("WD-05b", {'met de knop <a href="/herroepen/">Overeenkomst hier herroepen</a>': "met een brief", "met de knop “Overeenkomst hier herroepen” onderaan elke pagina": "per brief"}),
    Mutation("WD-06", {"binnen 14 dagen na je herroeping": "binnen 30 dagen na je herroeping"}),
    Mutation("WD-06", {"met de standaard verzendkosten": "maar de verzendkosten worden niet terugbetaald"}),
    Mutation("WD-07", {"binnen 14 dagen na je melding": "binnen 5 dagen na je melding", "heb je 14 dagen om": "heb je 5 dagen om"}),
    Mutation("WD-08", {"De kosten van terugsturen zijn voor jouw rekening": "Verpak het goed", "betalen wij de retourkosten": "helpen we je"}),
    Mutation("WD-09", {"Je mag het product uitpakken en bekijken": "Alleen ongeopend en in de originele verpakking nemen we iets terug"}),
    Mutation("WD-09", {"We gebruiken hetzelfde": "We houden 15 % administratiekosten in bij een retour. We gebruiken hetzelfde"}),
    Mutation("WD-10", {"producten die snel bederven": "alle producten uit de aanbieding; producten die snel bederven"}),
    Mutation("WD-12", {"We gebruiken hetzelfde betaalmiddel als jij": "Je krijgt een tegoedbon", "met hetzelfde betaalmiddel": "als tegoedbon"}),
    Mutation("WD-13", {"ontvangstbevestiging": "groet"}),
    Mutation("WD-11", {"/retourneren/": "/voorwaarden/", "Retourneren": "Meer", "herroepen": "ruilen", "Herroepen": "Ruilen"}, ("/retourneren/", "/herroepen/")),
    Mutation("OR-01", {"Bestellen en betalen": "Bestelling plaatsen"}),
    Mutation("OR-07", {'type="checkbox"': 'type="checkbox" checked'}),
    Mutation("OR-08", {"Voor geen van deze manieren rekenen we een toeslag": "Voor een creditcard rekenen we een toeslag van 3 %", "We rekenen voor betalen geen toeslag": "Voor een creditcard rekenen we een toeslag van 3 %"}),
    Mutation("OR-09", {"achteraf": "vooraf", "Achteraf": "Vooraf", "op rekening": "meteen", "na ontvangst van de factuur": "voor de levering"}),
    Mutation("OR-02", {"inclusief btw": "exclusief btw"}),
    Mutation("OR-03", {"Verzendkosten": "Verpakking", "verzendkosten": "verpakking", "gratis": "mooi"}),
    Mutation("OR-06", {"We bevestigen je bestelling onverwijld per e-mail": "We pakken je bestelling in", "een bevestiging": "een kaart"}),
    Mutation("DL-01", {"Levertijd": "Let op", "1 tot 3 werkdagen": "een tijdje", "2 werkdagen": "een tijdje"}),
    Mutation("DL-02", {"uiterlijk binnen 30 dagen": "uiterlijk binnen 90 dagen"}),
    Mutation("TC-01", {"/voorwaarden/": "/contact/", "lgemene voorwaarden": "fspraken"}, ("/voorwaarden/",)),
    Mutation("TC-03", {"We beantwoorden je klacht binnen 14 dagen": "We lezen alles"}),
    Mutation("TC-05", {"Helpt dat niet": "Of ga naar https://ec.europa.eu/consumers/odr. Helpt dat niet"}),
    Mutation("TC-06", {"dat voldoet aan de overeenkomst": "", "wettelijke rechten": "wensen", "wettelijke garantie": "service", "deugdelijk": "mooi"}),
    Mutation("TC-07", {"doet niets af aan je wettelijke rechten": "vervalt na 6 maanden; wend je daarna tot de fabrikant"}),
    Mutation("PR-01", {"/privacy/": "/contact/", "rivacyverklaring": "fspraken", "rivacy": "fspraken"}, ("/privacy/",)),
    Mutation("PR-07", {"7 jaar": "een tijd", "tot 2 jaar": "een tijd", "1 jaar": "een tijd"}),
    Mutation("PR-08", {"inzage, correctie en verwijdering": "een gesprek", "beperking van de verwerking": "rust", "overdraagbaarheid": "koffie", "bezwaar maken": "bellen"}),
    Mutation("PR-10", {"Autoriteit Persoonsgegevens": "buren"}),
    Mutation("PR-15", {"Keurtegel stuurt je daarmee een persoonlijke uitnodiging": "Die stuurt je wat", "delen we je naam, je e-mailadres en je bestelnummer met Keurtegel": "bewaren we alles"}),
    Mutation("CK-02", {"We plaatsen geen cookies om je te volgen": "Door onze website te gebruiken ga je akkoord met alle cookies"}),
)  # fmt: skip
