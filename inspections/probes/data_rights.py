"""PR: the rights of the people whose data are kept, as the privacy statement tells them (GDPR 13(2))."""

from django.utils.translation import gettext as _

from inspections.pages import Passage
from inspections.probes import identity
from inspections.probes.privacy import in_cookies, without_statement
from inspections.probes.probe import Answer, every, first, met, near, not_applicable, not_met, probe, saying, unknown
from inspections.site import Site

LISTING = (
    r"(?:volgende|uw|je|jouw|onderstaande) (?:\w+ )?rechten|\bhe(?:eft|bt) (?:u |je )?(?:\w+ )?recht"
    r"|your (?:\w+ )?rights|following rights|right to"
)
RIGHTS_SPAN = 1_200  # characters over which a list of rights goes on
LONGEST_ITEM = 200
RIGHTS_TITLE = (
    r"\brechten\b(?! voorbehouden)|\w{4,}recht\b|\brecht (?:op|van|om)\b|\brights?\b|inzien, aanpassen|inzage"
)
RIGHTS_HEAD = (
    r"\brecht(?:en)?\b(?! voor)|\b(?:inzage|rectificatie|correctie|wijzigings|verwijderings|vergeet)\s?recht"
    r"|\brights?\b|\binzage|verzoek\w*|\brequest\w*"
)
ASKING = (
    r"(?:kunt|kun|mag|recht)\b.{0,60}gegevens.{0,60}(?:in te zien|inzien)|gegevens.{0,60}contact"
    r"|(?:mag|mogen|kunt|kun) .{0,60}(?:beperken|bezwaar|overdragen|wissen|verbeteren|verwijderen)"
    r"|(?:may|can) (?:also )?ask us|contact .{0,80}gegevens|vragen om (?:inzage|correctie|verwijdering)"
)
RIGHTS = {
    "access": (
        r"\bto see\b|view your|\binzage|inzien|in te zien|\baccess\b|overzicht van (?:uw|je|jouw|de)|opvragen"
        r"|op te vragen"
    ),
    "rectification": (
        r"corr?ig\w*|correcti\w*|rectif\w*|\bcorrect\b|wijzig\w*|aan te passen|aanpass\w*"
        r"|verbeter\w*|aan te vullen|aanvul\w*|\bamend\b|update your"
    ),
    "erasure": r"verwijder\w*|wissen|gewist|wissing|vergetelheid|vergeet\w*|eras\w*|delet\w*|be forgotten",
    "restriction": (
        r"beperk\w* .{0,60}verwerk\w*|verwerk\w* .{0,60}beperk\w*|recht op beperking|beperking van|te beperken"
        r"|\bbeperken\b|beperking\b|restrict\w*|\blimit (?:the processing|what we do)"
    ),
    "objection": r"bezwaar|\bobject\b|objection|verzet\b",
    "portability": (
        r"hand .{0,20}over\b|machine-?readable|usable format|overdra\w*|dataportabiliteit|portab\w*|over te dragen"
        r"|\btransfer (?:of )?your"
    ),
}
CONSENT_BACK = (
    r"toestemming\w*.{0,80}(?:in\s?te\s?trekken|intrek\w*|ingetrokken|herroep\w*|weer in)|(?:intrek\w*"
    r"|in te trekken|herroepen) van .{0,30}toestemming|trek\w* .{0,40}toestemming .{0,20}in\b"
    r"|withdraw\w* .{0,40}consent|revoke .{0,40}consent|consent .{0,60}(?:withdraw\w*|revok\w*)"
)
RIGHT_CONTEXT = (
    r"\brecht\w*|\bkunt\b|\bkun\b|\bkan\b|\bmag\b|te allen tijde|op (?:elk|ieder) moment|altijd|any time"
    r"|\bright\w*|\bmay\b|\bcan\b"
)
AUTHORITY = (
    r"autoriteit persoonsgegevens|supervisory authority|data protection authority|toezichthoud\w*"
    r"|gegevensbeschermingsautoriteit"
)
COMPLAIN = r"niet uit\b|terecht bij|klacht\w*|klagen|complain\w*|indienen|tip\b|lodge|melden"
OBLIGED = (
    r"\bverplicht\b.{0,80}(?:in te vullen|te verstrekken|verstrekken|op te geven|aan te leveren|gegevens)"
    r"|vul\w* (?:je|u|jij) .{0,40}niet in,? .{0,20}(?:kunnen|kan)|zonder (?:die|deze) gegevens (?:kunnen|kan)"
    r"|(?:niet|wel) verplicht|(?:required|obliged|obligatory|mandatory) .{0,60}(?:provide|fill|data|field)"
)
AUTOMATED = (
    r"profiler\w*|profiling|geautomatiseerde? (?:individuele )?(?:besluit|beslis|verwerk)\w*"
    r"|automated (?:individual )?decision\w*|kredietwaardig\w*|credit ?(?:check|worth\w*|scor\w*)"
)
PAY_LATER = r"billink|klarna|riverty|afterpay|\bin3\b|achteraf (?:te )?beta\w*"
OFFICER = r"functionaris (?:voor )?(?:de )?gegevensbescherming|\bDPO\b|\bFG\b|data protection officer|privacy officer"


