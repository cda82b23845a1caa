from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from members.jobs import MATURE
from members.models import Circumstance, Membership
from tests.factories import billing

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership(now):
    return billing.membership(at=now)


def noted(membership, kind, *, at, **facts):
    return Circumstance.note_it(membership, kind, actor="user:1", at=at, **facts)


class TestACircumstance:
    @pytest.mark.rule("17.1-17.5")
    def test_of_force_majeure_is_a_question_after_six_weeks(self, membership, now):
        found = noted(membership, "FORCE_MAJEURE", at=now)
        assert MATURE.run(now + timedelta(days=41)) == 0
        assert MATURE.run(now + timedelta(days=42)) == 1
        found.refresh_from_db()
        assert (found.state, Membership.objects.get().state) == ("ASKED", "ASPIRANT")

    @pytest.mark.rule("14.4")
    def test_of_a_seizure_is_a_question_after_three_months_from_the_day_it_began(self, membership, now):
        began = datetime(2025, 11, 30, 12, tzinfo=AMSTERDAM)
        found = noted(membership, "SEIZURE", at=now, since=began)
        assert found.decide_at == datetime(2026, 2, 28, tzinfo=AMSTERDAM)

    @pytest.mark.rule("14.4")
    def test_of_bankruptcy_is_a_question_at_once(self, membership, now):
        noted(membership, "INSOLVENCY", at=now)
        assert MATURE.run(now) == 1

    def test_that_is_over_asks_nothing(self, membership, now):
        noted(membership, "SEIZURE", at=now).close(actor="user:1", at=now)
        assert MATURE.run(now + timedelta(days=200)) == 0

    def test_is_noted_once_at_a_time(self, membership, now):
        first = noted(membership, "SEIZURE", at=now)
        assert noted(membership, "SEIZURE", at=now) == first
        with pytest.raises(IntegrityError), transaction.atomic():
            Circumstance.objects.create(
                membership=membership, kind="SEIZURE", since=now.date(), noted_at=now, noted_by="x", decide_at=now
            )
        first.close(actor="user:1", at=now)
        assert noted(membership, "SEIZURE", at=now) != first

    def test_is_not_noted_of_who_has_gone(self, membership, now):
        membership.end(actor="user:1", at=now, reason="improper")
        with pytest.raises(IllegalMove):
            noted(membership, "SEIZURE", at=now)
