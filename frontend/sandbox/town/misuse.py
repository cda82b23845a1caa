"""Misuse of the mark in the town: just found, warned, and on the public list after it was ignored."""

from datetime import datetime, timedelta

from inspections.models import Misuse, MisuseProof, Watch
from keurmerk.calendar import amsterdam_date
from members.models import Shop, User

FOUND, WARNED, LISTED = "goedkope-koptelefoons.example", "fietsoutlet-xl.example", "merkschoenen-70.example"

STORY = "Dit logo staat onderaan de pagina, maar de winkel staat niet in het register."


def write_history(former: Shop | None, staff: dict[str, User], *, now: datetime) -> None:
    """The host of a former member that still shows the mark is in it too, if the town has one."""
    _seen(FOUND, Watch.Why.REPORTED, "copy", "/img/keurmerk-blauw.png", now - timedelta(days=1))
    _warned(WARNED, "Lid van Keurtegel sinds 2021", staff, now - timedelta(days=4))
    listed = _warned(LISTED, "Wij zijn aangesloten bij Keurtegel.", staff, now - timedelta(days=40))
    assert listed.deadline_at is not None  # it was warned a moment ago
    listed.note_ignored(actor="clock", at=listed.deadline_at)
    text = "Toonde ons keurmerk zonder lid te zijn, en haalde het na onze waarschuwing niet weg."
    listed.publish(
        text, by=staff["manager"], at=now - timedelta(days=28), until=amsterdam_date(now) + timedelta(days=180)
    )
    if former is not None:
        Watch.begin(former.host, Watch.Why.FORMER, at=now, shop=former, first=now + timedelta(days=7))


def _seen(host: str, source: Watch.Why, code: str, proof: str, at: datetime) -> Misuse:
    case = Misuse.report(host, source, actor="demo", at=at, story=STORY if source == Watch.Why.REPORTED else "")
    html = f"<!doctype html><title>{host}</title><footer>{proof}</footer>"
    MisuseProof.keep(case, url=f"https://{host}/", html=html, signs=[{"code": code, "proof": proof}], at=at)
    return case


def _warned(host: str, words: str, staff: dict[str, User], at: datetime) -> Misuse:
    case = _seen(host, Watch.Why.LISTED, "claim", words, at)
    inspector = staff["inspector"]
    case.confirm(by=inspector, actor=f"user:{inspector.pk}", at=at + timedelta(hours=2), reason="Staat in de voet.")
    case.warn(by=inspector, at=at + timedelta(hours=2), email=f"info@{host}")
    return case