@probe("PR-08")
def rights(site: Site) -> Answer:
    """Access, rectification, erasure, restriction, objection, portability (GDPR 13(2)(b))."""
    if not site.privacy:
        return without_statement(site)
    found = {name: _right(site, words) for name, words in RIGHTS.items()}
    told = [passage for passage in found.values() if passage]
    missing = [name for name, passage in found.items() if not passage]
    if not missing:
        return met(*dict.fromkeys(told))
    return not_met(
        *dict.fromkeys(told),
        note=_("Missing rights: %(rights)s.") % {"rights": ", ".join(_name(one) for one in missing)},
    )


@probe("PR-09")
def consent_back(site: Site) -> Answer:
    """Consent can be withdrawn, said as a right (GDPR 13(2)(c))."""
    if not site.privacy:
        return without_statement(site)
    found = next((one for one in every(site.privacy, CONSENT_BACK) if one.find(RIGHT_CONTEXT) or _is_item(one)), None)
    return met(found) if found else not_met(first(site.privacy, CONSENT_BACK))


@probe("PR-10")
def authority(site: Site) -> Answer:
    """Complaining to the Dutch data protection authority (GDPR 13(2)(d))."""
    if not site.privacy:
        return without_statement(site)
    found = near(site.privacy, AUTHORITY, COMPLAIN, 250)
    return met(found) if found else not_met(first(site.privacy, AUTHORITY))


@probe("PR-11")
def obligatory(site: Site) -> Answer:
    """Which data are obligatory and what follows without them (GDPR 13(2)(e))."""
    found = saying(
        site.privacy, OBLIGED, never=r"wettelijk|zakelijke|vertrouwelijk|KvK|derden|legally|confidential|bewaar"
    )
    return met(found) if found else unknown()


@probe("PR-12")
def automated(site: Site) -> Answer:
    """Automated decisions and profiling, the credit check of paying later among them (GDPR 22)."""
    found = first(site.privacy, AUTOMATED)
    if found:
        return met(found)
    later = first(site.privacy, PAY_LATER)
    return unknown(later, note=_("Paying later brings a credit check: is it told?")) if later else not_applicable()


@probe("PR-13")
def officer(site: Site) -> Answer:
    """How to reach the data protection officer, if there is one (GDPR 13(1)(b))."""
    found = near(site.privacy, OFFICER, rf"{identity.EMAIL}|{identity.PHONE}", 300)
    return met(found) if found else not_applicable() if site.privacy else unknown()


def _right(site: Site, words: str) -> Passage | None:
    """The sentence that names a right, where the statement speaks of rights."""
    about = [part for statement in site.privacy for part in statement.sections(RIGHTS_TITLE)]
    named = [one for one in every(site.privacy, words) if not in_cookies(site, one)]
    for telling in (RIGHTS_HEAD, ASKING):
        found = next((one for one in named if one.find(telling)), None)
        if found:
            return found
    return next((one for one in named if _is_item(one) or any(one.within(part) for part in about)), None)


def _is_item(sentence: Passage) -> bool:
    """An item in a list of rights: short, and rights are spoken of just before."""
    before = Passage(sentence.page, max(0, sentence.start - RIGHTS_SPAN), sentence.start)
    return len(sentence) < LONGEST_ITEM and bool(before.find(LISTING))


def _name(right: str) -> str:
    return {
        "access": _("access"),
        "rectification": _("rectification"),
        "erasure": _("erasure"),
        "restriction": _("restriction"),
        "objection": _("objection"),
        "portability": _("portability"),
    }[right]
