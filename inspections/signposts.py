"""Which page a link leads to, told by its words, its address, or what stands on the page."""

from urllib.parse import unquote, urlsplit, urlunsplit

from inspections.pages import Kind, Link, Page, pattern

# In order of choosing: the more telling signals first. The address is read with separators as spaces.
SIGNALS: tuple[tuple[Kind, str], ...] = (
    (Kind.COOKIES, r"\bcookie"),
    (Kind.PRIVACY, r"privacy|persoonsgegevens|gegevensbescherming|data protection|\bavg\b|\bgdpr\b"),
    (Kind.COMPLAINTS, r"klacht|complaint|geschil|dispute"),
    (Kind.RETURNS, r"retour|herroep|bedenktijd|ruilen|\breturns?\b|refund|withdraw|cooling off|omruil"),
    (
        Kind.TERMS,
        (
            r"(?:algemene|leverings|verkoop|gebruiks) ?(?:leverings ?)?voorwaarden|voorwaarden$|^voorwaarden"
            r"|\bterms\b|conditions of sale|\bagb\b|\btos\b"
        ),
    ),
    (
        Kind.DELIVERY,
        (
            r"verzend|bezorg|levering|levertijd|shipping|delivery|betalen en|betaal(?:methode|mogelijk|wijze)"
            r"|payment"
        ),
    ),
    (Kind.CHECKOUT, r"checkout|afrekenen|\bkassa\b|onestepcheckout|bestellen$"),
    (Kind.CART, r"winkel ?(?:wagen|mand)|\bcart\b|basket|bag$"),
    (Kind.CONTACT, r"contact|klantenservice|customer service|impressum|imprint|colofon|bedrijfsgegevens"),
    (Kind.PRODUCT, r"\b(?:product|products|artikel|artikelen|item|p)\b(?= \S)"),
    (
        Kind.OTHER,
        (
            r"over ons|about|garantie|warranty|\bfaq\b|veelgestelde|\breviews?\b|beoordeling|keurmerk|service"
            r"|toegankelijk|accessib|abonnement"
        ),
    ),
)
USUAL: dict[Kind, tuple[str, ...]] = {
    Kind.TERMS: ("/algemene-voorwaarden", "/terms-and-conditions", "/voorwaarden", "/terms"),
    Kind.PRIVACY: ("/privacy", "/privacyverklaring", "/privacy-policy", "/privacybeleid"),
    Kind.RETURNS: ("/retourneren", "/retouren", "/returns", "/herroepingsrecht"),
    Kind.CONTACT: ("/contact", "/klantenservice", "/contact-us"),
    Kind.DELIVERY: ("/verzending", "/bezorging", "/verzenden-en-betalen", "/shipping"),
    Kind.COMPLAINTS: ("/klachten", "/klachtenregeling", "/complaints"),
    Kind.CART: ("/winkelwagen", "/cart", "/winkelmand"),
    Kind.CHECKOUT: ("/checkout", "/afrekenen", "/kassa"),
}
MOST: dict[Kind, int] = {
    Kind.HOME: 5,  # itself and its frames
    Kind.TERMS: 2, Kind.PRIVACY: 2, Kind.RETURNS: 3, Kind.CONTACT: 2, Kind.DELIVERY: 2, Kind.COMPLAINTS: 2,
    Kind.COOKIES: 1, Kind.CHECKOUT: 2, Kind.CART: 1, Kind.PRODUCT: 4, Kind.OTHER: 6,
}  # fmt: skip
NOT_A_PAGE = r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|zip|gz|mp4|mp3|woff2?|xlsx?|csv|ics)$"
DOES_SOMETHING = (
    r"add[-_]?to[-_]?(?:cart|basket|wish)|addtocart|cart/add|/add/|toevoegen|wishlist|verlanglijst|compare"
    r"|vergelijk|log-?(?:in|out)"
    r"|uitloggen|inloggen|account|register|registr|remove|delete|unsubscribe|afmelden|[?&](?:add|remove|delete"
    r"|action)\b|/__"
)
SELLS = (
    r"in (?:de |mijn )?winkel(?:wagen|mand)|toevoegen aan (?:de )?(?:winkel|mand)|add to (?:cart|basket|bag)"
    r"|bestel nu|in (?:de )?mand|koop nu|buy now"
)
PRICE = r"€\s?\d|\d\s?€|\beur\b"


def kind_of(link: Link) -> tuple[Kind, int]:
    """The kind of page a link leads to, and how sure we are: 3 by its words and address, 2 words, 1 address, 0 none."""
    words, path = link.text.lower()[:80], spaced(link.url)
    for kind, signal in SIGNALS:
        by_words, by_path = bool(pattern(signal).search(words)), bool(pattern(signal).search(path))
        if by_words or by_path:
            return kind, 2 * by_words + by_path
    return Kind.OTHER, 0


def spaced(url: str) -> str:
    """The path of an address as words: "/algemene-voorwaarden/" is "algemene voorwaarden"."""
    path = unquote(urlsplit(url).path).lower()
    return " ".join(pattern(r"[^\w]+|_").sub(" ", path.removesuffix(".html").removesuffix(".php")).split())


def is_product(page: Page) -> bool:
    """A page that offers one product: it says so in its data, or it has a price and a button to put it in the cart."""
    head = page.html[:200_000]
    typed = pattern(
        r"\"@type\"\s*:\s*\"Product\"|og:type\"\s+content=\"(?:og:)?product|itemtype=\"https?://schema\.org/Product"
    ).search(head)
    return bool(typed) or (page.content.has(SELLS, PRICE) and len(list(page.content.find_all(SELLS))) <= 3)


def speaks_of(page: Page, kind: Kind) -> bool:
    """The title or first headings of a page bear out that it is of this kind; guards against a friendly "not found"."""
    signal = next(signal for one, signal in SIGNALS if one == kind)
    opening = [block.text for block in page.content.blocks[:6]]
    return any(pattern(signal).search(words.lower()) for words in (page.title, *opening))


def tidy(url: str) -> str:
    """The address without its fragment and without what only counts visits."""
    parts = urlsplit(url)
    query = "&".join(
        one for one in parts.query.split("&") if one and not pattern(r"^(?:utm_|gclid|fbclid|ref=|sid=)").search(one)
    )
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", query, ""))


def may_follow(url: str) -> bool:
    """A plain page: no file of another sort, nothing that does something when asked for."""
    parts = urlsplit(url)
    return (
        parts.scheme in {"http", "https"}
        and not pattern(NOT_A_PAGE).search(parts.path)
        and not pattern(DOES_SOMETHING).search(url)
    )
