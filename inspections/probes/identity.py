"""ID: who is the trader, and how is it reached?"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError
from stdnum.nl import btw

from inspections.pages import Kind, Page, Passage, literal, pattern
from inspections.probes.probe import Answer, met, not_met, probe, told_elsewhere, unknown
from inspections.probes.wording import OTHERS
from inspections.site import Site, domain_of

LABEL = (
    r"(?<![\w/])(?:statutaire naam|handelsnaam|bedrijfsnaam|naam (?:van de )?onderneming"
    r"|naam (?:van de )?ondernemer|naam"
    r"|company name|legal name|trade name|business name|name of the (?:company|trader|entrepreneur)|firmanaam"
    r"|ondernemer|verkoper|seller|trader)\s*:\s*"
    r"(?!\W|.{0,20}(?:consument|klant|customer|voornaam|first name|de natuurlijke|the natural|iedere|degene"
    r"|any ))[^|•;:]{2,70}(?=$|,\s|\s\(|\s[\w-]+\s?:|[|•;])"
)
WITH_FORM = (
    r"(?-i:\b(?:[A-Z0-9][\w&'’.+-]{0,40}\s+){1,5}(?:B\.?V\.?|N\.?V\.?|V\.?O\.?F\.?|C\.?V\.?|U\.A\.)(?!\w))"
    r"|(?-i:\b(?:Stichting|Eenmanszaak|Maatschap|VOF|V\.O\.F\.)\s+[A-Z][\w&'’-]{1,40}(?:\s+[A-Z][\w&'’-]{1,40}){0,4})"
)
IDENTITY_HEADING = (
    r"identiteit|identity|bedrijfsgegevens|company (?:details|information)|contactgegevens|contact (?:details"
    r"|information)"
)
INTRODUCED = (
    r"(?-i:\b[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4}),? (?:(?:statutair )?gevestigd (?:te|aan|in)"
    r"|ingeschreven bij|handelend onder|established (?:in|at)|registered with)"
    r"|(?-i:\b[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4}) (?:is )?(?:een handelsnaam van|is onderdeel van"
    r"|is the trad(?:e|ing) name of|is a (?:brand|trade name|trading name) of)"
    r"|handelend onder de naam (?-i:[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4})|trading (?:as"
    r"|under the name) (?-i:[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4})"
    r"|(?-i:\b[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4}) (?:is (?:een|mijn|onze) (?:eenmanszaak"
    r"|vof\b)|\(eenmanszaak)"
    r"|(?:winkel\w*|zaak|bedrijf) heet (?-i:[A-Z][\w&'’.-]{1,40})"
    r"|\beenmanszaak van (?-i:(?:[A-Z]\.\s?){1,4}(?:(?:van|de|den|der|ten|ter) ){0,2}[A-Z][\w'’-]{1,40})"
    r"|\beenmanszaak(?:/onderneming)? (?-i:[A-Z][\w&'’.-]{1,40}(?: [A-Z][\w&'’.-]{1,40}){0,4})"
)
NAME = (
    r"(?-i:^[A-Z0-9][\w&'’.-]{0,40}(?: (?:[A-Z0-9][\w&'’.-]{0,40}|van|de|den|der|het|en|in|of|the|and"
    r"|&)){0,5}\W?$)"
)
POSTCODE = r"\b[1-9]\d{3}\s?(?-i:[A-Z]{2})\b"
ADDRESS = (
    rf"(?-i:\b[A-Z])[\w'’.-]{{1,40}}(?: [\w'’.-]{{1,40}}){{0,3}}?\s\d{{1,5}}(?:\s?[-/]?\s?[a-z0-9]{{1,4}})?\b[\s,"
    rf"|•·\-–]{{1,6}}(?:\w+[,\s]+)?{POSTCODE}"
)
PLACE = r"^[\s,]*(?-i:[A-Z'’])[\w'’-]+(?:[ -](?-i:[A-Z])[\w'’-]+){0,2}"
PHONE = (
    r"(?<![\d\w])(?:(?:\+31|0031|\(?\+31\)?)[\s().–-]*(?:\(0\)[\s–-]*)?(?:\d[\s().–-]{0,3}){8}\d(?!\d)"
    r"|\(?0(?!0)(?:[\s().–-]{0,3}\d){9}(?!\d)|0800[\s-]?\d{4}(?:\d{3})?(?!\d)"
    r"|\+(?!31)[1-9]\d{0,2}[\s().-]*(?:\d[\s().-]{0,3}){6,10}\d(?!\d))"
)
PHONE_WORD = r"\b(?:tel|telefoon\w*|phone\w*|bel|bellen|call|mobiel|mobile|whatsapp|t)\b"
NOT_A_PHONE = (
    r"(?:fax|iban|kvk|k\.v\.k|koophandel|chamber|coc|btw|vat|ean|gtin|isbn|order\w*|bestel\w*nummer|artikel\w*"
    r"|rekening\w*"
    r"|\b[A-Z]{2}\d{2}\s?[A-Z]{4}\s?)[^a-z]{0,24}(?:nummer|number|nr\.?|no\.?)?\W{0,4}$"
)
EMAIL = r"(?<![\w.+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,20}"
EXAMPLE_MAIL = (
    r"@(?:example|voorbeeld|domein|domain|email|mail)\.|^(?:naam|jouw|uw|your|name|jan\.?jansen"
    r"|john\.?doe)\w*@"
)
KVK_WORD = (
    r"\bkvk\b|\bk\.v\.k\.?|kamer van koophandel|handelsregister(?:nummer)?|chamber of commerce|trade register"
    r"|commercial register|\bcoc\b"
)
KVK = rf"(?:(?:{KVK_WORD})[^\d\n]{{0,60}}?(\d{{8}})(?!\d)|(?<!\d)(\d{{8}})\s*\((?:kvk|kamer van koophandel|coc))"
KVK_SPACED = (
    rf"(?:{KVK_WORD})[^\d\n]{{0,40}}?(\d{{2}}[ .]\d{{2}}[ .]\d{{2}}[ .]\d{{2}}|\d{{4}}[ .]\d{{4}}"
    rf"|\d{{2}}[ .]\d{{3}}[ .]\d{{3}})(?!\d)"
)
VAT = r"\bNL[\s.]?(?:\d[\s.]?){9}B[\s.]?\d{2}\b"
FOREIGN_NUMBER = r"\b(?:BE|DE|LU|FR|ATU)\s?0?\d[\d. ]{7,12}\d\b|\bKBO\b|ondernemingsnummer|\bHRB\s?\d+"
SMALL_TRADER = (
    r"kleine\s?ondernemersregeling|\bKOR\b|vrijgesteld van (?:btw|omzetbelasting)|exempt from vat"
    r"|small businesses scheme"
)
DETAILS = r"(?:bedrijfs|contact)gegevens|(?:company|contact) details"
YOURS = r"\b(?:uw|jouw|je|your|bijv\w*|bijvoorbeeld|e\.g|klanten|customers?)\b[^.:]{0,40}$"
FREE_MAIL = {
    "gmail.com",
    "hotmail.com",
    "outlook.com",
    "live.nl",
    "hotmail.nl",
    "ziggo.nl",
    "kpnmail.nl",
    "yahoo.com",
    "icloud.com",
}

MOST_MAILS = 200
NAMED_BEFORE = 200  # characters in which another company may be named before its details

# Where the trader's own details stand: the pages first where the law wants them.
OWN = (Kind.CONTACT, Kind.HOME, Kind.TERMS, Kind.RETURNS, Kind.COMPLAINTS, Kind.DELIVERY, Kind.PRIVACY, Kind.PRODUCT,
       Kind.CHECKOUT, Kind.COOKIES, Kind.OTHER)  # fmt: skip


@probe("ID-01")
def name(site: Site) -> Answer:
    """The trader's legal or trade name, with its legal form (BW 3:15d, 6:230m)."""
    found = trader(site)
    if found:
        return met(found)
    return not_met() if site.silent(Kind.CONTACT, Kind.TERMS) else unknown()


