"""Doubt falls on fakes and spares honest buyers; it is measured on a labelled town, and hides nothing."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keurmerk import outbox
from keurmerk.whereabouts import Whereabouts
from members.models import Device
from reviews import doubt
from reviews.models import Review, Suspicion, Trace
from reviews.suspicion import Signal
from tests.factories import members, reviews
from tests.reviews.labelled import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(now):
    return Town(now).build()


class TestTheLabelledTown:
    """Every review is judged at the town's last moment, as the writer of the newest finds it."""

    def test_most_fakes_are_doubted_and_hardly_any_honest_review(self, town, now, record_property):
        doubted, there = Counter(), Counter(town.kind_of.values())
        for review in Review.objects.select_related("shop", "invitation"):
            doubted[town.kind_of[review.pk]] += doubt.judge(review, actor="clock", at=now) is not None
        fakes = sum(times for kind, times in doubted.items() if kind)
        precision, recall = fakes / doubted.total(), fakes / (there.total() - there[""])
        told = {kind or "honest": f"{doubted[kind]} of {there[kind]}" for kind in there}
        record_property("suspicion", f"precision {precision:.3f}, recall {recall:.3f}, {told}")
        print(f"precision {precision:.3f}, recall {recall:.3f}, {told}")  # noqa: T201
        assert precision >= 0.95, told
        assert recall >= 0.85, told
        assert doubted["undetectable"] <= 1, "the set became too easy, or the rules see ghosts"

    def test_nothing_is_hidden(self, town, now):
        before = Review.objects.public().count()
        for review in Review.objects.select_related("shop", "invitation")[:80]:
            doubt.judge(review, actor="clock", at=now)
        assert Review.objects.public().count() == before


class TestJudge:
    def test_takes_a_dozen_queries_at_most_also_for_a_busy_shop(self, town, now):
        busy = Review.objects.select_related("shop", "invitation").filter(shop=town.shops[0]).first()
        doubt.judge(busy, actor="clock", at=now)
        with CaptureQueriesContext(connection) as queries:
            doubt.judge(busy, actor="clock", at=now)
        assert len(queries) <= 12

    def test_an_owner_who_reviews_himself_is_noticed(self, now):
        shop = reviews.inviting_shop(owner=members.user())
        office = Whereabouts("office", "laptop")
        Device.note(shop.owner(), office, at=now - timedelta(days=9))
        review = reviews.review(of=shop, at=now)
        Trace.leave(review, office, at=now)
        raised = doubt.judge(review, actor="clock", at=now)
        assert raised
        assert raised.names("OWN_DEVICE")
        assert review.is_public

    def test_the_first_of_a_crowd_are_judged_once_the_crowd_is_seen(self, now):
        shop = reviews.inviting_shop()
        for n in range(9):
            reviews.unverified_review(of=shop, at=now + timedelta(minutes=n), text=f"Nooit meer, zei nummer {n} ervan.")
        outbox.drain()
        assert Suspicion.objects.open().filter(review__shop=shop).count() == 9


class TestSuspicion:
    def test_grows_but_is_one(self, now):
        review = reviews.review(at=now)
        one = Suspicion.raise_about(review, [Signal("THROWAWAY", 40)], actor="rules", at=now)
        two = Suspicion.raise_about(review, [Signal("STAFF_DOMAIN", 60)], actor="rules", at=now)
        assert (one.pk, two.weight) == (two.pk, 60)

    def test_that_was_dismissed_opens_again_only_when_more_speaks(self, now):
        review = reviews.review(at=now)
        Suspicion.raise_about(review, [Signal("THROWAWAY", 40)], actor="rules", at=now).dismiss(
            "Belde ons", actor="user:1", at=now
        )
        same = Suspicion.raise_about(review, [Signal("THROWAWAY", 40)], actor="rules", at=now)
        assert same.state == Suspicion.State.DISMISSED
        more = Suspicion.raise_about(review, [Signal("OWN_DEVICE", 65)], actor="rules", at=now)
        assert more.state == Suspicion.State.OPEN

    def test_is_gone_with_the_words_of_a_writer_who_takes_them_back(self, now):
        review = reviews.review(at=now)
        Trace.of(review, at=now)
        Suspicion.raise_about(review, [Signal("THROWAWAY", 40)], actor="rules", at=now)
        review.remove_by_author(actor="visitor", at=now)
        outbox.drain()
        assert not Suspicion.objects.exists()
        assert not Trace.objects.exists()
