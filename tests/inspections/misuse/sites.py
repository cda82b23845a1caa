"""Sites that show our mark without right, in sixty ways, and a thousand that do nothing wrong: written by hand and dice."""

import base64
import json
from dataclasses import dataclass, field
from random import Random

from tests.inspections.misuse import pictures

NAME, SITE = "Keurtegel", "https://keurtegel.example"
GOODS = [
    "fietsen",
    "thee",
    "lampen",
    "wol",
    "kaas",
    "schoenen",
    "boeken",
    "tenten",
    "verf",
    "messen",
    "planten",
    "stoelen",
    "brillen",
    "klokken",
    "zeep",
]
PLACES = ["Zwolle", "Delft", "Gouda", "Assen", "Venlo", "Hoorn", "Breda", "Ede", "Sneek", "Weert"]


@dataclass
class Site:
    """Pages by path; `kind` says what is wrong with it, or why nothing is."""

    kind: str
    html: str
    files: dict[str, bytes] = field(default_factory=dict)


def shop(chance: Random, body: str = "", *, head: str = "", foot: str = "", title: str = "") -> str:
    """A webshop's home page, in one of several builds, with `body` and `foot` somewhere in it."""
    goods, place = chance.choice(GOODS), chance.choice(PLACES)
    name = title or f"{goods.capitalize()} uit {place}"
    items = "".join(
        f'<{tag}><img src="/p{n}.jpg" alt="{goods} {n}"><b>{goods} {n}</b> &euro; {chance.randrange(5, 300)},95'
        f'<a href="/cart?add={n}">In winkelwagen</a></{tag}>'
        for n, tag in enumerate(chance.choices(("li", "div", "section"), k=chance.randrange(3, 14)))
    )
    service = chance.choice((
        "Voor 22:00 besteld, morgen in huis.", "14 dagen bedenktijd.", "Gratis verzending vanaf 50 euro.",
        "Wij zijn lid van Thuiswinkel Waarborg.", "Aangesloten bij WebwinkelKeur.", "Klanten geven ons een 9,1.",
        "Trusted by 10.000 customers.", "Betaal met iDEAL of achteraf.",
    ))  # fmt: skip
    main = f'<main class="{chance.choice(("home", "m", "content", "page"))}"><h1>{name}</h1><p>{service}</p>{items}{body}</main>'
    top = f'<header><a href="/">{name}</a><nav><a href="/cart">Winkelwagen</a><a href="/contact">Contact</a></nav></header>'
    end = f'<footer>{foot}<p>KvK {chance.randrange(10**7, 10**8)} | {name} | <a href="/voorwaarden">Algemene voorwaarden</a></p></footer>'
    return f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{name}</title>{head}</head><body>{top}{main}{end}</body></html>'


def story(chance: Random, body: str, *, marked: bool = True) -> str:
    """News, a blog or a forum."""
    kind = chance.choice(("NewsArticle", "BlogPosting", "Article", "DiscussionForumPosting"))
    data = json.dumps({"@context": "https://schema.org", "@type": kind, "headline": "Keurmerken vergeleken"})
    head = f'<script type="application/ld+json">{data}</script>' if chance.random() < 0.5 else ""
    head += "" if head and chance.random() < 0.5 else '<meta property="og:type" content="article">'
    text = "Wat is een keurmerk waard? We vroegen het rond en legden de voorwaarden naast elkaar."
    return f"<!doctype html><html><head><title>Keurmerken vergeleken</title>{head if marked else ''}</head><body><article><h1>Keurmerken vergeleken</h1><p>{text}</p>{body}</article></body></html>"


