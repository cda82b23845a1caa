"""PR and CK: sharing with the mark, newsletters, the text's finish, and cookies."""

from django.utils.translation import gettext as _

from inspections.pages import Kind, Passage, literal, pattern
from inspections.probes.probe import Answer, every, first, met, not_applicable, not_met, probe, saying, unknown
from inspections.site import FirstVisit, Site

SHARED = {
    "e-mail": r"e-?mail",
    "name": r"\bnaam\b|(?:voor|achter)naam|\bname\b",
    "number": r"(?:bestel|order|klant)\s?-?nummer|(?:order|customer) number",
    "purpose": r"uitnodig\w*|reviews?\b|beoordel\w*|invit\w*|uit te nodigen|nodigen",
}
OTHER_MARK = r"webwinkelkeur|thuiswinkel|webshop keurmerk|trusted shops|\bkeurmerk\b"
SHARES = (
    r"del(?:en|t)|gedeeld|deelt|verstrek\w*|doorge\w*|geven .{0,60}door|ter beschikking|shar\w*|provid\w*|pass\w* on"
    r"|send|stur\w*|\bgives?\b|\bgeven (?:wij|we)\b|(?:wij|we) geven|krijgt"
)
SHARING_SPAN = 600
ENOUGH = 3
ACCEPTED = (
    r"(?:aanvaard\w*|accepte\w*|(?:ga\w*|gaat) .{0,30}akkoord|stemt? .{0,30}in|instem\w*|akkoord (?:met"
    r"|te gaan)) .{0,80}privacy\s?-?\s?(?:\w+)?|privacy\s?-?(?:policy|verklaring|beleid"
    r"|statement).{0,60}(?:geaccepteerd|aanvaard)"
    r"|(?:accept|agree\w*|consent\w*) .{0,50}privacy (?:policy|statement|notice)"
)
BY_USE = r"(?:door|by) .{0,60}(?:gebruik\w*|bezoek\w*|using|visiting) .{0,80}privacy"
NEWSLETTER = (
    r"nieuwsbrief|reclame|marketingcommunicatie|marketing communications?|newsletter|mailing\w*"
    r"|commerciële (?:e-?mail"
    r"|berichten)|(?:houd|hou) (?:mij|me) .{0,30}op de hoogte|keep me (?:posted|informed|up to date)"
    r"|marketing ?(?:e-?mails?|messages)|aanbiedingen per e-?mail"
)
OPT_IN = (
    r"aanmeld\w*|aangemeld|aan te melden|inschrij\w*|ingeschreven|toestemming|opt-?in|wilt ontvangen"
    r"|wil ontvangen|abonneer\w*|geabonneerd|sign(?:ed|s)? up|subscrib\w*|consent|opted"
)
OPT_OUT = r"afmeld\w*|uitschrij\w*|unsubscrib\w*|opt-?out|af te melden"
AUTOMATIC = (
    r"(?:you are|are then|word(?:t)? (?:je|u)|(?:je|u) wordt) .{0,20}(?:subscribed|signed up|geabonneerd"
    r"|ingeschreven|aangemeld)"
    r"|automatisch op (?:de|onze|mijn) lijst|"
    r"automatisch .{0,60}(?:nieuwsbrief|aangemeld)|(?:nieuwsbrief|newsletter) .{0,40}(?:automatisch"
    r"|automatically)|automatically .{0,40}(?:subscribed|newsletter|signed up)"
)
PHONE_SALES = (
    r"(?:telefonisch|per telefoon|by phone).{0,80}(?:aanbieding\w*|marketing|acties"
    r"|offers)(?:.{0,120}bezwaar)?"
)
RESIDUE = (
    r"(?-i:\ben\s\.\s)|(?<!\w)\w{0,40}?([a-zà-ÿ]{5,20})\1\w{0,40}|lorem ipsum"
    r"|\[[^\]]{0,40}(?:in te vullen|invullen|vul .{0,20} in|volgt|insert|your |uw |jouw |naam|name|adres"
    r"|address|kvk|btw|vat|datum|date|url|e-?mail|telefoon|phone)[^\]@]{0,30}\]"
    r"|(?-i:\[[A-Z][A-Z /-]{3,40}\])|<(?:bedrijfsnaam|naam|company name|your company|webwinkel)>"
    r"|\((?:uw|jouw|your) (?:bedrijfsnaam|naam|e-?mail ?adres|company name|name)\)"
    r"|\{\{|\}\}|\bX{4,}\b|\.{8,}|_{6,}|\bTODO\b|\[\.{2,}\]"
)
COOKIE = r"\bcookies?\w*"
BY_USING = (
    r"door (?:gebruik te maken van )?(?:onze|deze|de|het gebruik van (?:onze|deze"
    r"|de))\s?\w*(?: te (?:gebruiken|bezoeken))?.{0,60}(?:toestemming|akkoord|stem\w*|gegeven|accepte\w*)"
    r"|door .{0,30}(?:webwinkel|website|webshop|site|winkel) .{0,20}te (?:gebruiken|bezoeken|blijven)"
    r"|(?:verder|voort) .{0,20}(?:surf|gebruik)\w* .{0,60}(?:akkoord|toestemming)"
    r"|by (?:continuing to )?(?:us(?:e|ing)|brows\w+|visit\w+) .{0,30}(?:site|store|website|webshop"
    r"|shop).{0,80}(?:agree|consent|accept)|by using (?:our|this) (?:site|store|website)"
)
ANALYTICS = r"google analytics|matomo|piwik|analytics"
ANALYTICS_CARE = (
    r"verwerkersovereenkomst|bewerkersovereenkomst|processing agreement|processor agreement",
    r"anonimi\w*|anonymi\w*|ip-?adres\w* .{0,40}(?:gemaskeerd|afgekapt|ingekort)|laatste octet|mask\w*",
    r"(?:gegevens|data) delen.{0,30}uit|niet .{0,40}(?:deeld|delen)|sharing .{0,20}off|not .{0,3}shar\w*",
    r"google analytics|matomo|piwik",
)


