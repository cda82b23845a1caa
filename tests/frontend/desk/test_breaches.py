"""The manager's register of data breaches: its clock, its report, and letters that leave once, after a look."""

from datetime import timedelta

import pytest

from keurmerk import clock
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event, SentLetter
from keurmerk.schedule import run_at
from members import breach_letters
from members.models import Breach, BreachLetter
from tests.factories import members

pytestmark = pytest.mark.django_db
JOB = "members.send_breach_letters"


@pytest.fixture
def manager(client):
    person = members.user(staff_role="manager")
    client.force_login(person)
    return person


@pytest.fixture
def breach(now) -> Breach:
    facts = {"what": "Een laptop is gestolen.", "people": "Zo'n 40 leden", "categories": "Namen en adressen"}
    return Breach.note("CARRIER", known_at=now, actor="test", at=now + timedelta(hours=2), **facts)


def letter(breach: Breach, now, **facts) -> BreachLetter:
    given = {"readers": "MEMBERS", "addresses": "", "text_nl": "Er is iets gebeurd.", "text_en": "Something happened."}
    return BreachLetter.write(breach, **{**given, **facts}, actor="test", at=now)


@pytest.mark.rule("PA data breach")
class TestTheRegister:
    @pytest.mark.parametrize("kind", ["SITE", "CARRIER", "WRONG_ADDRESS", "ATTACK"])
    def test_knows_the_four_kinds_of_the_agreement(self, client, manager, kind):
        known = f"{clock.now():%Y-%m-%dT%H:%M}"
        told = {"kind": kind, "known_at": known, "what": "Wat", "people": "Wie", "categories": "Welke"}
        landed = client.post("/desk/breaches/", told, follow=True)
        assert landed.status_code == 200
        assert Breach.objects.get().kind == kind

    def test_counts_72_hours_from_when_we_knew(self, breach, now):
        assert breach.report_due_at == now + timedelta(hours=72)
        assert not breach.is_late(now + timedelta(hours=72))
        assert breach.is_late(now + timedelta(hours=72, seconds=1))

    def test_takes_no_moment_that_is_still_to_come(self, client, manager):
        known = f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
        client.post(
            "/desk/breaches/", {"kind": "SITE", "known_at": known, "what": "a", "people": "b", "categories": "c"}
        )
        assert not Breach.objects.exists()

    def test_is_closed_once_it_is_reported_or_explained_with_measures(self, breach, now):
        with pytest.raises(IllegalMove):
            breach.close(actor="test", at=now)
        breach.describe(measures="Schijven zijn versleuteld.", actor="test", at=now)
        with pytest.raises(IllegalMove):
            breach.close(actor="test", at=now)
        breach.leave_unreported("De schijf was versleuteld.", actor="test", at=now)
        breach.close(actor="test", at=now)
        with pytest.raises(IllegalMove):
            breach.describe(what="Anders", actor="test", at=now)

    def test_remembers_that_a_report_was_late(self, breach, now):
        breach.report(actor="test", at=now + timedelta(days=4))
        assert Event.objects.get(name="breach.reported").payload == {"late": True}
        with pytest.raises(IllegalMove):
            breach.report(actor="test", at=now + timedelta(days=5))


class TestThePages:
    @pytest.mark.parametrize("role", ["inspector", "moderator", "mediator", "finance"])
    def test_do_not_exist_for_anybody_but_the_manager(self, client, breach, now, role):
        client.force_login(members.user(staff_role=role))
        written = letter(breach, now)
        for page in ("", f"{breach.pk}/", f"{breach.pk}/report/", f"letters/{written.pk}/"):
            assert client.get(f"/desk/breaches/{page}").status_code == 404
        assert client.post(f"/desk/breaches/letters/{written.pk}/send/", {"counted": 1}).status_code == 404

    def test_show_it_whole(self, client, manager, breach, now):
        letter(breach, now, text_nl="<b>Let op</b>").drop(actor="test", at=now)
        assert "Een laptop is gestolen" in client.get(f"/desk/breaches/{breach.pk}/").text
        report = client.get(f"/desk/breaches/{breach.pk}/report/").text
        assert "Namen en adressen" in report
        assert "&lt;b&gt;Let op" in report
        assert "Te laat" in client.get("/desk/breaches/").text

    def test_walk_it_to_the_end(self, client, manager, breach):
        base = f"/desk/breaches/{breach.pk}/"
        words = {"what": "Wat", "people": "Wie", "categories": "Welke", "measures": "Versleuteld"}
        client.post(f"{base}describe/", words)
        client.post(f"{base}reported/")
        assert "Gedaan" in client.post(f"{base}close/", follow=True).text
        assert Breach.objects.get().state == "CLOSED"

    def test_write_no_letter_to_what_is_no_address(self, client, manager, breach):
        told = {"readers": "ADDRESSES", "addresses": "sanne@example.com\nniets", "text_nl": "a", "text_en": "b"}
        assert client.post(f"/desk/breaches/{breach.pk}/letters/", told).status_code == 422
        assert not BreachLetter.objects.exists()


class TestLetters:
    @pytest.fixture
    def owners(self):
        return [members.full_shop(owner=members.user(email=f"owner{n}@example.com")) for n in range(3)]

    def test_show_how_they_look_and_how_many_get_them_and_send_nothing(self, client, manager, breach, owners):
        told = {"readers": "MEMBERS", "text_nl": "Er is iets gebeurd.", "text_en": "Something happened."}
        shown = client.post(f"/desk/breaches/{breach.pk}/letters/", told, follow=True).text
        assert "3 mensen" in shown
        assert "Er is iets gebeurd." in shown
        assert "Something happened." in shown
        assert not SentLetter.objects.filter(letter="members/breach").exists()

    def test_leave_only_with_the_number_that_was_seen(self, client, manager, breach, owners, now):
        written = letter(breach, now)
        for wrong in ("2", "", "drie", "-3", "9" * 40):
            client.post(f"/desk/breaches/letters/{written.pk}/send/", {"counted": wrong})
        members.full_shop(owner=members.user())
        client.post(f"/desk/breaches/letters/{written.pk}/send/", {"counted": "3"})
        written.refresh_from_db()
        assert written.state == "DRAFT"
        client.post(f"/desk/breaches/letters/{written.pk}/send/", {"counted": "4"})
        assert run_at(JOB, clock.now()) == 1
        assert SentLetter.objects.filter(letter="members/breach").count() == 4

    def test_go_to_nobody_twice_also_when_they_are_begun_again(self, breach, owners, now):
        written = letter(breach, now)
        breach_letters.release(written, 3, actor="test", at=now)
        run_at(JOB, now)
        BreachLetter.objects.update(state="RELEASED", sent_at=None)
        run_at(JOB, now)
        assert SentLetter.objects.filter(letter="members/breach").count() == 3
        with pytest.raises(IllegalMove):
            breach_letters.release(BreachLetter.objects.get(), 3, actor="test", at=now)

    def test_go_once_to_an_address_that_is_given_twice(self, breach, now):
        written = letter(breach, now, readers="ADDRESSES", addresses="a@example.com\nA@example.com\nb@example.com")
        assert [each.email for each in breach_letters.readers_of(written)] == ["a@example.com", "b@example.com"]

    def test_go_to_no_former_member(self, breach, owners, now):
        owners[0].membership.end(actor="test", at=now, reason="notice")
        assert len(breach_letters.readers_of(letter(breach, now))) == 2
