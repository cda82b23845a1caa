"""PR: what the privacy statement must tell (GDPR 13)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from inspections.pages import Kind, Passage, pattern
from inspections.probes import identity
from inspections.probes.dating import dated
from inspections.probes.probe import (
    ELSEWHERE,
    Answer,
    every,
    first,
    led_to,
    met,
    not_applicable,
    not_met,
    probe,
    saying,
    unknown,
)
from inspections.probes.wording import OTHERS
from inspections.site import Site

LINK = r"privacy|persoonsgegevens|gegevensbescherming|data protection|\bAVG\b|gdpr"
PURPOSE = (
    r"\bwaarvoor\b|\bdoel(?:en|einden?)?\b|doeleinde\w*|ten behoeve van|gebruik(?:en|t)? .{0,80}\b(?:voor|om)\b"
    r"|verwerk(?:en|t)? .{0,80}\b(?:voor|om)\b|purposes?\b"
    r"|what we (?:use|do) .{0,30}\bwhy\b|\bwaarvoor (?:we|wij)\b|wat we gebruiken .{0,20}waarom"
    r"|(?:name|address|adres|e-?mail\w*|data|gegevens)\b.{0,40}\b(?:to (?:deliver|send|answer|process)"
    r"|om .{0,40}te (?:bezorgen|leveren|sturen|versturen|antwoorden))"
    r"|\bdaarmee (?:kan|kunnen|pak|stuur|bezorg|verstuur|lever|maak)\w*"
    r"|\b(?:use|used|process|processed|collect|need)\b.{0,80}\b(?:to|for|in order to)\b|nodig .{0,40}\b(?:om|voor)\b"
)
BASIS_WORD = (
    r"(?<!ten )grondslag\w*|rechtsgrond\w*|wettelijke basis|juridische basis|legal bas[ie]s|lawful basis"
    r"|legal ground\w*|artikel 6\b|article 6\b|\bart\. ?6\b"
)
ASKED = r"welke grondslag|what (?:legal )?basis"
RELYING = (
    r"op (?:basis|grond) van|\bnodig\b|noodzakelijk|omdat|based on|basis of|necessary|required"
    r"|:\s(?:de )?(?:uitvoer\w* van|performance of|wettelijke (?:verplichting|plicht)|legal obligation|toestemming"
    r"|consent|(?:ons )?gerechtvaardigd belang|(?:our )?legitimate interest)|\((?:[^()]{0,40})"
    r"(?:contract|overeenkomst|obligation|verplichting|interest|belang|consent|toestemming)[^()]{0,20}\)|which is our"
)
WITH_OTHERS = (
    r"met hen\b|tussen hen|met deze partij|met (?:de|onze) verwerker|verwerkersovereenkomst"
    r"|bewerkersovereenkomst|processing agreement|with them"
)
BASES = {
    "contract": (
        r"(?:uitvoer\w*|uitgevoerd|nakom\w*|sluiten|totstandkom\w*) .{0,40}overeenkomst"
        r"|overeenkomst .{0,40}(?:uit te voeren|uitvoer\w*)|performance of .{0,30}(?:contract|agreement)"
        r"|perform .{0,20}contract|contractual|(?:op basis|grond"
        r"|grondslag)\w*\W+(?:\w+\W+){0,4}(?:koop)?overeenkomst"
    ),
    "consent": r"toestemming|consent",
    "interest": r"gerechtvaardigd\w* belang\w*|legitimate interest\w*",
    "duty": (
        r"wettelijke (?:verplicht\w*|plicht\w*)|legal obligation\w*|statutory obligation\w*|required by law"
        r"|(?:wet|belastingdienst) (?:dat |dit |ons )?(?:eist|voorschrijft|verplicht)"
    ),
}
COOKIE = r"cookie\w*"
NAMED = (
    r"belang\w*.{0,20}(?:\bis\b|zijn|:|namelijk|\bom\b|\bbij\b|zoals|bestaat|te weten|\bvan\b .{4,})"
    r"|(?:belang\w*|interests?).{0,30}(?:\bin\b|\bto\b|namely|such as|:|\bof\b .{4,})|\(.*\)"
)
FRAUD = r"fraude\w*|fraud\b|misbruik|risicoanalyse\w*|beveilig\w* van (?:de|onze) (?:site|website)"
RECIPIENTS = (
    r"transporteurs?|boekhouder|accountant|derden|derde partij\w*|ontvangers|verwerkers?\b|dienstverleners?"
    r"|partners|third[- ]part\w*|recipients?"
    r"|processors?|service providers?"
    r"|bezorgdienst\w*|vervoerder\w*|pakketdienst\w*|postbedrijf|betaaldienst\w*|betaalprovider\w*"
    r"|payment (?:service )?providers?|carriers?|couriers?"
)
SHARE = (
    r"^ontvangers .{0,20}zijn|deel(?:t|en)?\b|delen|gedeeld|verstrek\w*|doorge\w*|geven .{0,40}door"
    r"|ter beschikking|beschikbaar"
    r"|ingeschakeld|inschakel\w*|gebruik van|share\w*|disclos\w*|provid\w*|transfer\w*|pass(?:ed)? on"
    r"|verkop\w*|sold|sell"
)
NEVER_SHARE = (
    r"(?:nooit|niet|geen|never|not)\b.{0,60}(?:aan|met|door\w* aan|to|with) (?:\w+ )?(?:derde\w*"
    r"|third[- ]part\w*|anderen|others)"
    r"|(?:derde\w*|third[- ]part\w*) .{0,30}(?:niet|nooit|not|never)"
)
SELLING = r"^\W*(?:wij|we|uw gegevens|jouw gegevens|\w+) .{0,40}(?:verkopen|verkocht|sell|sold)\b[^,;]{0,60}$"
UNLESS = (
    r"tenzij|behalve|uitsluitend|alleen|anders dan|zonder (?:uw|je|jouw)"
    r"|unless|except|only|other than"
    r"|without your|nodig|noodzakelijk|verkopen|verkocht|\bsell\b|\bsold\b|verhuur|commerci|marketing"
)
PROCESSORS = (
    r"multisafepay|mollie|adyen|buckaroo|paypal|stripe|klarna|billink|riverty|afterpay|postnl|\bdhl\b|\bdpd\b"
    r"|\bgls\b|sendcloud|myparcel|mailchimp|google analytics"
    r"|lightspeed|shopify|ccv shop|\bzopim\b|zendesk|hotjar|trustpilot|kiyoh|webwinkelkeur|betaalomgeving"
    r"|overheidsinstantie"
)
ABROAD_SERVICE = (
    r"\bgoogle\b|facebook|\bmeta\b|instagram|twitter|linkedin|pinterest|tiktok|youtube|mailchimp|zendesk"
    r"|\bzopim\b|hubspot|addthis|salesforce|amazon web services|\baws\b"
    r"|microsoft|cloudflare|stripe|paypal|shopify|klaviyo|zapier|dropbox|squarespace|\bwix\b|hotjar"
)
SAFEGUARD = (
    r"buiten de (?:eu\b|europese unie|eer\b|europese economische)|modelcontract\w*|standaard ?contract\w*"
    r"|standard contractual|\bSCCs?\b|data privacy framework|privacy shield|adequa\w*"
    r"|passend beschermingsniveau|outside (?:of )?the (?:eu\b|european|eea)|within the (?:eu\b|european|eea)"
    r"|binnen de (?:eu\b|europese|eer\b)"
)
KEEP = (
    r"bewaar\w*|bewar\w*|opgeslagen|retention|retain\w*|\bkeep\b|\bkept\b|\bstored?\b|archive\w*"
    r"|verwijder\w* .{0,20}\bna\b"
)
PERIOD = (
    r"\b(?:\d{1,3}|een|één|twee|drie|vijf|zes|zeven|acht|negen|tien|twaalf|one|two|three|five|six|seven|ten"
    r"|twelve)\b\s*(?:\(\s*\w+\s*\))?\s*(?:jaar|jaren|maand\w*|weken|dagen|years?|months?|weeks?|days?)\b"
)
WITH_WHOM = r"met wie|aan wie|delen|ontvangers|who receives|recipients|share"
HOW_LONG = r"hoe ?lang|bewaar\w*|how long|retention"
ON_CONSENT = (
    r"op (?:basis|grond) van (?:uw|je|jouw) (?:\w+ )?toestemming|based on your (?:\w+ )?consent"
    r"|on the basis of your (?:\w+ )?consent"
)
CATCH_ALL = (
    r"(?:gegevens|data|information)\b.{0,120}(?:uitsluitend|alleen|slechts|enkel|only) .{0,60}"
    r"(?:met|na|op basis van|with|after|based on) (?:\w+ ){0,2}(?:toestemming|consent)"
    r"|only (?:process|use|collect)\w* .{0,40}(?:after|with|once) .{0,30}consent"
    r"|door (?:gebruik te maken van|het gebruik van|het bezoeken van|onze) .{0,40}(?:geeft|stemt"
    r"|ga) .{0,40}(?:toestemming|in met)|by using .{0,40}(?:you (?:consent|agree))"
)
NARROW = (
    r"nieuwsbrief|cookie|marketing|newsletter|aan derden|third part|bijzondere|commerci|\bdelen|\bverstrek"
    r"|\bdoorge|share|beoordeling|review"
)
OFTEN = 3  # times that a text names the one who speaks in it
STALE = timedelta(days=730)


@probe("PR-01")
def statement(site: Site) -> Answer:
    """A privacy statement, with a link of its own on each page (GDPR 12-13)."""
    if not site.privacy and not site.whole:
        return led_to(site, LINK)
    if not site.privacy:
        return not_met()
    without = [
        page
        for page in site.pages
        if page.html and not any(pattern(LINK).search(f"{one.text} {one.url}") for one in page.links)
    ]
    if site.whole and len(without) * 2 > len(site.pages):
        return not_met(
            note=_("Most pages carry no link to the privacy statement, for example %(url)s.") % {"url": without[0].url}
        )
    title = next((one for passage in site.privacy for one in passage.blocks if one.find(LINK) and len(one) < 120), None)
    return met(title or first(site.privacy, r"privacy|persoonsgegevens|personal data"))


@probe("PR-02")
def controller(site: Site) -> Answer:
    """The controller's identity and contact details stand in the statement (GDPR 13(1)(a))."""
    if not site.privacy:
        return without_statement(site)
    documents = {passage.page.url for passage in site.privacy}
    name = next((one for one in [*_names(site), *_signed(site)] if one.page.url in documents), None)
    places = [passage.page.whole if passage.page.kind == Kind.TERMS else passage for passage in site.privacy]
    contact = next((one for source in (identity.ADDRESS, identity.EMAIL) for place in places
                    for one in place.find_all(source) if not identity.of_another(one)), None)  # fmt: skip
    if name and contact:
        return met(name, identity.line(contact))
    return not_met(name or (identity.line(contact) if contact else None) or saying(site.privacy, r"contact"))


