"""Gaps in order numbers raise a question for a person, once, and do nothing else to the shop."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from keurmerk.schedule import EVERY
from reviews import terms
from reviews.gaps import Estimate
from reviews.models import Invitation, Reach, ReachQuestion
from tests.factories import reviews
from tests.reviews.test_gaps import DAYS, NOW
from tests.reviews.test_gaps import shop as played

pytestmark = pytest.mark.django_db

Answer = ReachQuestion.Answer


def reporting_shop(**facts):
    """A shop whose orders of ninety days were reported as in test_gaps."""
    shop = reviews.inviting_shop()
    Invitation.objects.bulk_create(
        Invitation(
            shop=shop, email_hash=f"{number}", order_number=number, received_at=at, send_at=at, expires_at=at
        )
        for at, number in played(seed=1, orders=700, **facts)
    )  # fmt: skip
    return shop


def look(now=NOW) -> None:
    EVERY["reviews.begin_reach"].run(now=now)
    EVERY["reviews.judge_reach"].run(now)


class TestJudge:
    def test_of_a_shop_that_skips_one_in_five_raises_a_question(self):
        shop = reporting_shop(skips=0.2)
        look()
        question = ReachQuestion.objects.get()
        assert (question.shop, question.state) == (shop, "OPEN")
        assert question.missing / question.span == pytest.approx(0.2, abs=0.05)
        assert Event.objects.get(name="reach.questioned").payload["shop"] == shop.pk

    def test_takes_orders_of_a_list_that_was_taken_back_for_missing(self):
        shop = reporting_shop(skips=0)
        fifth = [each.pk for each in Invitation.objects.filter(shop=shop).order_by("received_at", "pk")][::4]
        Invitation.objects.filter(pk__in=fifth).update(state="CANCELLED", reason="UNDONE")
        look()
        assert ReachQuestion.objects.get().shop == shop

    def test_of_a_shop_with_some_cancelled_orders_raises_none(self):
        shop = reporting_shop(skips=0.05, cancelled=0.03)
        look()
        assert not ReachQuestion.objects.exists()
        assert shop.reach.estimate.share < 0.12

    def test_does_nothing_to_the_shop(self):
        shop = reporting_shop(skips=0.3)
        look()
        shop = type(shop).objects.with_standing().get(pk=shop.pk)
        assert shop.shows_seal()
        assert shop.reach.confirmed is None  # nothing is said in public before a person looked

    def test_says_nothing_of_a_small_shop(self):
        shop = reviews.inviting_shop()
        reviews.invitation(of=shop, at=NOW)
        look()
        assert shop.reach.estimate is None

    def test_comes_again_after_a_week(self):
        reporting_shop()
        look()
        assert EVERY["reviews.judge_reach"].run(NOW + timedelta(days=6)) == 0
        assert EVERY["reviews.judge_reach"].run(NOW + timedelta(days=7)) == 1


class TestRaiseFor:
    FOUND = Estimate(span=1000, missing=200, sure=0.17)

    @pytest.fixture
    def shop(self):
        return reviews.inviting_shop()

    def ask(self, shop, at=NOW, missing=200):
        return ReachQuestion.raise_for(shop, Estimate(1000, missing, 0.17), at=at)

    def test_happens_once_while_it_is_open(self, shop):
        assert self.ask(shop)
        assert self.ask(shop, at=NOW + timedelta(days=700), missing=600) is None

    def test_is_not_repeated_after_an_explanation(self, shop):
        self.ask(shop).settle(Answer.EXPLAINED, note="Onbetaald telt mee.", actor="user:1", at=NOW)
        assert self.ask(shop, at=NOW + timedelta(days=30), missing=240) is None

    def test_is_repeated_when_much_more_is_missing(self, shop):
        self.ask(shop).settle(Answer.EXPLAINED, note="", actor="user:1", at=NOW)
        assert self.ask(shop, at=NOW + timedelta(days=30), missing=260)

    def test_is_repeated_after_a_year(self, shop):
        self.ask(shop).settle(Answer.MENDED, note="", actor="user:1", at=NOW)
        assert self.ask(shop, at=NOW + timedelta(days=366))

    def test_is_open_once_by_the_database(self, shop):
        self.ask(shop)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReachQuestion.objects.create(shop=shop, span=10, missing=5, raised_at=NOW)


class TestSettle:
    def test_writes_down_what_came_of_it(self):
        shop = reporting_shop(skips=0.2)
        look()
        question = ReachQuestion.objects.get()
        question.settle(Answer.CONFIRMED, note="Alleen tevreden klanten.", actor="user:3", at=NOW)
        assert Event.objects.get(name="reach.answered").payload["answer"] == "CONFIRMED"
        assert Reach.objects.get(shop=shop).confirmed.share == pytest.approx(0.2, abs=0.05)

    def test_happens_once(self):
        question = ReachQuestion.raise_for(reviews.inviting_shop(), TestRaiseFor.FOUND, at=NOW)
        question.settle(Answer.EXPLAINED, note="", actor="user:3", at=NOW)
        with pytest.raises(IllegalMove):
            question.settle(Answer.CONFIRMED, note="", actor="user:4", at=NOW)

    def test_needs_an_answer_by_the_database(self):
        question = ReachQuestion.raise_for(reviews.inviting_shop(), TestRaiseFor.FOUND, at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            question.settle("", note="", actor="user:3", at=NOW)


def test_the_story_spans_the_window():
    assert timedelta(days=DAYS) == terms.GAP_WINDOW