@probe("PR-15")
def sharing_clause(site: Site) -> Answer:
    """The statement says that e-mail, name and order number go to the mark for a review invitation (terms 18.2)."""
    if not site.privacy:
        return not_met() if site.whole else unknown()
    for passage in site.privacy:
        for named in passage.find_all(rf"\b{literal(site.mark)}"):
            around = named.around(SHARING_SPAN)
            span = Passage(around.page, max(around.start, passage.start), min(around.end, passage.end))
            told = [name for name, words in SHARED.items() if span.find(words)]
            shares = span.find(SHARES)
            if len(told) >= ENOUGH and "purpose" in told and shares:
                return met(named.sentence)
    other = saying(site.privacy, OTHER_MARK, r"e-?mail\w*|\bnaam\b|\bname\b", r"uitnod\w*|invit\w*")
    if other:
        return unknown(other, note=_("This clause names another mark than %(mark)s.") % {"mark": site.mark})
    mention = saying(site.privacy, r"beoordel\w*|review\w*", r"e-?mail\w*|mails?\b|naam|name")
    return not_met(mention or first(site.privacy, r"beoordeling\w*|\breviews?\b"))


@probe("PR-17")
def not_accepted(site: Site) -> Answer:
    """The privacy statement is information: nobody has to accept it (GDPR 7(2))."""
    places = site.terms + [page.content for page in site.of(Kind.CHECKOUT)]
    forced = first([*places, *site.privacy], ACCEPTED) or first(site.privacy, BY_USE)
    if forced:
        return not_met(forced)
    told = first([page.content for page in site.of(Kind.CHECKOUT)], r"privacy")
    return met(told) if told or site.silent(Kind.TERMS) else unknown()


