"""The score is exact: in the window, on its edge, and with twenty writers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from keurmerk.schedule import EVERY
from reviews.models import AlreadyInvited, Invitation, Rating, RatingMonth, Review
from tests.factories import reviews


def at_once(work, jobs):
    """Runs the jobs in threads of their own; gives back what each came to."""

    def alone(job):
        try:
            return work(job)
        except (IllegalMove, AlreadyInvited) as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as pool:
        return list(pool.map(alone, jobs))


@pytest.mark.django_db
class TestTake:
    def test_is_the_plain_mean_never_rounded_up(self, now):
        shop = reviews.inviting_shop()
        for stars in (5, 5, 4):
            reviews.review(of=shop, at=now, stars=stars)
        rating = Rating.objects.get(shop=shop)
        assert (rating.count, rating.mean) == (3, Decimal("4.6666"))
        assert rating.distribution == {"1": 0, "2": 0, "3": 0, "4": 1, "5": 2}

    def test_leaves_unverified_reviews_out_of_the_score_but_in_the_list(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, at=now, stars=5)
        reviews.unverified_review(of=shop, at=now, stars=1)
        rating = Rating.objects.get(shop=shop)
        assert (rating.count, rating.mean, rating.public_count) == (1, Decimal(5), 2)

    def test_gives_each_sub_score_its_own_mean(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, at=now, delivery=5)
        reviews.review(of=shop, at=now, delivery=2, price=3)
        rating = Rating.objects.get(shop=shop)
        assert (rating.delivery, rating.price, rating.service) == (Decimal("3.5"), Decimal(3), None)

    def test_gives_the_share_of_those_asked_who_recommend_the_shop(self, now):
        shop = reviews.inviting_shop()
        for recommends in (True, True, False, None):
            reviews.review(of=shop, at=now, recommends=recommends)
        assert Rating.objects.get(shop=shop).recommends == Decimal("0.6666")

    def test_counts_out_what_is_held_and_in_again_what_is_released(self, now):
        review = reviews.review(at=now, stars=1)
        reviews.review(of=review.shop, at=now, stars=5)
        review.hold("PERSONAL", actor="clock", at=now)
        rating = Rating.objects.get()
        assert (rating.count, rating.mean, rating.public_count) == (1, Decimal(5), 1)
        review.release(actor="user:1", at=now)
        rating.refresh_from_db()
        assert (rating.count, rating.mean, rating.public_count) == (2, Decimal(3), 2)

    def test_judges_a_change_by_the_row_and_not_by_an_old_copy(self, now):
        review = reviews.review(at=now, stars=5)
        review.edit(reviews.opinion(stars=4), actor="visitor", at=now)
        stale = Review.objects.get()
        review.edit(reviews.opinion(stars=1), actor="visitor", at=now)
        stale.edit(reviews.opinion(stars=2), actor="visitor", at=now)
        rating = Rating.objects.get()
        assert rating.mean == Decimal(2)
        assert rating.is_exact()

    def test_asks_as_much_with_many_reviews_as_with_few(self, now):
        review = reviews.review(at=now)
        few = self.queries_of_an_edit(review, now)
        for _ in range(30):
            reviews.review(of=review.shop, at=now)
        assert self.queries_of_an_edit(review, now) == few

    @staticmethod
    def queries_of_an_edit(review, now) -> list[str]:
        with CaptureQueriesContext(connection) as asked:
            review.edit(reviews.opinion(stars=1), actor="visitor", at=now)
        assert not [query for query in asked.captured_queries if "SUM(" in query["sql"]]
        return [sql[:40] for query in asked.captured_queries if "SAVEPOINT" not in (sql := query["sql"])]

    def test_counts_anew_when_its_counters_cannot_be_right(self, now):
        review = reviews.review(at=now)
        reviews.review(of=review.shop, at=now, stars=3)
        Rating.objects.update(distribution={}, count=0)
        review.hold("PERSONAL", actor="clock", at=now)
        rating = Rating.objects.get()
        assert (rating.count, rating.mean) == (1, Decimal(3))
        assert rating.is_exact()


@pytest.mark.django_db
class TestMonths:
    def test_hold_what_was_published_in_them(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, at=now, stars=5)
        reviews.review(of=shop, at=now, stars=2, delivery=4)
        reviews.unverified_review(of=shop, at=now, stars=1)
        reviews.review(of=shop, at=now + timedelta(days=31), stars=3)
        march, april = RatingMonth.objects.filter(shop=shop)
        assert (march.month, march.count, march.mean, march.public_count) == (date(2026, 3, 1), 2, Decimal("3.5"), 3)
        assert march.tally.part("delivery") == 4
        assert (april.month, april.count) == (date(2026, 4, 1), 1)

    def test_follow_the_calendar_of_amsterdam(self, now):
        new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
        assert RatingMonth.objects.get(shop=reviews.review(at=new_year).shop).month == date(2027, 1, 1)

    def test_change_with_the_review_however_late(self, now):
        review = reviews.review(at=now, stars=5)
        review.edit(reviews.opinion(stars=1), actor="visitor", at=now + timedelta(days=90))
        assert RatingMonth.objects.get().distribution["1"] == 1
        review.remove_by_author(actor="visitor", at=now + timedelta(days=91))
        assert (RatingMonth.objects.get().count, RatingMonth.objects.get().public_count) == (0, 0)


@pytest.mark.django_db
class TestWindow:
    def test_closes_behind_a_review_after_twelve_months(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, at=now, stars=1)
        reviews.review(of=shop, at=now + timedelta(days=100), stars=5)
        assert EVERY["reviews.leave_the_window"].run(now + timedelta(days=364)) == 0
        assert EVERY["reviews.leave_the_window"].run(now + timedelta(days=365)) == 1
        rating = Rating.objects.get(shop=shop)
        assert (rating.count, rating.mean) == (1, Decimal(5))
        assert (rating.count_all, rating.mean_all) == (2, Decimal(3))
        assert Event.objects.filter(name="rating.changed").count() == 1

    def test_has_nothing_to_wait_for_when_it_is_empty(self, now):
        reviews.review(at=now)
        EVERY["reviews.leave_the_window"].run(now + timedelta(days=366))
        assert Rating.objects.get().next_change_at is None

    def test_waits_for_the_next_one_after_the_first_is_gone(self, now):
        first = reviews.review(at=now)
        second = reviews.review(of=first.shop, at=now + timedelta(days=10))
        first.remove_by_author(actor="visitor", at=now + timedelta(days=11))
        assert Rating.objects.get().next_change_at == second.counts_until

    def test_closes_behind_a_review_that_changes_after_its_time(self, now):
        """Its stars go out of the twelve months as they were, and stay in the score of all time as they are."""
        review = reviews.review(at=now, stars=5)
        review.edit(reviews.opinion(stars=1), actor="visitor", at=now + timedelta(days=400))
        rating = Rating.objects.get()
        assert (rating.count, rating.count_all, rating.mean_all) == (0, 1, Decimal(1))
        assert rating.is_exact()

    def test_lets_nothing_back_that_is_told_late(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, at=now)
        reviews.review(of=shop, at=now - timedelta(days=366))
        assert Rating.objects.get().count == 1
        assert Rating.objects.get().is_exact()

    def test_shows_the_right_score_before_the_sweep_has_passed(self, now):
        shop = reviews.inviting_shop()
        reviews.review(of=shop, at=now, stars=1)
        reviews.review(of=shop, at=now + timedelta(days=100), stars=5)
        rating = Rating.objects.get()
        assert rating.mean == Decimal(3)
        assert rating.at(now + timedelta(days=365)).mean == Decimal(5)


@pytest.mark.django_db
class TestCheckAgainstReviews:
    def run(self, at) -> int:
        return EVERY["reviews.check_ratings"].run(now=at)

    def test_finds_nothing_wrong_with_what_the_verbs_left(self, now):
        reviews.review(at=now)
        assert self.run(now) == 0
        assert not Event.objects.filter(name="rating.corrected").exists()

    @pytest.mark.parametrize(
        "drift",
        [
            {"count": 7},
            {"mean": Decimal(1)},
            {"distribution_all": {}},
            {"public_count": 2},
            {"sums": {"price": [5, 1]}},
        ],
    )
    def test_tells_the_desk_and_puts_it_right(self, now, drift):
        reviews.review(at=now)
        Rating.objects.update(**drift)
        assert self.run(now) == 1
        rating = Rating.objects.get()
        assert rating.is_exact()
        assert rating.corrected_at == now
        assert Event.objects.get(name="rating.corrected").payload == {"shop": rating.shop_id}

    def test_finds_a_month_that_is_wrong(self, now):
        reviews.review(at=now)
        RatingMonth.objects.update(count=3, distribution={"5": 3})
        assert self.run(now) == 1
        assert RatingMonth.objects.get().count == 1

    def test_takes_each_shop_once_a_day(self, now):
        reviews.review(at=now)
        self.run(now)
        Rating.objects.update(count=7)
        assert self.run(now + timedelta(hours=19)) == 0
        assert self.run(now + timedelta(hours=21)) == 1

    def test_goes_on_where_it_was_when_there_are_many(self, now, monkeypatch):
        monkeypatch.setattr("reviews.terms.RATINGS_AT_ONCE", 1)
        for _ in range(2):
            reviews.review(at=now)
        Rating.objects.update(count=7)
        assert [self.run(now) for _ in range(3)] == [1, 1, 0]


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_twenty_writers_leave_an_exact_score(self, now):
        shop = reviews.inviting_shop()
        invited = [reviews.sent_invitation(of=shop, at=now) for _ in range(20)]
        stars = [1 + n % 5 for n in range(20)]

        def write(n):
            return Review.publish(invited[n], reviews.opinion(stars=stars[n]), actor="visitor", at=now)

        at_once(write, range(20))
        rating = Rating.objects.get(shop=shop)
        assert (rating.count, rating.mean) == (20, Decimal(3))
        assert rating.distribution == dict.fromkeys("12345", 4)

    def test_one_link_makes_one_review(self, now):
        invitation = reviews.sent_invitation(at=now)

        def write(_):
            mine = Invitation.objects.get(pk=invitation.pk)
            return Review.publish(mine, reviews.opinion(), actor="visitor", at=now)

        outcomes = at_once(write, range(8))
        assert sum(isinstance(outcome, Review) for outcome in outcomes) == 1
        assert Review.objects.count() == 1

    def test_one_order_makes_one_invitation(self, now):
        shop, order = reviews.inviting_shop(), reviews.order()
        outcomes = at_once(lambda _: Invitation.schedule(shop, order, actor="plugin:1", at=now), range(8))
        assert sum(isinstance(outcome, AlreadyInvited) for outcome in outcomes) == 7

    def test_one_address_gets_one_invitation_in_thirty_days(self, now):
        shop = reviews.inviting_shop()
        planned = [reviews.invitation(of=shop, at=now, email="sanne@example.com") for _ in range(8)]
        outcomes = at_once(lambda invitation: invitation.mark_sent(actor="clock", at=now), planned)
        assert outcomes.count(True) == 1