def misused(chance: Random) -> list[Site]:
    """Sixty, of a dozen kinds; pictures lie on the site itself."""
    sites = []
    for n, copy in enumerate(pictures.COPIES):
        at = chance.choice(("/img/logo4.png", "/media/usp-2.jpg", "/assets/a8f3.webp", "/keurmerk.png"))
        tag = (
            f'<img src="{at}" alt="">',
            f'<img data-src="{at}" src="data:," alt="veilig">',
            f'<picture><source srcset="{at} 2x"><img src="{at}" alt=""></picture>',
        )[n % 3]
        sites.append(Site("copied picture", shop(chance, foot=tag), {at: copy()}))
    for copy in (pictures.smaller, pictures.grey, pictures.larger):
        style = "<style>.k{background:url('/img/sprite-footer.png') no-repeat}</style>"
        sites.append(
            Site(
                "background",
                shop(chance, head=style, foot='<span class="k"></span>'),
                {"/img/sprite-footer.png": copy()},
            )
        )
    sites.append(
        Site(
            "background",
            shop(chance, foot='<i style="background-image:url(/k.png)"></i>'),
            {"/k.png": pictures.squeezed()},
        )
    )
    css = b".trust{background:url(../img/trust.png)}"
    sites.append(
        Site(
            "style sheet",
            shop(chance, head='<link rel="stylesheet" href="/css/shop.css">', foot='<b class="trust"></b>'),
            {"/css/shop.css": css, "/img/trust.png": pictures.smaller()},
        )
    )
    for path in ("/w/seal/7.svg", "/w/badge/12.svg", "/w/badge/12.en.svg", "/w/reviews/3.svg", "/w/mark.svg"):
        sites.append(Site("hotlink", shop(chance, foot=f'<img src="{SITE}{path}" alt="">')))
    sites.append(Site("hotlink", shop(chance, foot=f'<img src="/blank.gif" data-src="{SITE}/w/seal/9.svg">')))
    sites.append(
        Site(
            "script",
            shop(
                chance,
                head=f'<script type="module" src="{SITE}/w/1.0.0/w.js"></script>',
                foot='<keur-seal shop="7"></keur-seal>',
            ),
        )
    )
    sites.append(Site("script", shop(chance, head=f'<script type="module" src="{SITE}/w/1/w.js"></script>')))
    sites.append(Site("script", shop(chance, head=f'<script async src="{SITE}/sidebar.js?id=12&c=1"></script>')))
    inline = f"<script>(function(d){{var s=d.createElement('script');s.src='{SITE}/sidebar.js?id=4';d.head.append(s)}})(document)</script>"
    sites.append(Site("script", shop(chance, head=inline)))
    sites.append(
        Site(
            "element", shop(chance, foot='<keur-badge shop="3"><a href="#"><img alt="" src="/x.svg"></a></keur-badge>')
        )
    )
    for path in ("/w/frame/7.html", "/webshops/widget_html?id=7", "/shops/7/"):
        sites.append(Site("frame", shop(chance, body=f'<iframe src="{SITE}{path}" width="200"></iframe>')))
    drawing = "".join(f'<path d="{d}"/>' for d in _drawing())
    for colour in ("#1d3fae", "#0a0", "black"):
        svg = f'<svg viewBox="0 0 48 48" fill="{colour}">{drawing}</svg>'
        sites.append(Site("drawing", shop(chance, foot=svg)))
    sites.append(
        Site(
            "drawing file",
            shop(chance, foot='<img src="/k.svg" alt="">'),
            {"/k.svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">{drawing}</svg>'.encode()},
        )
    )
    for words in (
        "<p>Wij zijn aangesloten bij Keurtegel en hebben een veilig keurmerk.</p>",
        "<p>Onze webshop is gecertificeerd door Keurtegel.</p>",
        "<small>Keurtegel gecertificeerd</small>",
        "<span>Lid van Keurtegel</span>",
        "<li>Keurmerk: Keurtegel</li>",
        "<p>We are certified by Keurtegel since 2021.</p>",
        "<div>Keurtegel approved shop</div>",
        '<img src="/img/x.png" alt="Keurtegel keurmerk">',
        '<a href="/keurmerk">Goedgekeurd door Keurtegel</a>',
        "<p>This shop is a member of Keurtegel, so you shop safely.</p>",
        "<h3>Waarom bij ons? Keurtegel keurmerk!</h3>",
        "<td>Beoordeeld door Keurtegel: 9,4</td>",
    ):
        place = {"foot": words} if chance.random() < 0.5 else {"body": words}
        sites.append(Site("claim", shop(chance, **place)))
    for thing in (
        {"@type": "Organization", "name": "X", "award": "Keurtegel"},
        {"@graph": [{"@type": "Store", "memberOf": {"@type": "Organization", "name": "Keurtegel"}}]},
        {"@type": "OnlineStore", "hasCertification": {"@type": "Certification", "name": "Keurtegel"}},
    ):
        data = f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **thing})}</script>'
        sites.append(Site("data", shop(chance, head=data)))
    for title in ("Certificaat van echtheid | Keurtegel", "Keurtegel: gekeurd lid", "Keurtegel certificate"):
        page = f"<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>Dit lidmaatschap is geldig sinds 2023. nepwinkel.example mag het keurmerk voeren.</p></body></html>"
        sites.append(Site("spoof", page))
    for words in (
        "<small>Keur-Tegel gecertificeerd</small>",
        "<p>Wij zijn aangesloten bij K\u0435urt\u0435gel.</p>",  # two letters are Cyrillic
        "<span>Lid van Keurtege1</span>",
        '<img src="/img/y.png" alt="Keur Tegel keurmerk">',
    ):
        sites.append(Site("lookalike name", shop(chance, foot=words)))
    former = f'<a href="{SITE}/shops/41/"><img src="{SITE}/w/seal/41.svg" alt="Keurtegel"></a>'
    sites.append(Site("seal of a former member", shop(chance, foot=former)))
    other = f'<script type="module" src="{SITE}/w/1/w.js"></script><keur-seal shop="2"></keur-seal>'
    sites.append(Site("seal of another shop", shop(chance, foot=other)))
    embedded = base64.b64encode(pictures.smaller()).decode()
    sites.append(Site("picture in the page", shop(chance, foot=f'<img alt="" src="data:image/png;base64,{embedded}">')))
    noscript = f'<noscript><img src="{SITE}/w/badge/8.svg" alt=""></noscript>'
    sites.append(Site("hotlink without script", shop(chance, foot=noscript)))
    assert len(sites) == 60, len(sites)
    return sites


