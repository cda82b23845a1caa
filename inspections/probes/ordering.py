"""OR: the order button, prices, costs, payment."""

from django.utils.translation import gettext as _

from inspections.pages import Kind, Page, Passage, pattern
from inspections.probes.probe import Answer, every, first, met, not_applicable, not_met, probe, saying, unknown
from inspections.site import Site

DUTY_TO_PAY = (
    r"bestell\w+ (?:met|en) betaal\w*|bestel\w*\s?(?:plaatsen|afronden)? (?:en|met) (?:\w+ )?beta\w*"
    r"|betalingsverplichting|betaalverplichting"
    r"|(?:ko[o]?p|bestel) en betaal\w*|\bnu kopen|\bkoop nu|\bnu betalen|\bbetaal nu|kopen en betalen"
    r"|direct betalen|buy now|pay now|order and pay"
    r"|order with (?:an )?obligation to pay|pay (?:€|eur|securely)|betaal (?:€|eur)|kopen met betaalplicht"
)
NO_DUTY = (
    r"^\W*(?:bestel\w*|bestelling (?:plaatsen|afronden|bevestigen|verzenden|versturen)|plaats (?:de |je "
    r"|uw )?bestelling|(?:order|bestelling) afronden|afronden|bevestig\w*.*"
    r"|verder|verzenden|versturen|place (?:your )?order|complete (?:your )?(?:order|purchase)"
    r"|submit(?: order)?|confirm.*|order|checkout|afrekenen|naar afrekenen)\W*$"
)
INCLUDING_VAT = (
    r"incl(?:usief|\.)?\s*(?:de |alle )?(?:toepasselijke |geldende |verschuldigde |wettelijke "
    r"|\d+\s?% )?(?:btw|b\.t\.w\.|omzetbelasting)|including (?:\w+ )?(?:vat|btw|taxes)|incl\.? vat"
    r"|inclusive of vat|vat (?:is )?included"
)
EXCLUDING_VAT = (
    r"excl(?:usief|\.)?\s*(?:de |\d+\s?% )?(?:btw|b\.t\.w\.)|exclud(?:ing|es) vat|excl\.? vat|exclusive of vat"
)
BUSINESS = r"zakelijk\w*|partner\w*|business|niet-consument|B2B|bedrijven"
AMOUNT = r"€\s?\d|\beur\s?\d|\d[.,]\d{2}\b|\d+,-|gratis|kosteloos|\bfree\b"
SHIPPING = (
    r"(?:verzend|bezorg|aflever|lever)\w*\s?-?kosten|verzendtarie\w*|shipping (?:costs?|rates?|fees?)"
    r"|delivery (?:costs?|charges?|fees?)|\b(?:verzending|bezorging|shipping|delivery)\W{1,3}(?:€\s?)?\d+[.,]\d{2}"
    r"|(?:pakket|pakje|brievenbus\w*|verzending|bezorging|zending)\b.{0,40}€\s?\d"
    r"|gratis (?:verzend\w*|bezorg\w*)|free (?:shipping|delivery)"
    r"|\b(?:shipping|delivery|postage)\b.{0,60}(?:€|\beur\b)\s?\d"
)
PAYMENT = (
    r"\bideal\b|\bwero\b|creditcard|credit card|\bvisa\b|mastercard|bancontact|paypal|overboeking"
    r"|bank transfer|klarna|riverty|billink|achteraf betalen|apple pay"
)
CONFIRMS = (
    r"(?:bevestig\w*|bevestiging).{0,60}(?:onverwijld|per e-?mail|elektronisch\w*|de ontvangst)|(?:bestelling"
    r"|ontvangst|aanvaarding|order).{0,80}(?:per e-?mail .{0,30}bevestig\w*|bevestigings?-?mail)"
    r"|(?:ontvang\w*|stur\w*|krijg\w*).{0,60}(?:orderbevestiging|bestelbevestiging|bevestiging)"
    r"|confirm\w* .{0,60}(?:electronic\w*|e-?mail|without delay|receipt|order)|order confirmation"
    r"|confirmation e-?mail"
)
SURCHARGE = (
    r"creditcardtoeslag|(?:geldt|rekenen|komt) .{0,60}\btoeslag (?:van|bij|over|op)|\btoeslag van \d"
    r"|betaalkosten|betalingstoeslag|transactiekosten|toeslag .{0,40}(?:creditcard|paypal|ideal|betaal)"
    r"|(?:creditcard|paypal|ideal) .{0,30}toeslag"
    r"|(?:payment|transaction|card) (?:fee|surcharge)|surcharge .{0,30}(?:card|paypal)"
)
NO_SURCHARGE = (
    r"geen (?:extra )?(?:betaal|transactie)?(?:kosten|toeslag)|no (?:payment |extra )?(?:fee|cost|surcharge)"
    r"|kosteloos|gratis|leverings- en betaalkosten|vergoed|terugbeta|costs? (?:you )?nothing extra|kost (?:niets"
    r"|geen) extra"
)
PLAINLY_NONE = (
    r"(?:betaal(?:wijzen?|methodes?|methoden|manieren|mogelijkheden)) .{0,20}(?:gratis|kosteloos)"
    r"|geen enkele betaal\w* .{0,30}toeslag"
    r"|(?:geen|no) (?:extra )?(?:betaal|transactie|payment|transaction)?\s?(?:kosten|toeslag|fees?|costs?|surcharges?)"
    r".{0,80}(?:betal|pay|ideal|creditcard|card)|(?:betal\w*|pay\w*|ideal|credit ?card)\b.{0,80}(?:(?:kost\w*"
    r"|costs?) (?:je |u |you )?"
    r"(?:niets|nothing)|zonder toeslag|without (?:a )?surcharge|geen (?:extra )?(?:kosten|toeslag))"
)
LATER = (
    r"achteraf (?:te )?beta\w*|betal\w* achteraf|op rekening|klarna|riverty|afterpay|billink|\bin3\b"
    r"|onder rembours|\brembours|pay later|pay after|cash on delivery|by invoice|on account|betaal later"
    r"|binnen \w+ dagen na (?:factuur|ontvangst).{0,30}(?:betaal|voldoen)"
)
PREPAY = (
    r"vooruit en (?:volledig|geheel)|(?:in haar geheel|volledige? (?:koopsom|bedrag)) .{0,30}(?:vooruit|vooraf)"
    r"|beta\w* (?:bij|na|bij of na) (?:ontvangst|aflevering|levering) .{0,30}\bniet\b"
    r"|(?:100\s?%|volledig\w*|altijd|uitsluitend|alleen) .{0,40}(?:vooruit\s?betal\w*|vooraf (?:te )?(?:betal"
    r"|voldoe)\w*)|full (?:payment in advance|prepayment)"
)
LOWEST = r"laagste prijs .{0,40}30 dagen|lowest price .{0,40}30 days"
REDUCTION = r"\bvan\s?€\s?\d+[^a-z]{0,10}\bvoor\b|\bwas\b\s?€|-\s?\d{1,2}\s?%|\bnu\s?€.{0,20}\bvan\b"
SCARCE = (
    r"nog (?:maar |slechts )?\d+ (?:stuks )?(?:op voorraad|beschikbaar|over)|only \d+ left|nog \d+:\d{2}"
    r"|\d+ (?:mensen|people) (?:bekijken|are (?:viewing|looking))|(?:aanbieding|offer) (?:eindigt"
    r"|ends) (?:over|in) \d"
)
EXTRA = r"€|verzekering|insurance|nieuwsbrief|newsletter|garantie|service|donatie|gift|cadeau"


