"""What waited for the sharing clause or the mark goes out, a part in each delivery, none twice and none left."""

from datetime import timedelta

import pytest

from keurmerk.models import Event
from keurmerk.outbox import drain
from reviews.models import Invitation, release
from reviews.models.release import release_some
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
State = Invitation.State


@pytest.fixture
def shop():
    return members.full_shop()


class TestRelease:
    def test_goes_on_until_all_are_released(self, shop, now, monkeypatch):
        monkeypatch.setattr(release, "TOGETHER", 4)
        for _ in range(10):
            reviews.invitation(of=shop, at=now)
        shop.note_sharing_clause(actor="user:1", at=now)
        drain()
        assert set(Invitation.objects.values_list("state", "reason")) == {(State.SCHEDULED, "")}
        assert Event.objects.filter(name="invitation.scheduled", payload__to="SCHEDULED").count() == 10
        assert Event.objects.filter(name="invitation.more_to_release").count() == 2

    def test_keeps_each_to_its_own_day(self, shop, now):
        soon = reviews.invitation(of=shop, at=now, delay_days=1)
        late = reviews.invitation(of=shop, at=now, delay_days=30)
        found = now + timedelta(days=5)
        shop.note_sharing_clause(actor="user:1", at=found)
        drain()
        days = dict(Invitation.objects.values_list("pk", "send_at"))
        assert (days[soon.pk], days[late.pk]) == (found, late.send_at)

    def test_leaves_alone_what_is_no_longer_held(self, shop, now):
        cancelled = reviews.invitation(of=shop, at=now)
        cancelled.cancel(actor="user:1", at=now)
        shop.note_sharing_clause(actor="user:1", at=now)
        drain()
        assert Invitation.objects.get().state == State.CANCELLED

    @pytest.mark.rule("18.2")
    def test_needs_clause_and_mark(self, shop, now):
        reviews.invitation(of=shop, at=now)
        assert release_some(shop.pk, actor="t", at=now) == 0
        bare = members.shop(sharing_clause_found_at=now)
        reviews.invitation(of=bare, at=now)
        assert release_some(bare.pk, actor="t", at=now) == 0
        assert set(Invitation.objects.values_list("state", flat=True)) == {State.HELD}

    def test_of_one_shop_leaves_another_alone(self, shop, now):
        other = reviews.invitation(of=members.full_shop(), at=now)
        shop.note_sharing_clause(actor="user:1", at=now)
        drain()
        other.refresh_from_db()
        assert other.state == State.HELD
