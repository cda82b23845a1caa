"""TC: the general terms themselves, complaints, disputes, guarantee and unfair clauses."""

from datetime import date

from django.utils.translation import gettext as _

from inspections.pages import Kind, literal
from inspections.probes.dating import dated
from inspections.probes.probe import (
    ELSEWHERE,
    Answer,
    every,
    first,
    met,
    not_applicable,
    not_met,
    probe,
    saying,
    told_elsewhere,
    unknown,
)
from inspections.probes.wording import TERM
from inspections.site import Site
from inspections.tongue import language_of
from inspections.walls import is_foreign

NEWEST_RULE = date(2026, 6, 19)  # the online withdrawal function
SHORTEST_TERMS = 1_500
TERMS_LINK = (
    r"algemene\s+(?:leverings|verkoop)?\s?voorwaarden|leveringsvoorwaarden|^voorwaarden$|terms\s*(?:and|&|of)"
    r"|^terms$|conditions of sale"
)
TERMS_TITLE = (
    r"(?:algemene|leverings|verkoop)\s?-?(?:leverings|verkoop)?voorwaarden|terms\s*(?:and|&)\s*conditions"
    r"|terms of (?:sale|service|use)|general (?:terms|conditions)"
)
COMPLAINT = r"klacht\w*|klagen|complaint\w*|ontevreden|dissatisf\w*"
ANSWER = (
    r"beantwoord\w*|antwoord\w*|reage\w*|reactie\w*|afgehandel\w*|behandel\w*|afhandel\w*|oplos\w*|opgelost"
    r"|repl(?:y|ied|ies)"
    r"|respon\w*|answer\w*|handled|resolv\w*|process(?:ed)?\b"
)
# The customer's own term, or one that counts from the purchase.
TO_FILE = r"\b(?:gemeld|ingediend|in te dienen|te melden|reported|filed)\b|na aankoop|after purchase"
DISPUTE = r"geschil\w*|dispute\w*|klacht\w*|complaint\w*"
ROUTE = (
    r"geschillen(?:commissie|instantie|beslecht\w*)|bemiddel\w*|mediat\w*|disputes? (?:committee|board"
    r"|resolution|commission)"
    r"|arbitra\w*|digidispuut|alternative dispute|\bSGC\b|webwinkelkeur|thuiswinkel waarborg|trusted shops"
    r"|webshop keurmerk"
)
BODY = (
    r"geschillen(?:commissie|instantie)|bemiddel\w*|mediat\w*|disputes? (?:committee|board|commission)"
    r"|arbitra\w*|digidispuut"
)
UNBOUND = (
    r"\baangesloten .{0,60}(?:zijn|ben) (?:wij|we|ik) niet|\bniet aangesloten|geen geschillencommissie|not affiliated"
)
ODR = (
    r"ec\.europa\.eu/(?:consumers/)?odr|webgate\.ec\.europa\.eu/odr|\bODR\b|online\s?geschillen\s?beslechting\w*"
    r"|online dispute resolution|europe(?:es|se)? (?:\w+ )?(?:geschillen|klachten)platform"
)
CONFORMITY = (
    r"aan de (?:koop)?overeenkomst .{0,20}(?:te )?(?:beantwoord|voldo)\w*|(?:conform|comply) (?:with|to) the contract"
    r"|conformiteit\b|conforme? (?:product|aan de overeenkomst)|wettelijke (?:garantie|rechten|conformiteit)"
    r"|garantie .{0,40}wettelijke (?:bepalingen|regels)|(?:voldoe\w*|beantwoord\w*) aan"
    r" de (?:koop)?overeenkomst|non-?conform\w*|legal (?:guarantee|warranty)|statutory (?:guarantee|warranty"
    r"|rights)|legal rights"
    r"|lack of conformity|conformity (?:of|and|guarantee)|(?:comply|complies|conform\w*|correspond\w*) (?:with"
    r"|to) the (?:\w+ )?(?:contract|agreement)"
    r"|wettelijk recht (?:op een deugdelijk|en dat|op (?:herstel|reparatie|vervanging))|eigenschappen .{0,30}(?:die"
    r"|dat) .{0,30}mag verwachten|deugdelijk product"
    r"|(?:mag|mogen|may) .{0,30}redelijkerwijs .{0,20}verwachten|reasonably expect"
)
SAYS = r"\b(?:geldt|gelden|heeft|heb|hebt|houdt|blijft|applies|apply|have|keep)\b"
KEEPS_RIGHTS = (
    r"beperkt? nimmer|doe[nt]\w* niets af|niets af aan|laat\w* .{0,60}onverlet|onverminderd"
    r"|naast de wettelijke|wettelijke rechten"
    r"|not (?:affect|limit)|without prejudice|in addition to|beperkt? (?:de|uw|je) wettelijke .{0,30}niet"
    r"|extra garantie|extra guarantee"
)
CUT = (
    r"garantie\w* .{0,60}(?:vervalt|eindigt|is beperkt tot|beperkt zich tot|bedraagt (?:maximaal|ten hoogste)"
    r"|maximaal|uitsluitend)"
    r".{0,40}(?:maand|jaar|week|weken|dagen)|(?:daarna|na die tijd) .{0,40}\bgeen .{0,20}aanspraak|(?:maximaal"
    r"|slechts|alleen"
    r"|ten hoogste|uiterlijk) \w+ (?:maanden|jaar) garantie"
    r"|(?:daarna|hierna|na (?:die|deze) .{0,30}) .{0,30}\bverval\w*.{0,60}(?:recht|aanspraak|garantie)"
    r"|na (?:afloop|het verstrijken) van de garantie.{0,80}(?:kosten|rekening|geen aanspraak)"
    r"|garantietermijn .{0,60}(?:komt overeen|gelijk) (?:met|aan) de fabrieksgarantie"
    r"|(?:guarantee|warranty) .{0,60}(?:limited to|expires|ends|maximum of|only) .{0,40}(?:month|year)s?"
)
MAKER = (
    r"(?:wend\w*|richt\w*|contact (?:op te nemen|opnemen)|terecht) .{0,60}(?:fabrikant|producent|importeur)"
    r"|(?:fabrikant|producent|importeur) .{0,40}(?:aanspre\w*|wenden|benaderen)"
    r"|(?:moet|dient|moeten) (?:u|je|jij) .{0,20}bij de (?:fabrikant|producent|importeur)"
    r"|contact the manufacturer|(?:turn|apply|refer\w*) to the manufacturer"
    r"|uitsluitend de (?:fabrieks)?garantie van de (?:fabrikant|producent)"
)
DUTCH_LAW = (
    r"(?:nederlands recht\b|het recht van nederland|law of the netherlands|dutch law|netherlands law"
    r"|laws of the netherlands)"
)
ONLY = r"uitsluitend|exclusie\w*|enkel|alleen|exclusively|solely|only"
MANDATORY = (
    r"dwingend\w*|mandatory|bescherming .{0,80}(?:land|lidstaat|woonplaats)|consumer protection"
    r"|land waar .{0,40}(?:consument|woon)"
)
COURT_ONLY = r"(?:bevoegde? rechter|rechtbank|competent court|courts?) .{0,60}(?:te|in|of|arrondissement)\b"
UNFAIR = (
    r"schort(?:en|ing)?\b.{0,60}betalingsverplichting\w*.{0,20}niet"
    r"|betalingsverplichting\w* .{0,40}niet op(?:ge)?schort\w*"
    r"|(?:in geen geval|nimmer|nooit|op geen enkele wijze) (?:is \w+ )?(?:aansprakelijk|verantwoordelijk)"
    r"|aansprakelijk\w* .{0,80}(?:(?:volledig|geheel) uitgesloten|is uitgesloten|sluit\w* .{0,40} uit\b)"
    r"|sluit\w* (?:elke|iedere|alle) aansprakelijkheid"
    r"|(?:not|never|in no event|under no circumstances) (?:be )?(?:held )?(?:liable|responsible)"
    r"|exclude\w* (?:all|any) liability"
    r"|(?:administratie|boeken|gegevens) .{0,60}(?:volledig|dwingend|beslissend) bewijs"
    r"|strekken? tot volledig bewijs|books .{0,40}conclusive"
    r"|recht .{0,40}(?:prijzen|prijs) (?!op de (?:web)?site)(?:\w+ ){0,6}te (?:verhogen|wijzigen)|(?:vervalt"
    r"|verliest|verliezen) .{0,30}(?:elk|ieder|alle) recht"
    r"|right to (?:change|increase) (?:the |its |our )?prices? .{0,40}(?:any time|without)"
    r"|verrekening .{0,40}(?:niet toegestaan|uitgesloten)"
    r"|geen aansprakelijkheid (?:aanvaard|geaccepteerd)|aanvaard\w* geen (?:enkele )?aansprakelijkheid"
    r"|(?:no liability|any liability is)"
    r"|niet aansprakelijk (?:voor|indien)|aansprakelijkheid .{0,120}beperkt tot|not (?:be )?liable for"
    r"|liability .{0,80}limited to"
)
FOR_THE_CONSUMER = (
    r"(?:consument|consumer|koper|buyer|customer) (?:is|kan|draagt|shall|cannot|can|will)|\bu bent|you (?:are"
    r"|will)"
)
BUSINESS = r"niet-consument|zakelijke (?:klant|afnemer)|bedrijfsmatig|business customer|non-consumer"


