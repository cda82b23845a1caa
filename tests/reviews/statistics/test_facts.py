"""What is asked of the database is what counting by hand gives."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from keurmerk.calendar import AMSTERDAM, amsterdam_date
from keurmerk.models import SentLetter
from members.categories import Category
from members.models import Shop
from reviews.models import Invitation, Rating, Tally
from reviews.models import arrivals as arrivals_module
from reviews.scoring import mean
from reviews.statistics import facts
from reviews.statistics.spans import Span, latest, latest_months
from tests.factories import members, reviews

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=AMSTERDAM)
TODAY = NOON.date()


@pytest.fixture
def shop() -> Shop:
    return reviews.inviting_shop(category=Category.FOOD)


def ago(days: int) -> datetime:
    return NOON - timedelta(days=days)


def measure(shop: Shop, span: Span) -> facts.Measured:
    return facts.measured(shop, span, span.unit, today=TODAY)


class TestScore:
    @pytest.mark.parametrize(
        "span",
        [
            latest(1, TODAY),
            latest(30, TODAY),
            latest(90, TODAY),
            latest_months(12, TODAY),
            Span(date(2026, 2, 17), date(2026, 10, 3)),
            Span(date(2020, 1, 1), TODAY),
        ],
        ids=lambda span: f"{span.days} days",
    )
    def test_is_the_mean_of_the_verified_reviews_of_those_days(self, shop, span):
        for number, days in enumerate([0, 1, 29, 30, 54, 55, 200, 282, 283, 284, 370, 900]):
            reviews.review(of=shop, at=ago(days), stars=1 + number % 5, delivery=1 + number % 4)
        reviews.unverified_review(of=shop, at=ago(3), stars=1)
        reviews.review(at=NOON, stars=1)  # of another shop
        found = measure(shop, span)
        mine = [each for each in shop.reviews.all() if amsterdam_date(each.published_at) in span]
        verified = [each for each in mine if each.verified]
        assert found.total.public_count == len(mine)
        assert found.total.tally.mean == mean(sum(each.stars for each in verified), len(verified))
        assert found.total.tally.sums["delivery"] == [sum(each.delivery for each in verified), len(verified)]
        assert sum(month.public_count for _, month in found.steps) == len(mine)

    def test_puts_each_review_in_its_step(self, shop):
        for days in (0, 0, 5):
            reviews.review(of=shop, at=ago(days))
        steps = measure(shop, latest(6, TODAY)).steps
        assert [month.public_count for _, month in steps] == [1, 0, 0, 0, 0, 2]

    def test_leaves_out_what_nobody_may_read(self, shop):
        reviews.review(of=shop, at=NOON).remove_by_author(actor="author", at=NOON)
        assert measure(shop, latest(30, TODAY)).total.public_count == 0


class TestFunnel:
    def test_follows_the_orders_of_those_days(self, shop):
        reviews.review(of=shop, at=ago(2))
        reviews.sent_invitation(of=shop, at=ago(2))
        reviews.invitation(of=shop, at=ago(2))
        reviews.invitation(of=shop, at=ago(2)).cancel(actor="user:1", at=NOON)
        reviews.sent_invitation(of=shop, at=ago(300))
        found = measure(shop, latest(30, TODAY)).funnel
        assert (found.orders, found.invited, found.sent, found.reviewed) == (4, 3, 2, 1)
        assert found.response == Decimal("50.0")

    def test_adds_months_from_the_counters_and_days_around_them(self, shop):
        for days in (0, 40, 100, 200, 400):
            reviews.invitation(of=shop, at=ago(days))
        assert measure(shop, Span(date(2026, 3, 3), TODAY)).funnel.orders == 4
        Tally.objects.filter(month=date(2026, 8, 1)).delete()
        assert measure(shop, Span(date(2026, 3, 3), TODAY)).funnel.orders == 3  # August is not counted anew

    def test_says_nothing_of_arrival_where_nobody_told(self, shop):
        reviews.review(of=shop, at=ago(2))
        found = measure(shop, latest(30, TODAY)).funnel
        assert (found.delivered, found.opened) == (None, None)

    def test_counts_what_the_mail_told(self, shop):
        arrived(reviews.sent_invitation(of=shop, at=ago(2)), opened=True)
        arrived(reviews.sent_invitation(of=shop, at=ago(2)))
        reviews.sent_invitation(of=shop, at=ago(2))
        arrived(reviews.sent_invitation(at=ago(2)), opened=True)  # of another shop
        found = measure(shop, latest(30, TODAY)).funnel
        assert (found.sent, found.delivered, found.opened) == (3, 2, 1)

    def test_knows_that_a_writer_opened_it_whatever_the_mail_program_hides(self, shop):
        arrived(reviews.sent_invitation(of=shop, at=ago(2)), opened=True)
        reviews.review(of=shop, at=ago(2))
        found = measure(shop, latest(30, TODAY)).funnel
        assert (found.delivered, found.opened, found.reviewed) == (2, 2, 1)

    def test_looks_up_a_part_of_very_many_letters(self, shop, monkeypatch):
        monkeypatch.setattr(arrivals_module, "MOST_ASKED", 2)
        for _ in range(4):
            arrived(reviews.sent_invitation(of=shop, at=ago(2)), opened=True)
        found = measure(shop, latest(30, TODAY)).funnel
        assert (found.sent, found.opened, found.is_estimated) == (4, 4, True)

    def test_does_not_ask_for_what_is_forgotten(self, shop):
        arrived(reviews.sent_invitation(of=shop, at=ago(400)), opened=True)
        found = measure(shop, Span(date(2025, 1, 1), TODAY)).funnel
        assert (found.sent, found.delivered) == (1, None)


def arrived(invitation: Invitation, *, opened: bool = False) -> None:
    SentLetter.objects.create(
        letter="reviews/invitation",
        about=f"reviews.invitation:{invitation.pk}",
        to=invitation.email,
        language="nl",
        subject="Hoe was je bestelling?",
        queued_at=NOON,
        next_attempt_at=NOON,
        delivered_at=NOON,
        opened_at=NOON if opened else None,
    )


class TestRead:
    def test_tells_the_wait_for_a_public_answer(self, shop):
        for days in (5, 6):
            reviews.reply(to=reviews.review(of=shop, at=ago(days)), at=ago(days) + timedelta(hours=8))
        held = reviews.reply(to=reviews.review(of=shop, at=ago(7)), at=ago(1))
        held.hold("PERSONAL_DATA", actor="user:1", at=NOON)
        found = facts.read(shop, latest(30, TODAY)).waiting
        assert (found.reviews, found.answered, found.middle) == (3, 2, timedelta(hours=8))
        assert facts.waited(shop, latest(30, TODAY)) == found

    def test_tells_words_of_the_title_too_and_of_this_shop_alone(self, shop):
        for _ in range(8):
            reviews.review(of=shop, at=ago(2), stars=5, title="Vriendelijk", text="Alles kwam op tijd aan hier.")
            reviews.review(of=shop, at=ago(2), stars=1, title="Kapot", text="Alles kwam te laat aan hier.")
        found = facts.read(shop, latest(30, TODAY))
        assert {word.word for word in found.high} == {"vriendelijk", "tijd"}
        assert {word.word for word in found.low} == {"kapot"}
        assert facts.read(reviews.inviting_shop(), latest(30, TODAY)).high == []

    def test_reads_the_newest_when_there_are_very_many(self, shop, monkeypatch):
        monkeypatch.setattr(facts, "MOST_READ", 2)
        for days in range(3):
            reviews.review(of=shop, at=ago(days))
        found = facts.read(shop, latest(30, TODAY))
        assert (found.waiting.reviews, found.is_part) == (2, True)


class TestProducts:
    def test_come_with_their_score_then_and_now(self, shop):
        bell, saddle = reviews.ordered(name="Bel"), reviews.ordered(name="Zadel")
        for days, product, stars in ((1, bell, 5), (2, bell, 4), (3, saddle, 1), (40, bell, 2)):
            reviews.product_review(of=shop, at=ago(days), product=product, stars=stars)
        reviews.product_review(at=ago(1))  # of another shop
        span = latest(30, TODAY)
        assert facts.products(shop, span, span.before) == [
            facts.OfProduct("Bel", 2, Decimal("4.5"), 1, Decimal(2)),
            facts.OfProduct("Zadel", 1, Decimal(1), 0, None),
        ]


class TestBeside:
    def category_of(self, count: int, **fields) -> None:
        for number in range(count):
            other = members.shop(category=Category.FOOD, **fields)
            Rating.objects.create(shop=other, count=10, mean=Decimal(f"4.{number}"))

    def test_gives_the_quartiles_of_five_other_companies(self, shop):
        self.category_of(5)
        found = facts.beside(shop, NOON)
        assert found.quartiles["mean"].middle == Decimal("4.2")
        assert "price" not in found.quartiles

    def test_counts_neither_itself_nor_its_sister(self, shop):
        self.category_of(4)
        Rating.objects.create(shop=members.shop(of=shop.member, category=Category.FOOD), count=10, mean=Decimal(4))
        Rating.objects.update_or_create(shop=shop, defaults={"count": 10, "mean": Decimal(4)})
        assert facts.beside(shop, NOON).quartiles == {}

    def test_counts_no_shop_that_ended_has_few_reviews_or_sells_something_else(self, shop):
        self.category_of(4)
        self.category_of(3, ended_at=NOON)
        for fields, count in (({"category": Category.FOOD}, 9), ({"category": Category.PETS}, 90), ({}, 90)):
            Rating.objects.create(shop=members.shop(**fields), count=count, mean=Decimal(4))
        assert facts.beside(shop, NOON).quartiles == {}

    @pytest.mark.parametrize("category", ["", Category.OTHER])
    def test_compares_nobody_who_has_no_category(self, category):
        for _ in range(6):
            Rating.objects.create(shop=members.shop(category=category), count=10, mean=Decimal(4))
        assert facts.beside(reviews.inviting_shop(category=category), NOON).quartiles == {}