@probe("PR-18")
def newsletter(site: Site) -> Answer:
    """Mail for advertising only after asking, with a way out in every mail (Tw 11.7)."""
    places = [*site.privacy, *(page.content for page in site.of(Kind.CHECKOUT))]
    forced = first(places, AUTOMATIC) or first(places, PHONE_SALES)
    if forced:
        return not_met(forced)
    for page in site.of(Kind.CHECKOUT):
        for box in page.soup.select("input[type=checkbox][checked]") if page.html else ():
            tied = page.soup.find("label", attrs={"for": str(box.get("id") or "-")})
            label = tied or box.find_parent("label") or box.find_parent(["p", "li", "td"])
            if label and pattern(NEWSLETTER).search(label.get_text(" ")):
                return not_met(first([page.content], NEWSLETTER))
    for wanted in (OPT_IN, OPT_OUT):
        for sentence in every(places, NEWSLETTER):
            if sentence.around(0, 200).find(wanted):
                return met(sentence)
    return unknown(first(places, NEWSLETTER))


@probe("PR-19")
def finished(site: Site) -> Answer:
    """No template residue and no accidents of search-and-replace."""
    pages = [page.content for page in site.of(Kind.TERMS, Kind.PRIVACY)]
    if not pages:
        return unknown()
    for passage in pages:
        for found in passage.find_all(RESIDUE):
            if not found.around(60, 0).find(r"(?:https?:|www\.|@)\S*$"):
                return not_met(found if found.find(r"^\w+$") else found.sentence)
    return met()


@probe("CK-01")
def cookies_told(site: Site) -> Answer:
    """Information on cookies (Tw 11.7a)."""
    own = [page.content for page in site.of(Kind.COOKIES)]
    found = first([*own, *site.privacy], COOKIE)
    if found:
        page = saying([*own, *site.privacy], COOKIE, r"verklaring|pagina|statement|page|policy|gebruik|use")
        return met(page or found)
    return not_met() if site.whole and site.read(Kind.PRIVACY) else unknown()


# Cookies that follow a visitor from page to page or from shop to shop, by the names that their makers give them.
FOLLOWS = (
    r"^_ga|^_gid$|^_gat|^_gcl_|^__gads|^IDE$|^NID$|^test_cookie$|^_fb[pc]$|^fr$|^_hj|^_pin_|^_tt[p_]|^_uet|^MUID$|^_cl[cs]k$"
    r"|^__kla|^hubspotutk$|^__hs|^optimizely|^_scid|^li_|^bcookie$|^YSC$|^VISITOR_INFO|^_pk_|^_vwo|^_mkto|^cto_|^criteo"
)


@probe("CK-02")
def prior_consent(site: Site) -> Answer:
    """Consent by a clear act before the cookie, never by using the shop (Tw 11.7a)."""
    for passage in _cookie_talk(site):
        by_use = passage.find(BY_USING)
        if by_use:
            return not_met(by_use.sentence)
    asked = saying(_cookie_talk(site), COOKIE, r"toestemming|consent|accept\w*")
    if site.first_visit:
        return _before_a_choice(site.first_visit, asked)
    return unknown(asked, note=_("The text does not tell whether cookies wait for consent: look at the shop itself."))


def _before_a_choice(visit: FirstVisit, asked: Passage | None) -> Answer:
    """What a browser held before anybody clicked is proof; that it held nothing, in one visit, is a sign."""
    following = [name for name in visit.cookies if pattern(FOLLOWS).search(name)]
    if following:
        names = ", ".join(sorted(following)[:8])
        return not_met(note=_("A browser held these cookies before any choice: %(names)s.") % {"names": names})
    return met(asked, note=_("A browser held no cookie that follows visitors before a choice."), sure=False)


@probe("CK-04")
def analytics(site: Site) -> Answer:
    """Analytics with a processing agreement, masked addresses, no sharing, and told (AP)."""
    places = [*site.privacy, *(page.content for page in site.of(Kind.COOKIES))]
    named = first(places, ANALYTICS)
    if named:
        missing = [care for care in ANALYTICS_CARE if not first(places, care)]
        return not_met(named) if missing else met(named)
    return not_applicable() if site.cookies else unknown()


def _cookie_talk(site: Site) -> list[Passage]:
    """Cookie sections, and single sentences on cookies elsewhere in the statement or in a banner."""
    loose = [
        one
        for passage in (*site.privacy, *(page.whole for page in site.of(Kind.HOME)))
        for one in every([passage], COOKIE)
    ]
    return [*site.cookies, *loose]
