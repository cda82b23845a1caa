"""The fixture webshops' pages: a tea shop that keeps every rule, and a lamp shop with known faults."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from inspections.sandbox.server import Answering, Content, Response

FOLDER = Path(__file__).parent
REPAIR = "/__repair"  # where the owner mends the faulty shop, on its own bar

# What a machine finds wrong in the faulty shop, before its owner repairs it.
FAULTS = (
    "ID-03", "ID-06", "TC-04", "TC-05", "WD-01", "WD-03", "WD-05a", "WD-05b", "OR-01", "OR-07", "PR-10", "PR-15",
    "PR-18",
)  # fmt: skip


@dataclass(frozen=True)
class Fixture:
    """One shop's own facts; everything else the two have in common."""

    folder: str
    name: str
    slogan: str
    legal: str
    street: str
    postcode: str
    city: str
    phone: str
    mail: str
    kvk: str
    vat: str
    wrong_vat: str
    products: tuple[tuple[str, str], ...]
    item: str
    price: str
    total: str


# Numbers that nobody has: the trade register gives no such numbers, the check digits are right where they must be.
GOOD = Fixture(
    folder="tea", name="Theeplank", slogan="Losse thee, met zorg gekozen", legal="Theeplank B.V.",
    street="Waterstraat 8", postcode="8011 ZZ", city="Zwolle", phone="038 000 12 34", mail="hallo@theeplank.example",
    kvk="00000171", vat="NL999999990B01", wrong_vat="NL999999991B01",
    products=(("ochtendmelange", "Ochtendmelange"), ("groene-parel", "Groene parel"), ("avondkruiden", "Avondkruiden")),
    item="Ochtendmelange", price="8,50", total="13,45",
)  # fmt: skip
FAULTY = Fixture(
    folder="lamps", name="Lampenlade", slogan="Lampen met een tweede leven", legal="Lampenlade V.O.F.",
    street="Achterom 3", postcode="7411 ZZ", city="Deventer", phone="0570 00 12 34", mail="post@lampenlade.example",
    kvk="00000188", vat="NL999999862B01", wrong_vat="NL999999999B01",
    products=(("bureaulamp", "Bureaulamp"), ("hanglamp", "Hanglamp"), ("leeslamp", "Leeslamp")),
    item="Bureaulamp", price="64,00", total="68,95",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where the shop stands: the mark's name and committee, our address, and the shop's number with us ("" if none)."""

    mark: str
    committee: str
    base: str = ""
    shop: str = ""


def pages(fixture: Fixture, place: Place, *, faulty: bool = False, bar: str = "") -> dict[str, Content]:
    """Every page of a shop, by path. `bar` is HTML under each page, outside the shop itself."""
    shop: dict[str, Content] = {
        "/robots.txt": "User-agent: *\nDisallow: /bedankt/\n",
        **{f"/files/{file.name}": file.read_bytes() for file in (FOLDER / "files").iterdir()},
    }
    names = ["index", *(f"product/{slug}" for slug, _title in fixture.products)]
    sources = {name: FOLDER / fixture.folder / f"{name.removeprefix('product/')}.html" for name in names}
    sources.update({file.stem: file for file in sorted((FOLDER / "common").glob("*.html"))})
    for name, file in sources.items():
        if not (faulty and name == "herroepen"):
            path = "/" if name == "index" else f"/{name}/"
            shop[path] = _page(_read(file), fixture, place, faulty=faulty, bar=bar)
    return shop


class FaultyShop:
    """The faulty shop as it stands: repaired once a file says so. Its bar repairs it and breaks it again."""

    def __init__(self, place: Place, state: Path) -> None:
        self.place, self.state = place, state

    def __call__(self, method: str, path: str) -> Content | None:
        if path == REPAIR:
            return self._switch() if method == "POST" else None
        faulty = not self.state.exists()
        return pages(FAULTY, self.place, faulty=faulty, bar=_bar(faulty=faulty)).get(path)

    def _switch(self) -> Response:
        if self.state.exists():
            self.state.unlink()
        else:
            self.state.parent.mkdir(parents=True, exist_ok=True)
            self.state.touch()
        return Response(status=303, headers={"Location": "/"})


def proving(shop: Answering, mark: str) -> Answering:
    """The shop, whose owner puts every file on it that shows whose it is: the code stands in the file's own name."""
    start = f"/.well-known/{''.join(filter(str.isalnum, mark)).lower()}-"

    def answer(method: str, path: str) -> Content | None:
        if path.startswith(start) and path.endswith(".txt"):
            return path.removeprefix(start).removesuffix(".txt")
        return shop(method, path)

    return answer


def _page(source: str, fixture: Fixture, place: Place, *, faulty: bool, bar: str) -> str:
    title = re.search(r"<h1>(.*?)</h1>", source)
    facts = {
        **vars(fixture), "mark": place.mark, "committee": place.committee, "bar": bar,
        "vat": fixture.wrong_vat if faulty else fixture.vat, "title": title[1] if title else fixture.name,
        "products": " ".join(f'<a href="/product/{slug}/">{name}</a>' for slug, name in fixture.products),
        **_widgets(fixture, place),
    }  # fmt: skip
    body = Template(source).safe_substitute(facts)
    return _chosen(Template(_read(FOLDER / "layout.html")).safe_substitute({**facts, "body": body}), faulty=faulty)


def _widgets(fixture: Fixture, place: Place) -> dict[str, str]:
    """The mark's seal, carousel and sidebar as a shop pastes them; nothing while it has no number with us."""
    if not place.shop:
        return dict.fromkeys(("script", "badge", "reviews", "sidebar"), "")
    base, shop, link = place.base, place.shop, f'<a href="{place.base}/certificate/{place.shop}">'
    return {
        "script": f'<script type="module" async crossorigin src="{base}/w/1/w.js"></script>',
        "badge": f'<keur-badge shop="{shop}" lang="nl">{link}<img src="{base}/w/badge/{shop}.svg" width="220" '
        f'height="72" alt="{fixture.name} is lid van {place.mark}"></a></keur-badge>',
        "reviews": f'<keur-reviews shop="{shop}" lang="nl">{link}<img src="{base}/w/reviews/{shop}.svg" width="288" '
        f'height="232" alt="Reviews van {fixture.name} bij {place.mark}"></a></keur-reviews>',
        "sidebar": f'<keur-sidebar shop="{shop}" lang="nl"></keur-sidebar>',
    }


def _chosen(html: str, *, faulty: bool) -> str:
    """The page in one of its two states: `<!--right-->` or `<!--faulty-->` parts are kept, the others go."""
    keep, drop = ("faulty", "right") if faulty else ("right", "faulty")
    html = re.sub(rf"<!--{drop}-->.*?<!--/{drop}-->", "", html, flags=re.DOTALL)
    return re.sub(rf"<!--/?{keep}-->", "", html)


def _bar(*, faulty: bool) -> str:
    words = ("Deze voorbeeldwinkel heeft met opzet fouten.", "Herstel de fouten")
    if not faulty:
        words = ("De fouten van deze voorbeeldwinkel zijn hersteld.", "Zet de fouten terug")
    button = f'<form method="post" action="{REPAIR}"><p>{words[0]}</p><button>{words[1]}</button></form>'
    return f'<aside class="repair" aria-label="Over deze voorbeeldwinkel">{button}</aside>'


@cache
def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")
