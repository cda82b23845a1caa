"""PS, AC and TM: products, accessibility, and use of the mark."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from inspections.pages import Kind, Page, literal
from inspections.probes.identity import ADDRESS, EMAIL
from inspections.probes.probe import Answer, first, met, near, not_applicable, not_met, probe, saying, unknown
from inspections.site import Site

MAKER = (
    r"fabrikant|manufacturer|producent|geproduceerd door|made by|verantwoordelijke (?:persoon|marktdeelnemer)"
    r"|responsible person"
)
GUARANTEE_NOTICE = r"wettelijke garantie|legal guarantee|statutory guarantee"
GREEN = (
    r"\b(?:duurza(?:am|me)|milieuvriendelijk\w*|klimaatneutra\w*|co2-?neutra\w*|eco-?vriendelijk\w*"
    r"|groene? keuze|sustainab\w*|eco-?friendly|climate neutral|carbon neutral)\b"
)
PROVED = (
    r"gecertificeerd|certificaat \w+|ecolabel|\bFSC\b|\bGOTS\b|\bOEKO|fairtrade|\d+\s?%|gerecycled|recycled|omdat"
    r"|because|certified|gemeten|measured|gram CO|kg CO|EN \d{3}|ISO \d{4}"
)
DURABLE_MEDIUM = r"duurzame gegevensdrager|durable medium|duurzame informatiedrager"
ACCESSIBILITY = r"toegankelijkheid(?:sverklaring)?\b|accessibility(?: statement)?|\bWCAG\b|EN 301 549"
OTHER_MARKS = (
    r"thuiswinkel waarborg|webwinkelkeur|trusted shops|webshop keurmerk|\bkeurmerk\b|erkend door|certified by"
    r"|qshops|ecommerce europe"
)
SHOWN_INPUTS = ", ".join(
    [
        "input" + "".join(f":not([type={kind}])" for kind in ("hidden", "submit", "button", "image", "reset")),
        "select",
        "textarea",
    ]
)


@probe("PS-01")
def maker(site: Site) -> Answer:
    """Name, postal and e-mail address of the manufacturer at each offer (GPSR 19)."""
    pages = [page.content for page in site.of(Kind.PRODUCT)]
    if not pages:
        return unknown()
    found = near(pages, MAKER, rf"{EMAIL}|{ADDRESS}", 300)
    return met(found) if found else not_met(first(pages, MAKER))


@probe("PS-03")
def guarantee_notice(site: Site) -> Answer:
    """The harmonised notice on the legal guarantee (from 27 September 2026)."""
    found = first([page.content for page in site.of(Kind.CHECKOUT, Kind.RETURNS, Kind.PRODUCT)], GUARANTEE_NOTICE)
    return unknown(found, note=_("Is this the European notice, with its layout and code?") if found else "")


@probe("PS-05")
def green_claims(site: Site) -> Answer:
    """No generic or offset-based green claims (UCPD Annex I, from 27 September 2026)."""
    pages = [page.content for page in site.of(Kind.PRODUCT, Kind.HOME)]
    generic = saying(pages, GREEN, never=rf"{DURABLE_MEDIUM}|{PROVED}")
    if generic:
        return not_met(generic, note=_("A green claim in general words, without what it rests on."))
    claim = saying(pages, GREEN, never=DURABLE_MEDIUM)
    if claim:
        return unknown(claim, note=_("A green claim: is it specific, and is it proved?"))
    return met() if site.read(Kind.PRODUCT) else unknown()


@probe("AC-01")
def accessibility_told(site: Site) -> Answer:
    """Accessibility information, for shops that are not micro-enterprises (BW 6:230fa)."""
    found = first([page.whole for page in site.pages], ACCESSIBILITY)
    return (
        met(found)
        if found
        else unknown(
            note=_("Only for shops with ten people or more, or over two million a year.") if site.whole else ""
        )
    )


@probe("AC-02")
def accessible_sample(site: Site) -> Answer:
    """A sample of WCAG: the page's language, texts for images, labels at fields."""
    pages = [page for page in site.of(Kind.HOME, Kind.PRODUCT, Kind.CHECKOUT) if page.html]
    faults = [fault for page in pages for fault in _faults(page)]
    if faults:
        return not_met(note=" ".join(faults[:4]))
    return met() if pages else unknown()


@probe("TM-01")
def mark_in_place(site: Site) -> Answer:
    """The mark is a link to the shop's member page, and shows only where it is granted (terms 4.1, 10.1)."""
    shown = [
        (page, tag)
        for page in site.pages
        if page.html
        for tag in page.soup.select("keur-badge, keur-seal, img[src*='/w/badge/'], img[src*='/w/seal/']")
    ]
    if not shown:
        return not_applicable() if site.whole else unknown()
    linked = [tag for _page, tag in shown if tag.find("a", href=True) or tag.find_parent("a", href=True)]
    if not linked:
        return not_met(note=_("The mark is shown without a link to the member page."))
    where = {"url": shown[0][0].url}
    if site.claims.granted is None:
        return unknown(note=_("The mark is shown on %(url)s: is it granted to this host?") % where)
    return (
        met() if site.claims.granted else not_met(note=_("The mark is shown on %(url)s before it was granted.") % where)
    )


@probe("TM-02")
def other_marks(site: Site) -> Answer:
    """No mark of others is carried without right (BW 6:193g(b))."""
    found = saying(
        [page.whole for page in site.of(Kind.HOME, Kind.CONTACT)],
        OTHER_MARKS,
        never=literal(site.mark),
    )
    if found:
        return unknown(found, note=_("Another mark is named: does the shop hold it?"))
    return met() if site.whole else unknown()


def _faults(page: Page) -> list[str]:
    """What is wrong with a page, in sentences."""
    place = urlsplit(page.url).path or "/"
    faults = []
    if not page.language:
        faults.append(_("%(page)s does not say its language.") % {"page": place})
    bare = len(page.soup.select("img:not([alt])"))
    if bare:
        faults.append(_("Images without a text alternative on %(page)s: %(count)d.") % {"page": place, "count": bare})
    nameless = sum(not _labelled(page, field) for field in page.soup.select(SHOWN_INPUTS))
    if nameless:
        faults.append(_("Fields without a label on %(page)s: %(count)d.") % {"page": place, "count": nameless})
    return faults


def _labelled(page: Page, field: object) -> bool:
    get = getattr(field, "get", dict[str, str]().get)
    name = str(get("id") or "")
    wrapped = bool(getattr(field, "find_parent", lambda _name: None)("label"))
    tied = bool(name and page.soup.find("label", attrs={"for": name}))
    return wrapped or tied or bool(get("aria-label") or get("aria-labelledby") or get("title"))
