"""Everybody may file; who keeps filing what is manifestly unfounded is warned, then suspended by a person (DSA 23)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from keurmerk.lifecycle import IllegalMove
from reviews.models import FilingRight
from reviews.moderation.filing import NotAdmissible
from tests.factories import moderation, reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return reviews.inviting_shop()


def unfounded(shop, now, *, times=1):
    mo = moderation.moderator()
    for _ in range(times):
        notice = moderation.request_of_shop(about=moderation.answered_review(of=shop, at=now), at=now)
        made = moderation.decided(notice, "KEEP", by=mo, at=now, manifestly_unfounded=True)
        right = FilingRight.count(shop, "", actor="rules", at=made.executed_at)
    return right


class TestCount:
    def test_the_third_in_twelve_months_brings_a_warning(self, now, shop):
        assert unfounded(shop, now, times=2).warned_at is None
        assert unfounded(shop, now).warned_at is not None

    def test_counts_twelve_months(self, now, shop):
        right = unfounded(shop, now, times=2)
        assert right.unfounded(now + timedelta(days=300)) == 2
        assert right.unfounded(now + timedelta(days=366)) == 0

    def test_what_an_appeal_turned_is_not_counted(self, now, shop):
        notice = moderation.request_of_shop(about=moderation.answered_review(of=shop, verified=False, at=now), at=now)
        moderation.decided(notice, "KEEP", by=moderation.moderator(), at=now, manifestly_unfounded=True)
        right = FilingRight.count(shop, "", actor="rules", at=now + timedelta(minutes=10))
        assert right.unfounded(now + timedelta(hours=1)) == 1
        moderation.appeal(notice, "NOTIFIER", at=now + timedelta(hours=1))
        moderation.decided(notice, "REMOVE", by=moderation.moderator(), at=now + timedelta(hours=2))
        assert right.unfounded(now + timedelta(hours=3)) == 0


class TestSuspend:
    def test_only_after_a_warning_and_going_on(self, now, shop):
        right = unfounded(shop, now, times=3)
        with pytest.raises(IllegalMove):
            right.suspend(actor="user:1", at=now + timedelta(days=1))
        right = unfounded(shop, now + timedelta(days=1), times=2)
        right.suspend(actor="user:1", at=now + timedelta(days=2))
        with pytest.raises(NotAdmissible) as refusal:
            moderation.request_of_shop(about=moderation.answered_review(of=shop, at=now), at=now + timedelta(days=3))
        assert refusal.value.reason == "suspended"

    def test_ends_by_itself_or_by_us(self, now, shop):
        right = unfounded(shop, now, times=5)
        right.suspend(actor="user:1", at=now + timedelta(days=1))
        assert right.is_suspended(now + timedelta(days=80))
        assert not right.is_suspended(now + timedelta(days=100))
        right.restore(actor="user:1", at=now + timedelta(days=2))
        assert not right.is_suspended(now + timedelta(days=3))

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE reviews_filingright SET suspended_at = now(), suspended_until = now() + interval '1 day'",
            "UPDATE reviews_filingright SET shop_id = NULL",
        ],
    )
    def test_the_database_asks_for_the_warning_first(self, now, shop, statement):
        unfounded(shop, now)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