@probe("ID-02")
def address(site: Site) -> Answer:
    """Street, number, postcode and place; a P.O. box alone is none."""
    for found in own(site, ADDRESS):
        if not found.sentence.find(OTHERS) and not found.around(24, 0).find(r"postbus|p\.?\s?o\.? box"):
            return met(address_line(found))
    box = next(own(site, r"(?:postbus|p\.?\s?o\.? box)\s*\d+"), None)
    if box:
        return not_met(line(box), note=_("Only a P.O. box was found."))
    elsewhere = told_elsewhere([page.whole for page in site.of(*OWN)], r"\b(?:adres|address|contactgegevens)\b", site)
    if elsewhere:
        return unknown(elsewhere)
    return not_met() if site.silent(Kind.CONTACT, Kind.TERMS) else unknown()


@probe("ID-03")
def phone(site: Site) -> Answer:
    """A phone number on which the consumer reaches the trader (BW 6:230m(1)(c))."""
    for found in own(site, PHONE):
        before = found.around(60, 0)
        if Passage(found.page, before.start, found.start).find(NOT_A_PHONE) or found.text.startswith("09"):
            continue
        if found.text.isdigit() and not before.find(PHONE_WORD) and not found.around(0, 60).find(EMAIL):
            continue
        return met(line(found))
    return not_met() if site.silent(Kind.CONTACT) else unknown()


