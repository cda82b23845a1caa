"""Reviews that the first shop brought along from where it collected them before."""

import io
from datetime import datetime, timedelta

from keurmerk.models import Event
from members.models import Shop
from reviews.imports.elsewhere import upload, work

_WORDS = (
    (5, "Sanne de Koning", "Fijne thee", "De oolong is heerlijk, en het pakje kwam door de brievenbus."),
    (4, "Willem Bos", "", "Goed bezorgd. Een zakje was een beetje gekreukt, de thee was prima."),
    (2, "Fatima El Amrani", "Te laat", "Pas na een week gekregen, terwijl er twee dagen beloofd was."),
    (5, "Joris Bakker", "Aanrader", "Al jaren mijn vaste adres voor sencha."),
    (3, "Lotte Visser", "", "Lekkere thee, maar de verzendkosten zijn hoog."),
    (5, "Peter van Dam", "Top", "Snel antwoord op mijn vraag over de watertemperatuur."),
)


def write_history(shop: Shop, *, now: datetime) -> None:
    """A list of before it joined us, taken in last week; one of its lines was faulty."""
    first = now - timedelta(days=4 * 365)
    lines = ["Datum;Naam;Sterren;Titel;Tekst"]
    for number, (stars, name, title, text) in enumerate(_WORDS):
        lines.append(f"{first + timedelta(days=11 * number):%d-%m-%Y};{name};{stars};{title};{text}")
    lines.append("onbekend;Iemand;4;;Ooit besteld")
    at = now - timedelta(days=7)
    file = io.BytesIO("\n".join(lines).encode())
    made = upload.receive(shop, file, name="reviews-oud.csv", platform="Trustpilot", actor="shop", at=at)
    work.check(_last("review_import.checking"), at=at)
    made.refresh_from_db()
    made.start(actor="shop", at=at)
    work.carry_out(_last("review_import.confirmed"), at=at)
    made.refresh_from_db()
    made.forget_file()


def _last(name: str) -> Event:
    return Event.objects.filter(name=name).latest("pk")
