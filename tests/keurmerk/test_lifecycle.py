"""States move by verbs, and who comes second is refused."""

import pytest

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members.models import Membership
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership(now):
    return Membership.contract(members.member(), actor="test", at=now)


class TestMove:
    def test_writes_the_state_its_fields_and_the_event_together(self, membership, now):
        membership.establish(actor="user:1", at=now)
        stored = Membership.objects.get()
        assert (stored.state, stored.established_at) == ("ASPIRANT", now)
        event = Event.objects.get(name="membership.established")
        assert (event.actor, event.happened_at, event.subject_id) == ("user:1", now, membership.pk)
        assert event.payload == {"from": "PENDING", "to": "ASPIRANT"}

    def test_refuses_a_move_that_is_not_in_the_table(self, membership, now):
        with pytest.raises(IllegalMove, match="is PENDING: no move to FULL"):
            membership.promote(actor="test", at=now)
        assert Membership.objects.get().state == "PENDING"

    def test_refuses_a_lost_race_and_records_nothing(self, membership, now):
        stale = Membership.objects.get()
        membership.establish(actor="first", at=now)
        with pytest.raises(IllegalMove, match="no longer PENDING"):
            stale.establish(actor="second", at=now)
        assert list(Event.objects.filter(name="membership.established").values_list("actor", flat=True)) == ["first"]

    def test_leaves_the_stale_copy_as_it_was(self, membership, now):
        stale = Membership.objects.get()
        membership.establish(actor="first", at=now)
        with pytest.raises(IllegalMove):
            stale.establish(actor="second", at=now)
        assert stale.established_at is None
