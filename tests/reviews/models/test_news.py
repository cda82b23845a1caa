"""Who hears of new reviews: each person chooses, per shop."""

from datetime import datetime, timedelta

import pytest

from keurmerk.calendar import AMSTERDAM
from keurmerk.models import SentLetter
from keurmerk.outbox import drain
from keurmerk.schedule import EVERY
from members.models import Seat, Shop
from reviews.models import ReviewNews
from reviews.models.news import next_digest
from tests.factories import members, reviews
from tests.factories.members import LONG_AGO

pytestmark = pytest.mark.django_db
Pace = ReviewNews.Pace
DIGEST = "reviews.digest"


@pytest.fixture
def shop() -> Shop:
    return reviews.inviting_shop(owner=members.user())


def seat_of(shop: Shop) -> Seat:
    return shop.seats.order_by("pk").first()


def told(letter: str) -> list[str]:
    drain()
    return list(SentLetter.objects.filter(letter=f"reviews/{letter}").values_list("to", flat=True))


class TestPace:
    def test_is_each_for_the_owner_and_none_for_others_until_they_choose(self, shop):
        colleague = Seat.objects.create(user=members.user(), shop=shop, since=LONG_AGO)
        assert (ReviewNews.pace_of(seat_of(shop)), ReviewNews.pace_of(colleague)) == (Pace.EACH, Pace.NONE)

    def test_is_one_person_s_own(self, shop, now):
        colleague = Seat.objects.create(user=members.user(), shop=shop, since=LONG_AGO)
        ReviewNews.choose(colleague, Pace.EACH, at=now)
        ReviewNews.choose(seat_of(shop), Pace.NONE, at=now)
        reviews.review(of=shop, at=now)
        assert told("new_review") == [colleague.user.email]


class TestDigest:
    def test_tells_once_a_day_of_everything_new(self, shop, now):
        ReviewNews.choose(seat_of(shop), Pace.DAILY, at=now)
        for stars in (5, 1):
            reviews.review(
                of=shop, at=now + timedelta(hours=stars), stars=stars, text=f"Dit is een review met {stars} erin."
            )
        assert told("new_review") == []
        morning = now + timedelta(days=1)
        assert EVERY[DIGEST].run(morning) == 1
        assert EVERY[DIGEST].run(morning) == 0
        letter = SentLetter.objects.get(letter="reviews/digest")
        assert letter.subject.startswith("2 nieuwe reviews")
        assert "Dit is een review met 1 erin." in letter.text

    def test_says_nothing_twice_and_nothing_on_a_quiet_day(self, shop, now):
        ReviewNews.choose(seat_of(shop), Pace.DAILY, at=now)
        reviews.review(of=shop, at=now)
        reviews.review(of=shop, at=now + timedelta(hours=1))
        for day in (1, 2, 3):
            EVERY[DIGEST].run(now + timedelta(days=day))
        assert SentLetter.objects.filter(letter="reviews/digest").count() == 1

    def test_leaves_no_review_out_between_two(self, shop, now):
        ReviewNews.choose(seat_of(shop), Pace.DAILY, at=now)
        for day in (0, 1, 2):
            reviews.review(of=shop, at=now + timedelta(days=day, hours=5))
            EVERY[DIGEST].run(now + timedelta(days=day + 1))
        assert SentLetter.objects.filter(letter="reviews/digest", subject__startswith="1 nieuwe review").count() == 3

    @pytest.mark.parametrize(
        ("at", "due"),
        [
            ((2026, 3, 2, 7, 29), (2026, 3, 2, 7, 30)),
            ((2026, 3, 2, 7, 30), (2026, 3, 3, 7, 30)),
            ((2026, 3, 28, 12, 0), (2026, 3, 29, 7, 30)),  # the night in which the clock goes forward
        ],
    )
    def test_is_for_the_next_morning_of_amsterdam(self, at, due):
        assert next_digest(datetime(*at, tzinfo=AMSTERDAM)) == datetime(*due, tzinfo=AMSTERDAM)