@probe("ID-04")
def email(site: Site) -> Answer:
    """An e-mail address; a form alone is not enough."""
    found = next(own_mails(site), None)
    if found:
        return met(line(found))
    hidden = next(own(site, r"(?<![\w.-])[\w.-]{1,64}\s?[\[(](?:at|apenstaartje)[\])]\s?[\w-]+"), None)
    if hidden:
        return unknown(hidden, note=_("The address is disguised: does a visitor get a normal e-mail address?"))
    link = next((link for page in site.of(*OWN) for link in page.links if link.url.startswith("mailto:")), None)
    if link:
        return met(_words(site, link.text), note=_("The address stands in a link: %(url)s.") % {"url": link.url[7:80]})
    return not_met() if site.silent(Kind.CONTACT) else unknown()


@probe("ID-05")
def kvk(site: Site) -> Answer:
    """The number in the trade register, eight digits; a customer's or supplier's number does not count."""
    found = next(own_kvk(site), None)
    if found and site.claims.kvk_number and site.claims.kvk_number not in _numbers(found):
        return not_met(line(found), note=_("This is another number than the application gives."))
    if found:
        return met(line(found))
    return _absent(
        site,
        rf"{KVK_WORD}|handelsregister\w*|company registration|{DETAILS}",
    )


@probe("ID-06")
def vat(site: Site) -> Answer:
    """The VAT identification number, with a check digit that is right by one of the two Dutch tests."""
    wrong = None
    for found in own(site, VAT):
        if found.around(40, 0).find(rf"{YOURS[:-1]}NL"):
            continue
        if is_vat(found.text):
            return met(line(found))
        wrong = wrong or found
    if wrong:
        return not_met(line(wrong), note=_("The check digits of this number are wrong."))
    small = next(own(site, SMALL_TRADER), None)
    if small:
        return unknown(small.sentence, note=_("Small-trader scheme claimed: ask for the tax office's letter."))
    return _absent(site, rf"\bbtw\b|\bvat\b|omzetbelasting|{DETAILS}")


@probe("ID-07")
def consistent(site: Site) -> Answer:
    """One name, one address, one mail domain, one registration number on all pages."""
    mails = list(islice(own_mails(site), MOST_MAILS))
    domains = Counter(domain_of(found.text) for found in mails)
    numbers = {number for found in own_kvk(site) for number in _numbers(found)}
    if len(domains) > 1:
        odd = min(domains, key=domains.__getitem__) if len(set(domains.values())) > 1 else list(domains)[-1]
        return not_met(*[found for found in mails if domain_of(found.text) == odd][:1], *mails[:1],
                       note=_("E-mail addresses at more than one domain."))  # fmt: skip
    if len(numbers) > 1:
        return not_met(*list(own_kvk(site))[:4], note=_("More than one trade-register number."))
    if not domains or not site.silent(Kind.TERMS, Kind.CONTACT):
        return unknown()
    domain = next(iter(domains))
    homes = {domain_of(site.host)} if site.host else _own_domains(site)
    if domain in FREE_MAIL and homes:
        return not_met(mails[0], note=_("The e-mail address is not at the shop's own domain."))
    return met(mails[0]) if domain in homes or not homes else unknown(mails[0])


def trader(site: Site) -> Passage | None:
    """The trader's name where the shop states it: labelled, with a legal form, or first under the identity heading."""
    labelled = next(labelled_names(site), None)
    if labelled:
        return labelled
    kvk_at = next(own_kvk(site), None)
    forms = [one for one in own(site, WITH_FORM) if not one.find(OTHERS)]
    if forms and kvk_at:
        return min(forms, key=lambda one: abs(one.start - kvk_at.start) if one.page is kvk_at.page else 10**9)
    if forms:
        return forms[0]
    return _under_heading(site) or next(own(site, INTRODUCED), None)