@probe("TC-01")
def available(site: Site) -> Answer:
    """The terms can be read before ordering: a link that works and leads to a text of substance."""
    for page in site.of(Kind.TERMS):
        if len(page.text) > SHORTEST_TERMS and page.status == 200:
            title = page.content.find(TERMS_TITLE) or page.content.find(r"voorwaarden|terms|conditions")
            return met(title.block if title and len(title.block) < 160 else title)
    if site.read(Kind.TERMS):
        return not_met(note=_("The page of the terms holds hardly any text."))
    return not_met() if site.whole else unknown()


@probe("TC-02")
def version(site: Site) -> Answer:
    """A version or date on the terms; an old one is remarked on, not refused."""
    documents = [page.content for page in site.of(Kind.TERMS)]
    if not documents:
        return not_met() if site.whole else unknown()
    found, day = dated(documents)
    if not found:
        return not_met() if site.silent(Kind.TERMS) else unknown()
    stale = day is not None and day < NEWEST_RULE
    return met(found, note=_("Older than the newest rule that touches the terms (19 June 2026).") if stale else "")


@probe("TC-03")
def complaints(site: Site) -> Answer:
    """A complaint procedure that says within how many days the shop answers."""
    passages = [page.content for page in site.of(Kind.COMPLAINTS)] + site.terms
    passages += [page.content for page in site.of(Kind.CONTACT, Kind.RETURNS)]
    for sentence in every(passages, TERM):
        if sentence.find(ANSWER) and sentence.around(300).find(COMPLAINT) and not sentence.find(TO_FILE):
            return met(sentence)
    mention = saying(passages, COMPLAINT)
    if not site.silent(Kind.TERMS, Kind.COMPLAINTS) or told_elsewhere(passages, COMPLAINT, site):
        return unknown(mention)
    return not_met(mention, note=_("No term within which a complaint is answered.") if mention else "")