@probe("PR-03a")
def purposes(site: Site) -> Answer:
    """What the data are used for (GDPR 13(1)(c))."""
    if not site.privacy:
        return without_statement(site)
    found = saying(
        site.privacy,
        PURPOSE,
        r"gegevens|e-?mail\w*|adres|data|information|informatie",
        never=r"cookie|\bniet\b|\bnot\b",
    ) or first(site.privacy, PURPOSE)
    return met(found) if found else not_met()


@probe("PR-03b")
def bases(site: Site) -> Answer:
    """The legal basis of each purpose (GDPR 13(1)(c)); one for cookies alone is not enough."""
    if not site.privacy:
        return without_statement(site)
    words = [one for one in every(site.privacy, BASIS_WORD) if not (_aside(site, one) or one.find(ASKED))]
    named = [one for one in words if any(one.around(0, 250).find(basis) for basis in BASES.values())]
    relied = {
        name: one for name, basis in BASES.items() for one in every(site.privacy, basis)
        if not _aside(site, one) and (one.find(RELYING) or named)
    }  # fmt: skip
    if named and set(relied) - {"consent"}:
        return met(*named[:2])
    consents = list(every(site.privacy, ON_CONSENT))
    if (len(relied) >= 2 and set(relied) - {"consent"}) or len(consents) >= 2:
        return met(*(relied or {"consent": consents[0]}).values())
    return not_met(first(site.privacy, BASIS_WORD))