def genuine(chance: Random, number: int) -> Site:
    """One that does nothing wrong: other marks, stories about us, comparisons, partners, shops that deny or consider it."""
    image = f'<img src="/m{number}.png" alt="{chance.choice(("keurmerk", "logo", "trust badge", "certificaat", "Thuiswinkel Waarborg"))}">'
    file = {f"/m{number}.png": (pictures.other_mark if chance.random() < 0.7 else pictures.product)(chance)}
    match chance.randrange(10):
        case 0 | 1 | 2 | 3:
            return Site("other mark", shop(chance, foot=image), file)
        case 4:
            words = chance.choice((
                "Wij zijn aangesloten bij Keurtegel, zegt de ene winkel. De andere is lid van een ander keurmerk.",
                "Keurtegel keurt webwinkels en is een keurmerk met openbare beoordelingen.",
                "De certificering van Keurtegel kost per jaar minder dan die van anderen.",
            ))  # fmt: skip
            picture = '<figure><img src="/mark.png" alt="Keurtegel keurmerk"><figcaption>Het logo</figcaption></figure>'
            return Site("story", story(chance, f"<p>{words}</p>{picture}"), {"/mark.png": pictures.smaller()})
        case 5:
            words = chance.choice((
                "Wij zijn niet aangesloten bij Keurtegel of een ander keurmerk.",
                "We overwegen een aanvraag bij het keurmerk Keurtegel.",
                "Onze aanvraag voor het keurmerk Keurtegel loopt nog.",
                "Kijk voor het keurmerk van een winkel altijd op de site van Keurtegel zelf, bijvoorbeeld bij een grote aankoop.",
                "Is uw webshop lid van Keurtegel? Dan krijgt u korting op onze boekhouding.",
                "We are not certified by Keurtegel.",
            ))  # fmt: skip
            return Site("no claim", shop(chance, body=f"<p>{words}</p>"))
        case 6:
            rows = "".join(
                f"<tr><td>Winkel {n}</td><td>{chance.randrange(10, 99)},95</td><td>{chance.choice((NAME, 'Thuiswinkel', 'geen'))}</td></tr>"
                for n in range(12)
            )
            return Site(
                "comparison",
                f"<!doctype html><html><head><title>Vergelijk prijzen</title></head><body><h1>Vergelijk prijzen</h1><table><tr><th>Winkel</th><th>Prijs</th><th>Keurmerk</th></tr>{rows}</table></body></html>",
            )
        case 7:
            link = f'<p>Meer over <a href="{SITE}/">Keurtegel</a> leest u op hun site.</p>'
            return Site("link", shop(chance, body=link, foot=image), file)
        case 8:
            quote = (
                "<blockquote>Wij zijn aangesloten bij Keurtegel</blockquote><p>Zo'n zin zegt niets zonder bewijs.</p>"
            )
            return Site("quote", story(chance, quote) if chance.random() < 0.5 else shop(chance, body=quote))
        case _:
            drawing = f'<svg viewBox="0 0 48 48"><path d="M{chance.randrange(40)} 5h11A11 11 0 0 1 5 {chance.randrange(40)}z"/><path d="M14 24l7 7L34 {chance.randrange(10, 20)}"/></svg>'
            return Site("plain", shop(chance, foot=drawing + image), file)


def _drawing() -> list[str]:
    from pathlib import Path

    from django.contrib.staticfiles import finders

    svg = Path(str(finders.find("images/mark.svg"))).read_text(encoding="utf-8")
    return [part.split('"')[0] for part in svg.split(' d="')[1:]]
