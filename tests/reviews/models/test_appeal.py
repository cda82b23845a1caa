"""An appeal is free, comes within six months, and is decided by somebody else: the database holds the last."""

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, connection, transaction

from keurmerk.lifecycle import IllegalMove
from reviews.grounds import Grounds
from reviews.models import Appeal, Decision, SamePerson, appealable
from reviews.moderation.outcomes import Outcome, Side
from tests.factories import moderation

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo():
    return moderation.moderator()


@pytest.fixture
def ann():
    return moderation.moderator()


@pytest.fixture
def bo():
    return moderation.moderator()


@pytest.fixture
def removed(now, mo, ann):
    """A verified review that two people removed."""
    notice = moderation.request_of_shop(at=now)
    moderation.decided(notice, Outcome.REMOVE, by=mo, second=ann, at=now)
    return notice


@pytest.fixture
def kept(now, mo):
    notice = moderation.request_of_shop(at=now)
    moderation.decided(notice, Outcome.KEEP, by=mo, at=now)
    return notice


class TestFile:
    def test_within_six_months(self, now, removed):
        until = removed.appeal_until
        assert until == now + timedelta(minutes=10) + relativedelta(months=6)
        with pytest.raises(IllegalMove):
            moderation.appeal(removed, at=until)
        assert moderation.appeal(removed, at=until - timedelta(seconds=1)).state == "FILED"
        assert removed.state == "APPEALED"

    def test_by_who_is_worse_off(self, now, removed, kept):
        assert appealable(removed, Side.NOTIFIER, now + timedelta(hours=1)) is None
        assert appealable(kept, Side.WRITER, now + timedelta(hours=1)) is None
        assert moderation.appeal(kept, Side.NOTIFIER, at=now + timedelta(hours=1)).against.outcome == "KEEP"

    def test_once(self, now, removed, bo):
        moderation.appeal(removed, at=now + timedelta(hours=1))
        moderation.decided(removed, Outcome.REMOVE, by=bo, at=now + timedelta(hours=2))
        assert removed.state == "CLOSED"
        with pytest.raises(IllegalMove):
            moderation.appeal(removed, at=now + timedelta(hours=3))

    def test_nobody_appeals_for_an_anonymous_notifier(self, now, mo):
        notice = moderation.notice_of_visitor(at=now, grounds=Grounds.CHILD_ABUSE, name="", email="")
        moderation.decided(notice, Outcome.KEEP, by=mo, at=now)
        assert appealable(notice, Side.NOTIFIER, now + timedelta(hours=1)) is None


class TestDecide:
    def test_granted_to_the_writer_it_is_reinstated(self, now, removed, bo):
        appeal = moderation.appeal(removed, at=now + timedelta(hours=1))
        moderation.decided(removed, Outcome.KEEP, by=bo, at=now + timedelta(hours=2))
        appeal.refresh_from_db()
        removed.review.refresh_from_db()
        assert (appeal.state, appeal.decided_by) == ("UPHELD", bo)
        assert removed.review.is_public
        assert (removed.state, removed.result, removed.close_reason) == ("CLOSED", "REFUSED", "appeal_decided")

    def test_refused_the_decision_stands(self, now, removed, bo):
        appeal = moderation.appeal(removed, at=now + timedelta(hours=1))
        moderation.decided(removed, Outcome.REMOVE, by=bo, at=now + timedelta(hours=2))
        appeal.refresh_from_db()
        removed.review.refresh_from_db()
        assert (appeal.state, removed.review.state, removed.result) == ("REJECTED", "REMOVED", "GRANTED")

    def test_granted_to_the_notifier_the_writer_may_appeal_in_turn(self, now, kept, ann, bo):
        moderation.appeal(kept, Side.NOTIFIER, at=now + timedelta(hours=1))
        moderation.decided(kept, Outcome.REMOVE, by=ann, second=bo, at=now + timedelta(hours=2))
        assert kept.state == "DECIDED_REMOVE"
        assert moderation.appeal(kept, Side.WRITER, at=now + timedelta(hours=3)).against.decided_by == ann

    @pytest.mark.parametrize("who", ["mo", "ann"])
    def test_not_by_the_first_or_the_second_reader(self, now, removed, who, request):
        moderation.appeal(removed, at=now + timedelta(hours=1))
        with pytest.raises(SamePerson):
            moderation.decided(removed, Outcome.KEEP, by=request.getfixturevalue(who), at=now + timedelta(hours=2))

    def test_taken_back_it_is_anybodys_again(self, now, removed, bo):
        appeal = moderation.appeal(removed, at=now + timedelta(hours=1))
        made = Decision.make(removed, Outcome.KEEP, moderation.reasons(), by=bo, at=now + timedelta(hours=2))
        made.undo(by=bo, at=now + timedelta(hours=2))
        assert Appeal.objects.get(pk=appeal.pk).decided_by is None

    def test_leaves_its_writer_no_worse_off(self, now, mo, bo):
        notice = moderation.request_of_shop(at=now, grounds=Grounds.INSULT)
        moderation.decided(notice, Outcome.EDIT, by=mo, at=now)
        moderation.appeal(notice, at=now + timedelta(hours=1))
        with pytest.raises(IllegalMove):
            moderation.decided(notice, Outcome.REMOVE, by=bo, at=now + timedelta(hours=2))

    def test_a_change_that_stands_gives_the_writer_his_days_again(self, now, mo, bo):
        notice = moderation.request_of_shop(at=now, grounds=Grounds.INSULT)
        moderation.decided(notice, Outcome.EDIT, by=mo, at=now)
        moderation.appeal(notice, at=now + timedelta(hours=1))
        moderation.decided(notice, Outcome.EDIT, by=bo, at=now + timedelta(hours=2))
        assert (notice.state, notice.turn) == ("DECIDED_EDIT", "WRITER")
        assert appealable(notice, Side.WRITER, now + timedelta(hours=3)) is None


class TestTheDatabase:
    """Whoever writes to it, by whatever way."""

    @pytest.mark.parametrize(
        "taken",
        [
            "UPDATE reviews_appeal SET decided_by_id = d.decided_by_id FROM reviews_decision d WHERE d.id = against_id",
            "UPDATE reviews_appeal SET decided_by_id = d.seconded_by_id FROM reviews_decision d WHERE d.id = against_id",
        ],
    )
    def test_refuses_a_reader_of_the_decision(self, now, removed, taken):
        appeal = moderation.appeal(removed, at=now + timedelta(hours=1))
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(taken)
        appeal.refresh_from_db()
        assert appeal.decided_by is None

    def test_is_not_fooled_by_another_name_for_the_reader(self, now, removed, mo, bo):
        moderation.appeal(removed, at=now + timedelta(hours=1))
        forged = "UPDATE reviews_appeal SET decided_by_id = %s, first_reader_id = %s, second_reader_id = NULL"
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(forged, [mo.pk, bo.pk])

    def test_is_not_fooled_by_changing_the_decision_afterwards(self, now, removed, bo):
        moderation.appeal(removed, at=now + timedelta(hours=1))
        moderation.decided(removed, Outcome.KEEP, by=bo, at=now + timedelta(hours=2))
        for forged in (
            "UPDATE reviews_decision SET decided_by_id = %s WHERE appeal_id IS NULL",
            "UPDATE reviews_decision SET seconded_by_id = %s WHERE appeal_id IS NULL",
        ):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(forged, [bo.pk])

    def test_refuses_a_settled_appeal_of_nobody(self, now, removed):
        moderation.appeal(removed, at=now + timedelta(hours=1))
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE reviews_appeal SET state = 'UPHELD', settled_at = now()")