@probe("PR-04")
def interests(site: Site) -> Answer:
    """The legitimate interest is named where one is relied on (GDPR 13(1)(d))."""
    if not site.privacy:
        return without_statement(site)
    relied = list(every(site.privacy, BASES["interest"]))
    told = next((one for one in relied if one.find(NAMED)), None)
    if told:
        return met(told)
    if relied:
        return not_met(relied[0])
    used = saying(site.privacy, FRAUD, never=r"bescherm\w*|maatregelen|aanwijzingen|beveiligd|protect\w*|measures")
    return not_met(used, note=_("This needs a legitimate interest, and none is named.")) if used else not_applicable()


@probe("PR-05")
def recipients(site: Site) -> Answer:
    """Who receives the data, and no contradiction about it (GDPR 13(1)(e))."""
    if not site.privacy:
        return without_statement(site)
    never = saying(site.privacy, NEVER_SHARE, never=UNLESS)
    given = first(site.privacy, PROCESSORS)
    refusing = r"\b(?:nooit|niet|never|not)\b"
    told = saying(site.privacy, RECIPIENTS, SHARE, never=refusing) or saying(
        site.privacy, RECIPIENTS, SHARE, UNLESS, never=SELLING
    )
    if never and given and given != never:
        return not_met(never, given, note=_("The statement says that nobody receives data, and names who does."))
    if told and told != never:
        return unknown(told) if told.find(ELSEWHERE) and not site.whole else met(told)
    listed = next((one for part in site.privacy for section in part.sections(WITH_WHOM)
                   for one in section.sentences[1:] if one.find(RECIPIENTS)), None)  # fmt: skip
    if listed:
        return met(listed)
    return met(given) if given and not never else not_met(never)


