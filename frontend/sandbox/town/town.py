"""Builds the town: forty-two shops in every state, three years of what happened to them."""

from datetime import date, datetime, timedelta
from random import Random

from django.db import transaction

from frontend.sandbox.town import (
    assessments,
    beyond,
    brought,
    complaints,
    debts,
    letters_in,
    library,
    misuse,
    notices,
    orders,
    people,
    products,
    quarrels,
    reviews,
    talk,
    teams,
)
from frontend.sandbox.town.lives import APPROVED, Life
from frontend.sandbox.town.places import Place, places
from frontend.sandbox.town.story import Story
from inspections.editions import edition
from inspections.models import Checklist, StandardText
from keurmerk.outbox import in_silence
from members.models import Application, User

SEED = 1
OWNER, APPLICANT = "eigenaar@theeplank.example", "aanvrager@bakfietsland.example"
_AGES = {
    "aspirant": (20, 110),
    "ready": (1, 2),
    "inspection": (2, 3),
    "asked": (5, 8),
    "rejected": (5, 12),
    "submitted": (0, 0),
}


def build(now: datetime) -> None:
    """Fills an empty installation, in one transaction; nobody gets a letter about what is history."""
    chance = Random(SEED)  # a town that is the same every time, not a secret
    story = Story(now)
    long_ago = now - timedelta(days=3 * 365 + 60)
    with in_silence(), transaction.atomic():
        Checklist.load(edition(), valid_from=date(2020, 1, 1))
        StandardText.objects.bulk_create(StandardText(**each) for each in assessments.STANDARD_TEXTS)
        staff = people.staff(long_ago)
        lives = [_life(number, place, story, staff, chance) for number, place in enumerate(places(), start=1)]
        library.write_history(staff, now=now)
        _draft(now)
        story.tell()
        for life in lives:
            if life.place.standing in APPROVED:
                life.shop.change({"category": life.place.category}, actor="demo", at=now)
                _write_reviews(life, now, chance)
        talk.write_history(lives[0].shop, now=now, chance=chance)
        products.write_talk(lives[0].shop, now=now)
        notices.write_history(lives[0].shop, staff, now=now)
        former = next((life.shop for life in lives if life.place.standing == "ended"), None)
        misuse.write_history(former, staff, now=now)
        quarrels.write_history(lives[0].shop, staff["mediator"], now=now)
        full = [life for life in lives if life.place.standing == "full"]
        quarrels.write_more([life.shop for life in full[1:4]], staff["mediator"], now=now)
        beyond.write_history([lives[0].shop, full[2].shop, full[3].shop], staff, now=now)
        debts.write_history(staff, now=now)
        complaints.write_history([life.shop.member for life in (full[4], lives[0], full[5])], staff, now=now)
        letters_in.write_history(lives[0].shop, staff, now=now)
        orders.write_history(lives[0].shop, now=now)
        brought.write_history(lives[0].shop, now=now)
        teams.write_history(lives[0].shop, now=now)


def _life(number: int, place: Place, story: Story, staff: dict[str, User], chance: Random) -> Life:
    """The first shop is the oldest one, so that it is shop 1; the others came in the order of the list."""
    youngest, oldest = _AGES.get(place.standing, (200 + number, 3 * 365))
    days = 3 * 365 + 8 if number == 1 else chance.randint(min(youngest, oldest), oldest)
    begun = (story.now - timedelta(days=days)).replace(hour=9, minute=number, second=0, microsecond=0)
    owner = people.person(OWNER, "Femke Gerards", at=begun) if number == 1 else None
    life = Life(place, number, story, staff, chance, owner=owner, pays_late=number % 7 == 5)
    story.at(begun if place.standing != "submitted" else story.now - timedelta(minutes=30), life.begin)
    return life


def _draft(now: datetime) -> None:
    """Somebody is half-way through the form."""
    applicant = people.person(APPLICANT, "Bas Akkerman", at=now - timedelta(days=2))
    Application.objects.create(
        applicant=applicant,
        shop_name="Bakfietsland Plus",
        shop_url="https://bakfietsland-plus.example/",
        shop_host="bakfietsland-plus.example",
        started_at=now - timedelta(days=1),
    )


def _write_reviews(life: Life, now: datetime, chance: Random) -> None:
    shop = life.shop
    grant = shop.grant
    assert grant is not None  # it was approved
    until = min(now, shop.ended_at or now)
    reviews.write_history(shop, life.place, since=grant.granted_at + timedelta(days=10), now=until, chance=chance)
