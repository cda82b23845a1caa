"""RV: are reviews checked, and is nothing held back without a reason?"""

from django.utils.translation import gettext as _

from inspections.pages import Kind, Passage, literal
from inspections.probes.probe import Answer, every, first, met, not_applicable, not_met, probe, saying, unknown
from inspections.site import Site

REVIEW = r"\breviews?\b|beoordeling\w*|ervaring(?:en)? van klanten|testimonials?"
SHOWN = (
    r"zichtbaar|publice\w*|gepubliceerd|getoond|tonen|plaats\w*|geplaatst|visible|publish\w*|shown|display\w*"
    r"|posted"
)
CHECKED = (
    r"geverifieerd\w*|verifi\w*|gecontroleerd|controle\w*|alleen .{0,40}(?:kopers|klanten|gekocht|besteld)"
    r"|echte kopers|verified|check(?:ed|s)?\b"
    r"|only .{0,40}(?:buyers|customers|people who|bought|ordered)|real customers|na (?:een|elke) (?:aankoop|bestelling)"
    r"|(?:komen|afkomstig) .{0,20}van (?:kopers|klanten)|linked to an? (?:order|purchase)|gekoppeld aan een (?:order"
    r"|bestelling)"
    r"|hoe .{0,30}reviews"
)
UNCHECKED = r"(?:niet|geen|nooit|not|never|n['’]t)\b.{0,30}(?:gecontroleerd|geverifieerd|controle\w*|verified|check\w*)"
RATED = (
    r"★|\d[.,]\d\s?(?:uit|van|/|out of)\s?(?:5|10)|\(\d+ (?:reviews|beoordelingen)\)"
    r"|(?:schrijf|write|add) .{0,20}\breview"
)
HELPS = r"om andere klanten|to help other|we vragen|wij vragen|we ask"
HELD_BACK = (
    r"(?:behou\w*|reserve\w*|recht).{0,60}(?:beoordelingen|reviews?|reacties).{0,40}(?:niet te (?:publiceren"
    r"|plaatsen)|te (?:weigeren|verwijderen))|not to (?:publish|post) (?:\w+ )?reviews?"
    r"|reserve.{0,60}(?:refuse|remove|not publish).{0,30}reviews?"
    r"|(?:zonder opgaa?f\w* van reden\w*).{0,60}(?:beoordelingen|reviews?)"
)
GROUNDS = (
    r"wanneer|als|indien|omdat|because|if\b|when|grond\w*|belediging|beledigend|scheld|kwetsend|discrimin"
    r"|offensive|persoonsgegevens|onjuist"
)
ASKING = r"stur\w*|vrag\w*|uitnodig\w*|ontvang\w*|benader\w*|send\w*|ask\w*|invit\w*|receive"
ASKS = (
    r"(?:e-?mail\w*|mails?\b|bericht).{0,220}(?:reviews?\b|beoordel\w*|ervaren|ervaring)|(?:reviews?\b"
    r"|beoordel\w*|feedback).{0,160}(?:e-?mail\w*|mails?\b|uitnodig\w*)|invit\w* .{0,80}review"
)
SYSTEM = (
    r"trustpilot|kiyoh|google (?:customer )?reviews|feedback company|trusted shops|webwinkelkeur|yotpo"
    r"|judge\.me|reviews\.io"
)
OWN_ACCOUNT = r"registreren bij (?:uw|je) beoordeling|reactie op|contactformulier"


@probe("RV-01")
def checked(site: Site) -> Answer:
    """Where reviews are shown, the shop says whether and how it checks that they come from buyers (BW 6:193e)."""
    places = [*site.privacy, *site.terms, *(page.content for page in site.of(Kind.HOME, Kind.PRODUCT, Kind.OTHER))]
    told = saying(places, REVIEW, CHECKED, never=rf"{HELPS}|{UNCHECKED}")
    if told:
        return met(told)
    shown = saying(places, REVIEW, UNCHECKED) or saying(places, REVIEW, SHOWN) or _rated(site)
    return not_met(shown) if shown else unknown(first(places, REVIEW))


def _rated(site: Site) -> Passage | None:
    """A mark or a number of reviews beside a product, or an invitation to add one there."""
    return saying([page.content for page in site.of(Kind.PRODUCT)], REVIEW, RATED)


@probe("RV-03")
def published_evenly(site: Site) -> Answer:
    """No unconditional right to leave reviews out (UCPD Annex I 23b)."""
    places = [*site.privacy, *site.terms]
    held = first(places, HELD_BACK)
    if held:
        return met(held) if held.find(GROUNDS) else not_met(held)
    return met() if site.whole and places else unknown()


@probe("RV-04")
def other_invitations(site: Site) -> Answer:
    """Review mails of the shop's own or of another system would come twice."""
    if not site.privacy:
        return unknown()
    named = saying(site.privacy, SYSTEM, r"reviews?\b|beoordel\w*|feedback|ervaring\w*")
    asks = next((one for one in every(site.privacy, ASKS) if one.find(ASKING)), None)
    own = asks and not asks.find(OWN_ACCOUNT) and not asks.around(600).find(literal(site.mark))
    if named and not named.find(literal(site.mark)):
        return not_met(named, note=_("Another review system mails customers too."))
    if asks and own:
        return not_met(asks, note=_("The shop mails for reviews itself."))
    return not_applicable()