@probe("PR-06")
def transfers(site: Site) -> Answer:
    """Data leave the European Economic Area only with a named safeguard (GDPR 13(1)(f))."""
    if not site.privacy:
        return without_statement(site)
    safe = first(site.privacy, SAFEGUARD)
    service = first(site.privacy, ABROAD_SERVICE)
    if safe:
        return met(safe)
    return not_met(service, note=_("An American service is named, and no safeguard.")) if service else unknown()


@probe("PR-07")
def retention(site: Site) -> Answer:
    """How long data are kept, in years, months or days (GDPR 13(2)(a))."""
    if not site.privacy:
        return without_statement(site)
    kept = [
        one
        for one in every(site.privacy, KEEP)
        if not in_cookies(site, one) and not one.find(rf"{COOKIE}|reactie|antwoord|reply|\brespon")
    ]
    listed = next((one for part in site.privacy for section in part.sections(HOW_LONG)
                   for one in section.sentences[1:] if one.find(PERIOD)), None)  # fmt: skip
    if listed:
        return met(listed)
    for reach in (0, 200):
        for sentence in kept:
            if sentence.around(0, reach).find(PERIOD):
                return met(sentence)
    return not_met(first(site.privacy, r"bewaar\w*|retention|retain\w*"))


@probe("PR-14")
def date_present(site: Site) -> Answer:
    """A date or version; older than two years is remarked on (accountability)."""
    if not site.privacy:
        return without_statement(site)
    # A statement bound in with the terms shares their date.
    found, day = dated([one.page.content if one.page.kind == Kind.TERMS else one for one in site.privacy])
    if not found:
        return not_met()
    seen = next((one.page.fetched_at for one in site.privacy if one.page.fetched_at), None)
    return met(found, note=_("Older than 24 months.") if day and seen and _older(day.isoformat(), seen) else "")


@probe("PR-16")
def right_basis(site: Site) -> Answer:
    """Consent is not the basis of everything (GDPR 6, 7(4))."""
    if not site.privacy:
        return without_statement(site)
    catch_all = saying(site.privacy, CATCH_ALL, never=NARROW)
    if catch_all:
        return not_met(catch_all)
    sound = saying(site.privacy, BASES["contract"], never=WITH_OTHERS)
    consents = list(every(site.privacy, ON_CONSENT))
    if len(consents) >= 2 and not sound:
        return not_met(*consents)
    return met(sound) if sound else not_applicable()


def without_statement(site: Site) -> Answer:
    """The shop was read and has no statement; a single other document says nothing about it."""
    return not_met(note=_("No privacy statement was found.")) if site.whole else unknown()


def _names(site: Site) -> list[Passage]:
    """Names of the trader: stated anywhere, or who says in the statement that it is the controller."""
    stated = [
        *identity.labelled_names(site),
        *identity.own(site, identity.WITH_FORM),
        *identity.own(site, identity.INTRODUCED),
    ]
    source = (
        r"[A-Z][\w&'’. -]{2,60}?,? (?:gevestigd|kantoorhoudend|located|based|established) (?:aan|te|in|at)"
        r"|(?-i:[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4}),? (?:is"
        r"|zijn) (?:de )?(?:verwerkings)?verantwoordelijk\w*"
        r"|(?-i:[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4}) is (?:the (?:data )?controller|responsible)"
        r"|verantwoordelijk\w* (?:voor .{0,60})?(?:is|:) (?-i:[A-Z][\w&'’.-]{1,40})|controller(?: is"
        r"|:) (?-i:[A-Z][\w&'’.-]{1,40})"
    )
    return stated + [one for passage in site.privacy for one in passage.find_all(source)]


def _signed(site: Site) -> list[Passage]:
    """A line that is a name, with an address, phone number or e-mail right below it."""
    reach = rf"{identity.EMAIL}|{identity.PHONE}|{identity.POSTCODE}"
    found = []
    for passage in site.privacy:
        for one, *below in zip(passage.blocks, passage.blocks[1:], passage.blocks[2:], strict=False):
            speaks = identity.is_name(one) and one.page.text.count(one.text) >= OFTEN and not one.find(OTHERS)
            if speaks and any(len(each) < 120 and each.find(reach) for each in below):
                found.append(one)
    return found


def _aside(site: Site, passage: Passage) -> bool:
    """About cookies, or about the shop's contracts with others: no basis for using customers' data."""
    if in_cookies(site, passage) or passage.find(rf"{WITH_OTHERS}|derden|third part"):
        return True
    return bool(passage.find(COOKIE)) and not passage.find(BASES["contract"])


def in_cookies(site: Site, passage: Passage) -> bool:
    return any(passage.within(part) for part in site.cookies)


def _older(day: str, seen: datetime) -> bool:
    return seen.date() - datetime.fromisoformat(day).date() > STALE
