import pytest

from disputes.models import Dispute, Handover
from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from tests.factories import disputes, inspections, members

pytestmark = pytest.mark.django_db


@pytest.fixture
def mia():
    return members.user(name="Mia Middel", staff_role="mediator")


@pytest.fixture
def case(now, mia):
    dispute = disputes.mediated(at=now)
    dispute.take(mia, actor="user:2", at=now)
    return dispute


class TestTake:
    def test_is_for_one(self, case, now):
        with pytest.raises(IllegalMove):
            case.take(members.user(staff_role="mediator"), actor="user:3", at=now)

    def test_finds_the_cases_of_a_mediator(self, case, mia, now):
        disputes.mediated(at=now)
        assert list(Dispute.objects.of_mediator(mia)) == [case]


class TestHandover:
    def test_gives_the_case_with_a_note(self, case, mia, now):
        noor = members.user(staff_role="mediator")
        made = Handover.make(case, noor, "De winkel belt liever.", actor="user:2", at=now)
        case.refresh_from_db()
        assert (case.mediator, made.giver, made.taker) == (noor, mia, noor)

    def test_tells_the_note_to_nobody_outside(self, case, now):
        Handover.make(case, members.user(staff_role="mediator"), "Geheim.", actor="user:2", at=now)
        event = Event.objects.get(name="handover.made")
        assert (event.subject_type, event.payload) == ("disputes.handover", {"dispute": case.pk})
        assert not case.messages.filter(text="Geheim.").exists()

    def test_is_not_to_who_inspected_the_shop(self, case, now):
        iris = members.user(staff_role="mediator")
        inspected = inspections.inspection()
        facts = {"shop": case.shop, "inspector": iris, "state": "ASSIGNED", "taken_at": now}
        type(inspected).objects.filter(pk=inspected.pk).update(**facts)
        with pytest.raises(IllegalMove):
            Handover.make(case, iris, "Neem jij hem?", actor="user:2", at=now)

    @pytest.mark.parametrize("facts", [{"staff_role": "finance"}, {"staff_role": "mediator", "is_active": False}])
    def test_is_not_to_who_does_not_mediate(self, case, now, facts):
        with pytest.raises(IllegalMove):
            Handover.make(case, members.user(**facts), "Neem jij hem?", actor="user:2", at=now)

    def test_is_not_to_who_has_it(self, case, mia, now):
        with pytest.raises(IllegalMove):
            Handover.make(case, mia, "Neem jij hem?", actor="user:2", at=now)
