"""Trusted flaggers at the desk: the manager adds them with ground and period, and ends them; their notices go first."""

from datetime import timedelta

import pytest

from keurmerk import clock
from keurmerk.calendar import amsterdam_date
from keurmerk.models import Event
from reviews.models import Notice, TrustedFlagger
from reviews.moderation import intake
from reviews.moderation.filing import Source
from reviews.moderation.intake import Sender
from tests.factories import members, moderation
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db
GIVEN = {"name": "Meldpunt", "ground": "ACM, besluit 2026-12", "until": ""}


@pytest.fixture
def manager(client):
    person = members.user(staff_role="manager")
    client.force_login(person)
    return person


def noticed(flagger: TrustedFlagger | None = None) -> Notice:
    review = moderation.answered_review()
    source = Source.FLAGGER if flagger else Source.ANYONE
    return intake.file(
        review, moderation.visitors_report(), Sender(source, flagger=flagger), actor="visitor", at=clock.now()
    )


class TestFlaggers:
    def test_are_added_with_their_ground_and_last_day(self, client, manager):
        last = amsterdam_date(clock.now()) + timedelta(days=30)
        answer = client.post("/en/desk/flaggers/", {**GIVEN, "until": last.isoformat()}, follow=True)
        made = TrustedFlagger.objects.get()
        assert (made.name, made.ground, amsterdam_date(made.until)) == ("Meldpunt", "ACM, besluit 2026-12", last)
        assert made.code in answer.text
        assert Event.objects.get(name="flagger.admitted").actor == f"user:{manager.pk}"

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"name": ""}, "Write the name"),
            ({"ground": ""}, "Write which coordinator"),
            ({"until": "2020-01-01"}, "This day has passed"),
            ({"until": "gisteren"}, "date"),
        ],
    )
    def test_are_not_added_without_what_they_need(self, client, manager, change, said):
        assert said in client.post("/en/desk/flaggers/", {**GIVEN, **change}).text
        assert not TrustedFlagger.objects.exists()

    def test_stand_once(self, client, manager):
        for _ in range(2):
            answer = client.post("/en/desk/flaggers/", GIVEN)
        assert "has the status already" in answer.text
        assert TrustedFlagger.objects.count() == 1

    def test_are_ended_once_and_stay_in_the_list(self, client, manager):
        made = TrustedFlagger.admit("Meldpunt", ground="ACM", actor="test", at=LONG_AGO)
        assert client.post(f"/desk/flaggers/{made.pk}/end/").status_code == 302
        assert not TrustedFlagger.objects.standing(clock.now()).exists()
        assert "Meldpunt" in client.get("/desk/flaggers/").text
        assert client.post(f"/desk/flaggers/{made.pk}/end/").status_code == 404
        assert Event.objects.filter(name="flagger.ended").count() == 1

    def test_lose_their_place_when_their_period_is_over(self):
        until = LONG_AGO + timedelta(days=1)
        TrustedFlagger.admit("Meldpunt", until=until, actor="test", at=LONG_AGO)
        assert TrustedFlagger.objects.standing(LONG_AGO).exists()
        assert not TrustedFlagger.objects.standing(until).exists()

    @pytest.mark.parametrize("role", ["moderator", "mediator", "finance", "inspector"])
    def test_are_for_the_manager_alone(self, client, role):
        made = TrustedFlagger.admit("Meldpunt", actor="test", at=LONG_AGO)
        client.force_login(members.user(staff_role=role))
        assert client.get("/desk/flaggers/").status_code == 404
        assert client.post("/desk/flaggers/", GIVEN).status_code == 404
        assert client.post(f"/desk/flaggers/{made.pk}/end/").status_code == 404
        assert TrustedFlagger.objects.standing(clock.now()).count() == 1

    def test_are_no_tab_for_a_moderator(self, client, manager):
        assert "/en/desk/flaggers/" in client.get("/en/desk/notices/").text
        client.force_login(moderation.moderator())
        assert "/en/desk/flaggers/" not in client.get("/en/desk/notices/").text


class TestPriority:
    def test_goes_before_older_notices_in_the_queue_and_has_a_shorter_term(self, client, manager):
        ordinary = noticed()
        first = noticed(TrustedFlagger.admit("Meldpunt", actor="test", at=LONG_AGO))
        text = client.get("/en/desk/notices/").text
        assert text.index(first.number) < text.index(ordinary.number)
        assert first.due_at <= ordinary.due_at