@probe("OR-01")
def order_button(site: Site) -> Answer:
    """The button that orders says that ordering obliges to pay; only its own words count (BW 6:230v(3))."""
    labels = [label for page in site.of(Kind.CHECKOUT) for label in submits(page)]
    if not labels:
        return unknown()
    paying = next((one for one in labels if one.find(DUTY_TO_PAY)), None)
    if paying:
        return met(paying)
    last = labels[-1]
    return not_met(last) if last.find(NO_DUTY) else unknown(last)


@probe("OR-02")
def price_with_vat(site: Site) -> Answer:
    """Consumers see prices that include VAT and all costs (BW 6:230m(1)(e))."""
    places = [page.content for page in site.of(Kind.PRODUCT, Kind.CHECKOUT, Kind.CART)] + site.terms
    places += [page.whole for page in site.of(Kind.DELIVERY, Kind.HOME)]
    without = saying(places, EXCLUDING_VAT, never=rf"{BUSINESS}|{INCLUDING_VAT}|minimum|korting")
    found = first(places, INCLUDING_VAT)
    if found:
        return met(found)
    if without and without.find(r"prij[sz]\w*|€|price|\d[.,]\d{2}\b"):
        return not_met(without)
    return not_met() if site.whole and site.read(Kind.PRODUCT) else unknown()


@probe("OR-03")
def delivery_costs(site: Site) -> Answer:
    """The costs of delivery are known before the order, or none are owed (BW 6:230n(3))."""
    places = [page.content for page in site.of(Kind.DELIVERY, Kind.CART, Kind.CHECKOUT, Kind.PRODUCT)] + site.terms
    for sentence in every(places, SHIPPING):
        if sentence.around(0, 120).find(AMOUNT) and not sentence.find(
            r"herroep|retour|terugbeta|terugst|terugz|withdraw|refund|sen(?:d|t|ding) .{0,10}back"
        ):
            return met(sentence)
    return not_met() if site.whole and site.read(Kind.DELIVERY, Kind.CHECKOUT) else unknown()


