from datetime import timedelta

import pytest
from django.urls import reverse

from disputes.models import Party
from tests.factories import disputes, inspections, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def mediator(client):
    person = members.user(name="Mia Middel", staff_role="mediator")
    client.force_login(person)
    return person


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


class TestDisputes:
    @pytest.mark.parametrize("role", ["", "inspector", "finance"])
    def test_is_for_mediators(self, client, role, now):
        client.force_login(members.user(staff_role=role))
        assert client.get(address("disputes")).status_code == 404
        assert client.get(address("dispute", disputes.dispute(at=now).pk)).status_code == 404

    def test_shows_what_waits_for_us_and_the_rest_on_request(self, client, mediator, now):
        early, ours, ended = disputes.dispute(at=now), disputes.mediated(at=now), disputes.settled(at=now)

        def shown(**asked):
            page = client.get(address("disputes"), asked).content.decode()
            return [each for each in (early, ours, ended) if each.number in page]

        assert shown() == [ours]
        assert shown(view="mediation") == [ours]
        assert shown(view="open") == [early, ours]
        assert shown(view="ended") == [ended]
        assert shown(view="open", q=early.number) == [early]
        assert shown(view="open", q="bakker") == [early, ours]
        assert shown(view="nonsense") == [ours]


class TestDispute:
    def test_tells_what_happened_in_its_order(self, client, mediator, now):
        case = disputes.mediated(at=now)
        case.ask(Party.SHOP, "Wat bied je aan?", actor="user:2", at=now + timedelta(days=3))
        case.answer("Het is echt niet van ons.", actor="user:1", at=now + timedelta(days=4))
        page = client.get(address("dispute", case.pk)).text
        course = page[page.index("Verloop") :]
        assert course.index("Ingediend") < course.index("Bemiddeling gevraagd") < course.index("De webshop antwoordde")

    @pytest.mark.rule("11.10")
    def test_gives_the_turn_to_whom_is_asked(self, client, mediator, now):
        dispute = disputes.mediated(at=now)
        client.post(address("ask_in_dispute", dispute.pk), {"party": "SHOP", "text": "Wat is je voorstel?"})
        dispute.refresh_from_db()
        assert (dispute.turn, dispute.messages.last().author) == (Party.SHOP, Party.MEDIATOR)

    def test_asks_who_is_next(self, client, mediator, now):
        page = client.post(address("ask_in_dispute", disputes.mediated(at=now).pk), {"text": "En?"})
        assert page.status_code == 422
        assert "Kies wie er moet antwoorden" in page.content.decode()

    @pytest.mark.rule("11.4")
    @pytest.mark.parametrize(("solved", "state"), [("yes", "SETTLED"), ("no", "FAILED")])
    def test_ends_with_words_for_both(self, client, mediator, now, solved, state):
        dispute = disputes.mediated(at=now)
        page = client.post(
            address("decide_dispute", dispute.pk), {"solved": solved, "outcome": "De winkel vervangt hem."}, follow=True
        )
        dispute.refresh_from_db()
        assert dispute.state == state
        assert "De winkel vervangt hem." in page.content.decode()

    def test_says_so_when_it_is_not_in_mediation(self, client, mediator, now):
        dispute = disputes.answered(at=now)
        page = client.post(address("ask_in_dispute", dispute.pk), {"party": "SHOP", "text": "En?"}, follow=True)
        assert "niet meer in bemiddeling" in page.content.decode()


class TestConflict:
    """A mediator who inspected the shop, or works in it, stands too near (numbers 7.4)."""

    DOORS = (
        ("dispute", ()),
        ("dispute_file", ()),
        ("dispute_news", ()),
        ("ask_in_dispute", ()),
        ("decide_dispute", ()),
        ("confide", ("shop",)),
        ("add_evidence", ()),
        ("show_evidence", (1,)),
    )

    @pytest.fixture(params=["inspector", "employee"])
    def too_near(self, request, mediator, now):
        if request.param == "employee":
            return disputes.mediated(at=now, shop=members.full_shop(owner=mediator))
        shop, inspected = members.full_shop(), inspections.inspection()
        facts = {"shop": shop, "inspector": mediator, "state": "ASSIGNED", "taken_at": now}
        type(inspected).objects.filter(pk=inspected.pk).update(**facts)
        return disputes.mediated(at=now, shop=shop)

    @pytest.mark.rule("11.10")
    @pytest.mark.parametrize(("name", "more"), DOORS)
    def test_closes_every_door_of_the_case_and_says_why(self, client, too_near, name, more):
        door = address(name, too_near.pk, *more)
        said = {"party": "SHOP", "text": "x", "solved": "no", "outcome": "x", "private-shop-text": "x"}
        posts = name in {"ask_in_dispute", "decide_dispute", "confide", "add_evidence"}
        page = client.post(door, said) if posts else client.get(door)
        assert page.status_code == 403
        assert "Een collega bemiddelt hier" in page.content.decode()
        assert too_near.story not in page.content.decode()
        before = (too_near.state, too_near.messages.count())
        too_near.refresh_from_db()
        assert (too_near.state, too_near.messages.count()) == before

    def test_leaves_the_other_cases_open(self, client, too_near, now):
        assert client.get(address("dispute", disputes.mediated(at=now).pk)).status_code == 200
