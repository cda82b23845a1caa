"""Who did what: for the manager to search, and to keep as a file."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk.models import Event
from tests.factories import members

pytestmark = pytest.mark.django_db
PAGE, FILE = "/desk/who-did-what/", "/desk/who-did-what.csv"


@pytest.fixture
def manager(client):
    person = members.user(name="Mana Gerritsen", staff_role="manager")
    client.force_login(person)
    return person


@pytest.fixture
def shop():
    return members.full_shop(owner=members.user(name="Anna de Vries", email="anna@fietsgoed.example"), name="Fietsgoed")


def did(person, name, thing, at, **payload) -> Event:
    return Event.objects.create(
        name=name, subject_type=thing._meta.label_lower, subject_id=thing.pk,
        actor=f"user:{person.pk}" if person else "clock", happened_at=at, payload=payload,
    )  # fmt: skip


@pytest.fixture
def deeds(shop, now):
    """Of two people, about two shops, on three days; and one of a machine."""
    Event.objects.all().delete()
    anna, inge = shop.owner(), members.inspector()
    other = members.full_shop(owner=members.user(name="Bea"), of=members.member(), name="Theehuis")
    Event.objects.all().delete()
    did(anna, "shop.changed", shop, now)
    did(inge, "membership.suspended", shop.membership, now + timedelta(days=2))
    did(other.owner(), "reply.written", other, now + timedelta(days=4), shop=other.pk)
    did(None, "membership.promoted", shop.membership, now)
    return shop


def found(client, **search) -> list[str]:
    return [deed.name for deed in client.get(PAGE, search).context["deeds"]]


class TestAudit:
    def test_says_who_did_what_about_which_thing_and_no_machine(self, client, manager, deeds):
        html = client.get(PAGE).text
        assert "Anna de Vries" in html
        assert "anna@fietsgoed.example" in html
        assert "Gegevens van de webwinkel gewijzigd" in html
        assert f"shop {deeds.pk}" in html
        assert "promoted" not in html

    @pytest.mark.parametrize(
        ("search", "names"),
        [
            ({}, ["reply.written", "membership.suspended", "shop.changed"]),
            ({"who": "ANNA"}, ["shop.changed"]),
            ({"who": "anna@fietsgoed"}, ["shop.changed"]),
            ({"who": "niemand"}, []),
            ({"deed": "gegevens van de webw"}, ["shop.changed"]),
            ({"deed": "membership."}, ["membership.suspended"]),
            ({"about": "theehuis"}, ["reply.written"]),
            ({"about": "fietsgoed"}, ["shop.changed"]),
            ({"since": "2026-03-04", "until": "2026-03-04"}, ["membership.suspended"]),
            ({"since": "gisteren"}, []),
            ({"who": "anna", "deed": "suspended"}, []),
            ({"about": "shop 99999999999999999999"}, []),
            ({"who": "\0"}, []),
            ({"about": "'; drop table"}, []),
        ],
    )
    def test_is_searched_by_person_subject_deed_and_days(self, client, manager, deeds, search, names):
        assert found(client, **search) == names

    @pytest.mark.parametrize("about", ["shop {}", "members.shop:{}", "Shop  {}"])
    def test_finds_one_thing_by_its_number(self, client, manager, deeds, about):
        assert found(client, about=about.format(deeds.pk)) == ["shop.changed"]

    def test_can_be_kept_as_a_file_without_formulas(self, client, manager, deeds):
        anna = deeds.owner()
        anna.name = "=cmd|' /C calc'!A0"
        anna.save()
        answer = client.get(FILE, {"deed": "shop.changed"})
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0] == "Moment;Wie;E-mailadres;Wat;Gebeurtenis;Over"
        assert len(lines) == 2
        assert ";'=cmd" in lines[1]

    def test_asks_no_more_for_more(self, client, manager, deeds, now):
        client.get(PAGE)
        with CaptureQueriesContext(connection) as few:
            client.get(PAGE)
        for minute in range(60):
            did(members.user(), "shop.changed", deeds, now + timedelta(minutes=minute))
        with CaptureQueriesContext(connection) as many:
            answer = client.get(PAGE)
        assert len(many) == len(few)
        assert len(answer.context["deeds"]) == 50
        assert len(client.get(PAGE + answer.context["page"].older).context["deeds"]) == 13

    @pytest.mark.parametrize("role", ["inspector", "moderator", "mediator", "finance", ""])
    @pytest.mark.parametrize("page", [PAGE, FILE])
    def test_is_for_the_manager(self, client, db, role, page):
        client.force_login(members.user(staff_role=role))
        assert client.get(page).status_code == 404

    def test_is_for_reading(self, client, manager):
        assert client.post(PAGE).status_code == 405
