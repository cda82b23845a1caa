"""The logbook: who did what for a shop, and when; for its owner alone, and for nobody else's shop."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from frontend.dashboard.logbook_words import DEEDS, THINGS
from keurmerk.models import Event
from members.models import Seat
from tests.factories import members
from tests.house.test_reactions import recorded_names


@pytest.fixture
def anna(db):
    return members.user(name="Anna de Vries")


@pytest.fixture
def shop(anna):
    return members.full_shop(owner=anna)


@pytest.fixture
def page(client, anna, shop):
    client.force_login(anna)
    return f"/dashboard/shops/{shop.pk}/logbook/"


def did(person, name, thing, at, **payload) -> Event:
    actor = f"user:{person.pk}" if person else "clock"
    return Event.objects.create(
        name=name,
        subject_type=thing._meta.label_lower,
        subject_id=thing.pk,
        actor=actor,
        happened_at=at,
        payload=payload,
    )


def lines(client, page, **search) -> list[tuple[str, str]]:
    return [(deed.who, str(deed.what)) for deed in client.get(page, search).context["deeds"]]


class TestLogbook:
    def test_says_who_did_what_and_when(self, client, page, anna, shop, now):
        did(anna, "shop.changed", shop, now)
        text = client.get(page).content.decode()
        assert "Anna de Vries" in text
        assert "Gegevens van de webwinkel gewijzigd" in text
        assert "2 maart 2026, 10:00" in text

    def test_reaches_what_belongs_to_the_shop(self, client, page, anna, shop, now):
        did(anna, "member.changed", shop.member, now)
        did(anna, "membership.notice_given", shop.membership, now)
        did(anna, "second_factor.added", anna, now)
        assert len(lines(client, page)) == 3

    def test_of_a_real_deed_is_written_by_the_deed_itself(self, client, page, anna, shop, now):
        shop.change({"name": "Fietsbest"}, actor=f"user:{anna.pk}", at=now)
        assert lines(client, page) == [("Anna de Vries", "Gegevens van de webwinkel gewijzigd")]

    def test_names_no_person_of_ours(self, client, page, shop, now, settings):
        did(members.inspector(), "membership.suspended", shop.membership, now)
        assert lines(client, page)[0][0] == settings.BRAND["name"]
        assert "Ingrid" not in client.get(page).content.decode()

    def test_names_nobody_without_a_seat_and_takes_him_for_none_of_ours(self, client, page, anna, shop, now):
        did(members.user(name="Cor Collega"), "reply.written", shop, now)
        did(members.user(name="Cor Collega"), "shop.changed", shop, now)
        assert {who for who, _what in lines(client, page)} == {"Iemand anders"}
        assert lines(client, page, said="collega") == []

    def test_leaves_out_what_no_person_did_and_what_has_no_words(self, client, page, anna, shop, now):
        did(None, "membership.suspended", shop.membership, now)
        did(anna, "scan.asked", shop, now)
        assert lines(client, page) == []

    def test_knows_nothing_of_another_shop(self, client, page, anna, now):
        other = members.full_shop(owner=members.user())
        did(anna, "shop.changed", other, now)
        did(anna, "member.changed", other.member, now)
        assert lines(client, page) == []

    def test_is_not_mistaken_in_things_with_the_same_number(self, client, page, anna, shop, now):
        Event.objects.create(
            name="shop.changed",
            subject_type="disputes.dispute",
            subject_id=shop.pk,
            actor=f"user:{anna.pk}",
            happened_at=now,
        )
        assert lines(client, page) == []

    def test_comes_in_pages_without_asking_more_for_more(self, client, page, anna, shop, now):
        did(anna, "shop.changed", shop, now)
        client.get(page)
        with CaptureQueriesContext(connection) as one:
            client.get(page)
        asked = len(one)
        for minute in range(60):
            did(anna, "shop.changed", shop, now + timedelta(minutes=minute))
        with CaptureQueriesContext(connection) as many:
            answer = client.get(page)
        assert len(many) == asked
        assert len(answer.context["deeds"]) == 50
        assert len(client.get(page + answer.context["page"].older).context["deeds"]) == 11


class TestSearch:
    @pytest.fixture(autouse=True)
    def deeds(self, anna, shop, now):
        bea = members.user(name="Bea Bakker")
        Seat.objects.create(user=bea, shop=shop, since=now, role=Seat.Role.STAFF, duties=Seat.Duty.values)
        did(anna, "shop.changed", shop, now)
        did(bea, "member.changed", shop.member, now + timedelta(days=2))
        did(members.inspector(), "membership.suspended", shop.membership, now + timedelta(days=4))

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ({"said": "BEA"}, ["Bea Bakker"]),
            ({"said": "webwinkel gew"}, ["Anna de Vries"]),
            ({"said": "keurtegel"}, ["Keurtegel"]),
            ({"said": "niets van dit"}, []),
            ({"said": "%"}, []),
            ({"since": "2026-03-04"}, ["Keurtegel", "Bea Bakker"]),
            ({"until": "2026-03-04"}, ["Bea Bakker", "Anna de Vries"]),
            ({"since": "2026-03-03", "until": "2026-03-05", "said": "bea"}, ["Bea Bakker"]),
            ({"since": "gisteren"}, []),
            ({"said": "x" * 61}, []),
        ],
    )
    def test_finds_names_deeds_and_days(self, client, page, search, found):
        assert [who for who, _what in lines(client, page, **search)] == found

    @pytest.mark.parametrize("said", ["\x00", "'; drop table", "<script>alert(1)</script>"])
    def test_takes_whatever_is_typed(self, client, page, said):
        answer = client.get(page, {"said": said})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()

    def test_is_in_the_readers_language(self, client, page):
        english = client.get(f"/en{page}", {"said": "data of the webshop"})
        assert [deed.who for deed in english.context["deeds"]] == ["Anna de Vries"]

    def test_is_what_the_file_holds(self, client, page):
        answer = client.get(page.removesuffix("/") + ".csv", {"said": "bea"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert answer["Content-Type"].startswith("text/csv")
        assert text.splitlines()[0] == "Moment;Wie;Wat"
        assert text.splitlines()[1:] == ["2026-03-04 10:00:00;Bea Bakker;Gegevens van het bedrijf gewijzigd"]

    def test_gives_no_formula_away_in_the_file(self, client, page, anna):
        anna.name = "=cmd|' /C calc'!A0"
        anna.save()
        answer = client.get(page.removesuffix("/") + ".csv")
        assert ";'=cmd" in b"".join(answer.streaming_content).decode()


class TestDoor:
    @pytest.mark.parametrize("end", ["/", ".csv"])
    def test_is_for_owners(self, client, page, shop, end, now):
        bea = members.user()
        Seat.objects.create(user=bea, shop=shop, since=now, role=Seat.Role.STAFF, duties=Seat.Duty.values)
        client.force_login(bea)
        assert client.get(page.removesuffix("/") + end).status_code == 403

    @pytest.mark.parametrize("end", ["/", ".csv"])
    def test_does_not_exist_for_strangers(self, client, page, end, db):
        client.force_login(members.user())
        assert client.get(page.removesuffix("/") + end).status_code == 404

    def test_is_for_reading(self, client, page):
        assert client.post(page).status_code == 405


class TestWords:
    def test_are_of_things_that_lead_to_a_shop(self, shop):
        for label, way in THINGS.items():
            list(apps.get_model(label)._base_manager.filter(**{way: shop.pk})[:1])

    def test_are_of_deeds_that_are_recorded(self):
        told = recorded_names()
        beginnings = tuple(name for name in told if name.endswith("."))
        assert [name for name in DEEDS if name not in told and not name.startswith(beginnings)] == []

    def test_are_two_languages(self):
        for words in DEEDS.values():
            with translation.override("en"):
                english = str(words)
            assert str(words) != english
