"""The numbers of orders by fate are always what a recount says, whoever changed the orders and how."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keurmerk.calendar import AMSTERDAM
from keurmerk.models import Event
from keurmerk.schedule import EVERY
from reviews.coverage import by_month, summed
from reviews.intake import take_in
from reviews.models import Invitation, OptOut, Tally
from tests.factories import members, reviews
from tests.reviews.models.test_rating import at_once

MARCH = date(2026, 3, 1)


def kept(shop) -> dict:
    return {(month, state, reason): count for month, state, reason, count in Tally.objects.filter(shop=shop).fates()}


def recounted(shop) -> dict:
    rows = Invitation.objects.filter(shop=shop).values_list("received_at", "state", "reason")
    return dict(Counter((at.astimezone(AMSTERDAM).date().replace(day=1), *fate) for at, *fate in rows))


@pytest.mark.django_db
class TestInStep:
    def test_with_one_order_through_its_life(self, now):
        shop = reviews.inviting_shop()
        invitation = reviews.invitation(of=shop, at=now)
        assert kept(shop) == {(MARCH, "SCHEDULED", ""): 1}
        invitation.mark_sent(actor="clock", at=now)
        assert kept(shop) == {(MARCH, "SENT", ""): 1}
        invitation.expire(actor="clock", at=now + timedelta(days=90))
        assert kept(shop) == {(MARCH, "EXPIRED", ""): 1}

    def test_with_a_list_in_one_statement(self, now):
        shop = reviews.inviting_shop()
        OptOut.note(reviews.invitation(email="no@example.com").email_hash, shop=None, at=now)
        take_in(shop, [reviews.order(), reviews.order(), reviews.order(email="no@example.com")], actor="t", at=now)
        assert kept(shop) == {(MARCH, "SCHEDULED", ""): 2, (MARCH, "SUPPRESSED", "OPTED_OUT"): 1}

    def test_with_changes_behind_the_back_of_the_verbs(self, now):
        shop = reviews.inviting_shop()
        for _ in range(4):
            reviews.invitation(of=shop, at=now)
        Invitation.objects.filter(shop=shop).update(state="CANCELLED", reason="BY_SHOP")
        Invitation.objects.filter(shop=shop).first().delete()
        assert kept(shop) == recounted(shop) == {(MARCH, "CANCELLED", "BY_SHOP"): 3}

    def test_with_nothing_when_what_counts_did_not_change(self, now):
        shop = reviews.inviting_shop()
        reviews.sent_invitation(of=shop, at=now).keep_draft({"stars": 4})
        rows = Tally.objects.count()
        Invitation.objects.update(draft=None)
        assert Tally.objects.count() == rows

    def test_puts_an_order_of_new_years_night_in_the_month_of_amsterdam(self):
        shop = reviews.inviting_shop()
        reviews.invitation(of=shop, at=datetime(2026, 1, 1, 0, 30, tzinfo=AMSTERDAM))
        assert list(kept(shop)) == [(date(2026, 1, 1), "SCHEDULED", "")]

    def test_takes_back_what_is_rolled_back(self, now):
        shop = reviews.inviting_shop()
        with transaction.atomic():
            reviews.invitation(of=shop, at=now)
            transaction.set_rollback(True)
        assert kept(shop) == {}

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.sampled_from(["order", "send", "cancel", "fold", "rebuild"]), st.integers(0, 5))))
    def test_after_any_sequence(self, steps):
        with transaction.atomic():
            shop, at = reviews.inviting_shop(), datetime(2026, 3, 28, 12, tzinfo=AMSTERDAM)
            for step, number in steps:
                at += timedelta(hours=1 + number)
                open_ones = Invitation.objects.filter(shop=shop, state="SCHEDULED").order_by("pk")
                if step == "order":
                    reviews.invitation(of=shop, at=at, email=f"buyer{number}@example.com")
                elif step == "send" and open_ones:
                    open_ones[0].mark_sent(actor="clock", at=at)
                elif step == "cancel" and open_ones:
                    open_ones[0].cancel(actor="user:1", at=at)
                elif step == "fold":
                    Tally.fold()
                elif step == "rebuild":
                    Tally.rebuild([shop.pk])
                assert kept(shop) == recounted(shop)
            assert Tally.differing() == []
            transaction.set_rollback(True)


@pytest.mark.django_db
class TestFold:
    def test_leaves_one_row_per_fate(self, now):
        shop = reviews.inviting_shop()
        for _ in range(6):
            reviews.sent_invitation(of=shop, at=now)
        before = kept(shop)
        EVERY["reviews.fold_tallies"].run(now=now)
        assert kept(shop) == before
        reviews.sent_invitation(of=shop, at=now)
        EVERY["reviews.fold_tallies"].run(now=now)
        rows = Tally.objects.filter(shop=shop, count__gt=0)
        assert [(row.state, row.count) for row in rows] == [("SENT", 7)]
        assert Tally.objects.filter(shop=shop, folded=False).count() == 0


@pytest.mark.django_db
class TestNightlyCheck:
    def test_finds_what_differs_mends_it_and_tells(self, now):
        shop, sound = reviews.inviting_shop(), reviews.inviting_shop()
        for each in (shop, sound):
            reviews.invitation(of=each, at=now)
        Tally.objects.filter(shop=shop).update(count=7)
        assert EVERY["reviews.check_tallies"].run(now=now) == 1
        assert kept(shop) == recounted(shop)
        assert Event.objects.get(name="tally.corrected").payload == {"shop": shop.pk}
        assert EVERY["reviews.check_tallies"].run(now=now) == 0


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_lose_no_order_while_it_is_folded_and_rebuilt(self, now):
        shop = reviews.inviting_shop()

        def work(number):
            if number % 8 == 0:
                return Tally.fold()
            if number % 8 == 1:
                return Tally.rebuild([shop.pk])
            invitation = reviews.invitation(of=shop, at=now)
            return number % 3 and invitation.mark_sent(actor="clock", at=now)

        at_once(work, range(80))
        assert kept(shop) == recounted(shop)
        assert sum(kept(shop).values()) == 60


@pytest.mark.django_db
class TestCoverage:
    def test_puts_every_order_in_one_place(self, now):
        shop = reviews.inviting_shop()
        lost = reviews.sent_invitation(of=shop, at=now - timedelta(days=60))
        for row in (lost, reviews.sent_invitation(of=shop, at=now)):
            again = reviews.invitation(of=shop, at=now, email=row.email)
            again.mark_sent(actor="clock", at=now)
        reviews.invitation(of=shop, at=now).cancel(actor="user:1", at=now)
        reviews.invitation(of=shop, at=now)
        held = summed(Tally.objects.of(shop.pk, date(2025, 3, 1)).fates())
        assert (held.reported, held.invited, held.waiting) == (6, 3, 1)
        assert held.reasons == {"BY_SHOP": 1, "FREQUENCY": 1}
        assert held.share == 60

    def test_counts_by_month_newest_first(self, now):
        shop = reviews.inviting_shop()
        reviews.invitation(of=shop, at=now - timedelta(days=31))
        reviews.invitation(of=shop, at=now)
        months = by_month(Tally.objects.of(shop.pk, date(2025, 3, 1)).fates())
        assert [(month.month, figures.reported) for month, figures in months] == [(3, 1), (1, 1)]

    def test_of_nothing_is_no_share(self):
        assert summed([]).share is None

    def test_asks_one_query_however_many_orders(self, now):
        shop = members.full_shop()
        for _ in range(5):
            reviews.invitation(of=shop, at=now)
        with CaptureQueriesContext(connection) as asked:
            Tally.objects.of(shop.pk, MARCH).fates()
        assert len(asked) == 1