@probe("TC-04")
def dispute_route(site: Site) -> Answer:
    """Mediation by the mark or the committee the shop is bound to (terms 11)."""
    passages = site.terms + [page.content for page in site.of(Kind.COMPLAINTS)]
    named = "|".join(literal(name) for name in (site.mark, site.committee) if name)
    for sentence in every(passages, rf"{ROUTE}|{named}" if named else ROUTE):
        closed = sentence.find(ODR) and not sentence.find(r"geschillencommissie|bemiddel|mediat")
        about = sentence.find(DISPUTE) or (sentence.find(BODY) and sentence.around(400).find(DISPUTE))
        if about and not (closed or sentence.find(UNBOUND) or sentence.page.is_heading(sentence)):
            return met(sentence)
    if not site.silent(Kind.TERMS):
        return unknown()
    return not_met(first(site.terms, r"\bgeschil(?:len)?\b|\bdisputes?\b"))


@probe("TC-05")
def closed_platform(site: Site) -> Answer:
    """The European ODR platform closed on 20 July 2025: nothing may lead there (Reg. 2024/3228)."""
    mention = next((found.sentence for page in site.pages for found in page.whole.find_all(ODR)), None)
    if mention:
        return not_met(mention)
    for page in site.pages:
        for link in page.links:
            if "europa.eu" in link.url and "odr" in link.url.lower():
                words = next((one for one in page.sentences if link.text and link.text in one.text), None)
                return not_met(words, note=_("This link leads to the closed platform."))
    return met() if site.pages else unknown()