@probe("OR-04")
def payment_means(site: Site) -> Answer:
    """Payment means are known at the start of ordering (BW 6:230v)."""
    found = first(
        [page.whole for page in site.of(Kind.DELIVERY, Kind.HOME, Kind.CART, Kind.CHECKOUT, Kind.PRODUCT)], PAYMENT
    )
    if found:
        return met(found)
    return not_met() if site.whole else unknown()


@probe("OR-06")
def confirmation(site: Site) -> Answer:
    """The order is confirmed without delay (BW 6:227c(2), 6:230v(7))."""
    found = saying(site.terms, CONFIRMS, never=r"herroep|retour|withdraw|return")
    return met(found) if found else unknown()


@probe("OR-07")
def no_ticked_extras(site: Site) -> Answer:
    """No paid extra or newsletter is ticked beforehand (BW 6:230j)."""
    pages = [page for page in site.of(Kind.CHECKOUT, Kind.CART, Kind.PRODUCT) if page.html]
    for page in pages:
        for box in page.soup.select("input[type=checkbox][checked]"):
            words = _label_of(page, str(box.get("id") or ""), box.parent.get_text(" ") if box.parent else "")
            if pattern(EXTRA).search(words):
                return not_met(next((one for one in page.blocks if words and words in one.text), None))
    return met() if any(page.kind == Kind.CHECKOUT for page in pages) else unknown()


@probe("OR-08")
def no_surcharge(site: Site) -> Answer:
    """No surcharge on cards or SEPA (BW 6:230k)."""
    places = [page.content for page in site.of(Kind.CHECKOUT, Kind.DELIVERY)] + site.terms
    found = saying(places, SURCHARGE, r"€|%|euro|extra|toeslag|surcharge|rekening", never=NO_SURCHARGE)
    if found:
        return not_met(found)
    none = saying(places, PLAINLY_NONE)
    silent = site.read(Kind.CHECKOUT) and not first(places, r"toeslag|surcharge")
    return met(none) if none or silent else unknown()


@probe("OR-09")
def pay_later(site: Site) -> Answer:
    """Nobody is bound to pay more than half beforehand (BW 7:26(2))."""
    places = [page.whole for page in site.of(Kind.CHECKOUT, Kind.DELIVERY, Kind.HOME)] + site.terms
    found = saying(places, LATER, never=rf"niet mogelijk|not possible|geen .{{0,20}}achteraf|{BUSINESS}|instelling")
    if found:
        return met(found)
    bound = first(places, PREPAY)
    if bound:
        return not_met(bound)
    return not_met() if site.whole and site.read(Kind.CHECKOUT) else unknown()


@probe("OR-10")
def lowest_price(site: Site) -> Answer:
    """A reduction shows the lowest price of the last 30 days (Besluit prijsaanduiding 5a)."""
    pages = [page.content for page in site.of(Kind.PRODUCT)]
    if not pages:
        return unknown()
    struck = any(
        page.html and page.soup.select("del, s, strike, .price-old, .old-price") for page in site.of(Kind.PRODUCT)
    )
    reduced = first(pages, REDUCTION)
    if not struck and not reduced:
        return not_applicable()
    lowest = first(pages, LOWEST)
    return (
        met(lowest) if lowest else unknown(reduced, note=_("A reduction without the lowest price of the last 30 days."))
    )


@probe("OR-11")
def no_pressure(site: Site) -> Answer:
    """No false scarcity or countdown (BW 6:193g)."""
    found = first([page.content for page in site.of(Kind.PRODUCT, Kind.CHECKOUT, Kind.CART)], SCARCE)
    if found:
        return unknown(found, note=_("Is this true? Look again tomorrow."))
    return met() if site.read(Kind.PRODUCT) else unknown()


def submits(page: Page) -> list[Passage]:
    """The labels of the buttons that send a form, in order; in plain text, the lines that look like one."""
    if not page.html:
        return [one for one in page.blocks if len(one) <= 60 and (one.find(DUTY_TO_PAY) or one.find(NO_DUTY))]
    found = []
    for control in page.soup.select("button:not([type=button]), input[type=submit]"):
        words = str(control.get("value") or "") if control.name == "input" else control.get_text(" ")
        clean = " ".join(words.split())
        place = next((one for one in page.blocks if clean and clean in one.text), None)
        if place and not control.find_parent(["nav", "header", "footer"]):
            found.append(
                Passage(page, place.start + place.text.index(clean), place.start + place.text.index(clean) + len(clean))
            )
    return found


def _label_of(page: Page, name: str, around: str) -> str:
    label = page.soup.find("label", attrs={"for": name}) if name else None
    return " ".join((label.get_text(" ") if label else around).split())[:200]
