"""How the shops of the town were inspected: the fixture shops' pages stand in for theirs."""

from dataclasses import replace
from datetime import datetime
from functools import cache

from django.conf import settings

from inspections.models import Finding, Inspection
from inspections.preinspection import Preinspection, inspect_shop
from inspections.reading import Look, settle, user_agent
from inspections.sandbox.server import ShopServer
from inspections.sandbox.shops import FAULTY, GOOD, Place, pages
from keurmerk import clock
from keurmerk.outside.guard import Guard
from members.host_check import tag_for
from members.models import Application, HostProof, User

STANDARD_TEXTS: tuple[dict[str, str], ...] = (
    {
        "name": "Bedenktijd te kort",
        "code": "WD",
        "text_nl": "Je noemt een kortere bedenktijd dan de wet: een klant heeft veertien dagen na ontvangst.",
        "text_en": "You state a shorter withdrawal period than the law: a customer has fourteen days after delivery.",
    },
    {
        "name": "Adres ontbreekt",
        "code": "ID",
        "text_nl": "Een postbus is niet genoeg: noem het bezoekadres van je bedrijf op de contactpagina.",
        "text_en": "A post box is not enough: state the visiting address of your company on the contact page.",
    },
    {
        "name": "Pagina was niet te lezen",
        "code": "",
        "text_nl": "We konden deze pagina niet openen. Kijk of zij ook zonder inloggen te lezen is.",
        "text_en": "We could not open this page. See whether it can be read without logging in.",
    },
)


def read(application: Application, *, good: bool, at: datetime) -> Inspection:
    """Queues the inspection of a sent application and files what the machine saw."""
    case = Inspection.plan(application, actor="clock", at=at)
    reading = case.last_reading
    assert reading is not None  # planning asked for it
    settle(reading, look_at(application.shop_url, good=good), at=at)
    application.refresh_from_db()
    return Inspection.objects.get(pk=case.pk)


def approve(case: Inspection, *, second: User, at: datetime) -> None:
    """An inspector went through every open point and found it met; where it takes two, `second` agreed."""
    assert case.inspector is not None  # it was taken
    assert case.application is not None  # the town has no audits
    _prove_host(case.application, at=at)
    case.begin(by=case.inspector, at=at)
    judge_open_points(case, at=at)
    case.approve(by=case.inspector, at=at)
    if case.state == Inspection.State.PROPOSED:
        case.second(by=second, at=at)
    case.execute(at=at)


def judge_open_points(case: Inspection, *, at: datetime) -> None:
    """What the machine left open was looked at, and met."""
    open_points = case.findings.filter(decided_by__in=["HINT"]) | case.findings.filter(verdict="UNKNOWN")
    open_points.update(
        verdict=Finding.Verdict.MET,
        decided_by=Finding.DecidedBy.PERSON,
        confirmed_by=case.inspector,
        confirmed_at=at,
    )


def _prove_host(application: Application, *, at: datetime) -> None:
    """The owner put our tag on the home page, and we saw it."""
    proof = HostProof.of(application, at=at)
    seen = tag_for(proof.code)
    proof.prove(HostProof.Method.META, seen_at=application.shop_url, seen=seen, actor="clock", at=at)


def look_at(url: str, *, good: bool) -> Look:
    """What the machine sees of this shop: what it sees of a fixture shop, at this shop's own address."""
    seen = _seen(good=good)
    home = seen.source.rstrip("/")

    def moved(seen_at: str) -> str:
        return seen_at.replace(home, url.rstrip("/"), 1)

    pages = [replace(page, url=moved(page.url)) for page in seen.pages]
    verdicts = [
        replace(verdict, evidence=tuple(replace(proof, page=moved(proof.page)) for proof in verdict.evidence))
        for verdict in seen.verdicts
    ]
    return Look(pages, verdicts)


@cache
def _seen(*, good: bool) -> Preinspection:
    """One visit to the good or the faulty fixture shop, over http."""
    place = Place(mark=settings.BRAND["name"], committee=settings.BRAND["disputes_committee"])
    shop = pages(GOOD if good else FAULTY, place, faulty=not good)
    with ShopServer(shop) as server:
        guard = Guard(user_agent=user_agent(), allow_loopback=True)
        return inspect_shop(server.url, guard=guard, at=clock.now(), mark=place.mark, committee=place.committee,
                            pictures=False)  # fmt: skip