@probe("TC-06")
def conformity(site: Site) -> Answer:
    """The legal guarantee is mentioned (BW 7:17, 6:230m(1)(l))."""
    passages = site.terms + [page.content for page in site.of(Kind.RETURNS, Kind.COMPLAINTS, Kind.PRODUCT)]
    said = every(passages, CONFORMITY)
    told = rf"^.{{45}}|{SAYS}"  # more than a heading
    found = next((one for one in said if one.find(told) and (site.whole or not one.find(ELSEWHERE))), None)
    if found:
        return met(found)
    elsewhere = told_elsewhere(passages, rf"{CONFORMITY}|garantie|guarantee|warranty", site)
    return not_met() if site.silent(Kind.TERMS) and not elsewhere else unknown(elsewhere)


@probe("TC-07")
def guarantee_uncut(site: Site) -> Answer:
    """No fixed limit to the legal guarantee, no sending on to the manufacturer (BW 7:6, 7:18, 7:21)."""
    places = site.terms + [page.content for page in site.of(Kind.PRODUCT, Kind.COMPLAINTS, Kind.RETURNS)]
    cut = saying(places, CUT, never=rf"{KEEPS_RIGHTS}|cadeau|gift|tegoed") or saying(places, MAKER, never=KEEPS_RIGHTS)
    if cut:
        return not_met(cut)
    if not site.silent(Kind.TERMS):
        return unknown()
    limited = saying(
        site.terms,
        r"garantie\b.{0,40}\b(?:van|voor|gedurende|is|bedraagt)\b.{0,40}(?:maanden|jaar)",
        never=KEEPS_RIGHTS,
    )
    if limited and not first(site.terms, KEEPS_RIGHTS):
        return not_met(limited)
    kept = saying(site.terms, r"garantie|guarantee|warranty", KEEPS_RIGHTS) or saying(
        site.terms, r"garantie|guarantee|warranty"
    )
    return met(kept)


@probe("TC-08")
def choice_of_law(site: Site) -> Answer:
    """Dutch law only, without leaving the consumer abroad the protection of home, is refused (CJEU C-191/15)."""
    if not site.silent(Kind.TERMS):
        return unknown()
    for sentence in every(site.terms, DUTCH_LAW):
        if sentence.find(ONLY) and not sentence.around(0, 500).find(MANDATORY):
            return not_met(sentence)
    chosen = first(site.terms, DUTCH_LAW)
    if chosen:
        return met(chosen)
    return not_applicable(note=_("The terms choose no law."))


@probe("TC-09")
def language(site: Site) -> Answer:
    """The terms are in the language of the shop (BW 6:227b(1)(d))."""
    for passage in site.terms:
        written, foreign = language_of(passage.text), is_foreign(passage.text)
        if written or foreign:
            same = written == site.language and not foreign
            return met() if same else not_met(passage.sentences[0] if passage.sentences else None)
    return unknown()


@probe("TC-10")
def unfair_clauses(site: Site) -> Answer:
    """Clauses of the black and grey list (BW 6:236, 6:237)."""
    if not site.silent(Kind.TERMS):
        return unknown()
    found = [one for one in every(site.terms, UNFAIR) if not one.find(rf"{BUSINESS}|{FOR_THE_CONSUMER}")]
    return not_met(*found, note=_("Clauses that the black or grey list may forbid.")) if found else met()
