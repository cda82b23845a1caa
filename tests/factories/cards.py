"""Cards of shops as the published files need them, without a database."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from frontend.widgets.card import DisputeFigures, Inspected, PublicReview, ShopCard, Status
from frontend.widgets.mark import Mark

SITE = "https://keurtegel.example"
LATELY = datetime(2026, 2, 21, 10, 0, tzinfo=UTC)
SAID = (
    (5, "Snel en netjes verpakt", "Vrijdag besteld, zaterdag in huis. De fiets stond goed afgesteld.", "Sanne K."),
    (3, "Levertijd klopte niet", "Er stond twee dagen, het werden er zes. Wel vriendelijk toen ik belde.", "Piet V."),
    (5, "Goede hulp bij maat kiezen", "Via de chat snel antwoord over de framemaat. Klopte precies.", ""),
    (4, "Fijne bel", "Lekker hard.", "Job"),
    (5, "Retour zonder gedoe", "Verkeerde maat besteld, binnen drie dagen mijn geld terug.", "Fatima A."),
    (1, "", "Nooit aangekomen.", "Kees B."),
)


def mark(*, site: str = SITE, **fields: Any) -> Mark:
    picture = Path(settings.BASE_DIR / "frontend/static/images/mark.svg").read_text()
    pages = {"register": f"{site}/register/", "method": f"{site}/how-reviews-work/", "report": f"{site}/contact/"}
    return Mark(**{"name": "Keurtegel", "site": site, "picture": picture, **pages, **fields})


def review(*, number: int = 1, **fields: Any) -> PublicReview:
    stars, title, text, name = SAID[(number - 1) % len(SAID)]
    defaults = {"stars": stars, "title": title, "text": text, "name": name, "verified": number % 3 != 0}
    return PublicReview(**{"id": number, "published_at": LATELY - timedelta(days=number), **defaults, **fields})


def card(*, number: int = 1, site: str = SITE, **fields: Any) -> ShopCard:
    """A full member with a score, unless told otherwise."""
    defaults: dict[str, Any] = {
        "name": "Fietsgoed",
        "host": "fietsgoed.example",
        "url": "https://fietsgoed.example/",
        "status": Status.FULL,
        "certificate": f"{site}/certificate/{number}",
        "page": f"{site}/shops/{number}/",
        "legal_name": "Fietsgoed B.V.",
        "kvk_number": "12345678",
        "city": "Zwolle",
        "since": date(2024, 3, 14),
        "mean": Decimal("4.6912"),
        "count": 1204,
        "total": 3120,
        "reviews": tuple(review(number=number) for number in range(1, 7)),
        "inspected": Inspected(on=date(2025, 3, 14), criteria=43, met=43),
        "disputes": DisputeFigures(filed=3, settled=2, running=1),
        "updated_at": LATELY,
    }
    return ShopCard(id=number, **{**defaults, **fields})