def own(site: Site, source: str) -> Iterator[Passage]:
    """Matches of a signal that are the shop's own, not those of a company it names."""
    for page in site.of(*OWN):
        for found in page.whole.find_all(source):
            if not of_another(found):
                yield found.trimmed()


def labelled_names(site: Site) -> Iterator[Passage]:
    """Names behind a label, within one line; a placeholder is none."""
    for page in site.of(*OWN):
        for block in page.blocks:
            found = block.find(LABEL)
            if found and not of_another(found) and not found.find(r"[\[{<]"):
                yield found


def own_mails(site: Site) -> Iterator[Passage]:
    return (found for found in own(site, EMAIL) if not pattern(EXAMPLE_MAIL).search(found.text))


def own_kvk(site: Site) -> Iterator[Passage]:
    """The shop's own trade-register numbers, with the words before them."""
    for source in (KVK, KVK_SPACED):
        for found in own(site, source):
            before = Passage(found.page, found.around(45, 0).start, found.start)
            if not before.find(YOURS):
                yield found


def is_vat(text: str) -> bool:
    """Either Dutch check digit is right: of the legal person, or of the sole trader since 2020 (checklist 3.8)."""
    try:
        btw.validate(text)
    except ValidationError:
        return False
    return True


def of_another(found: Passage) -> bool:
    """The words just before, in the same or the line above, name another company."""
    block = found.block
    start = max(block.start, found.start - NAMED_BEFORE)
    before = Passage(found.page, start, found.start)
    if before.find(OTHERS):
        return True
    above = _above(block)
    return len(above) < 90 and bool(above.find(OTHERS)) and len(block) < 120


def _above(block: Passage) -> Passage:
    earlier = [one for one in block.page.blocks if one.start < block.start]
    return earlier[-1] if earlier else Passage(block.page, 0, 0)


def address_line(found: Passage) -> Passage:
    """From the street to the end of the line with the postcode."""
    code, number = found.find(POSTCODE) or found, found.find(r"\d") or found
    found = Passage(found.page, max(found.start, number.block.start), found.end)
    if len(found.block) <= 120 and code.within(found.block):
        return found.block
    place = Passage(found.page, code.end, min(code.block.end, code.end + 60)).find(PLACE)
    return Passage(found.page, found.start, place.end if place else code.end)


def line(found: Passage) -> Passage:
    """The block when it is a line of an address, else the match with the words before it."""
    if len(found.block) <= 120:
        return found.block
    return found.sentence if len(found.sentence) <= 200 else Passage(found.page, found.around(40, 0).start, found.end)


def _numbers(found: Passage) -> set[str]:
    return {"".join(filter(str.isdigit, number)) for number in pattern(r"\d[\d .]{6,}\d").findall(found.text)}


def _absent(site: Site, topic: str) -> Answer:
    elsewhere = told_elsewhere([page.whole for page in site.of(*OWN)], topic, site)
    if elsewhere:
        return unknown(elsewhere)
    abroad = next(own(site, FOREIGN_NUMBER), None)
    if abroad:
        return unknown(abroad.sentence, note=_("A foreign company number: this may not be a Dutch trader."))
    return not_met() if site.silent(Kind.CONTACT, Kind.TERMS) else unknown()


def _under_heading(site: Site) -> Passage | None:
    """The first line under "identity of the trader" that is a name: no label, no sentence."""
    for page in site.of(Kind.TERMS, Kind.CONTACT):
        for section in page.content.sections(IDENTITY_HEADING):
            for block in section.blocks[1:3]:
                if is_name(block) and section.find(POSTCODE):
                    return block
    return None


def is_name(block: Passage) -> bool:
    return (
        len(block) < 60
        and bool(block.find(NAME))
        and not block.find(r"[:@]|\d{4}|^(?:contact|privacy|telefoon|adres|klantenservice|vragen|postbus)")
    )


def _own_domains(site: Site) -> set[str]:
    """Domains that the shop's own pages name as its address."""
    return {domain_of(f"http://{found.text}") for found in own(site, r"\bwww\.[a-z0-9.-]+\.[a-z]{2,}")}


def _words(site: Site, words: str) -> Passage | None:
    return next(_in_all(site.pages, literal(words)), None) if words else None


def _in_all(pages: Iterable[Page], source: str) -> Iterator[Passage]:
    for page in pages:
        yield from page.whole.find_all(source)
