"""Whatever happens to a shop's reviews, in whatever order: the score is what they come to, and the ledger tells it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keurmerk.calendar import AMSTERDAM
from keurmerk.lifecycle import IllegalMove
from reviews.models import Rating, Review
from reviews.verification import shop_faults
from tests.factories import reviews

START = datetime(2026, 1, 30, 10, 0, tzinfo=AMSTERDAM)
MOST = 4  # reviews of one shop

stars = st.integers(1, 5)
parts = st.one_of(st.none(), stars)
words = st.text(alphabet='abc é"\\\n🚲', max_size=20)
opinions = st.fixed_dictionaries(
    {
        "stars": stars,
        "text": words,
        "title": words,
        "delivery": parts,
        "service": parts,
        "price": parts,
        "aftersales": parts,
        "recommends": st.one_of(st.none(), st.booleans()),
    }
)
which = st.integers(0, MOST - 1)
steps = st.one_of(
    st.tuples(st.just("publish"), which, opinions),
    st.tuples(st.just("publish_unverified"), which, opinions),
    st.tuples(st.just("edit"), which, opinions),
    st.tuples(st.just("reply"), which, words.filter(str.strip)),
    st.tuples(st.sampled_from(["hold", "remove"]), which, st.sampled_from(["PERSONAL", "INSULT"])),
    st.tuples(st.sampled_from(["release", "reinstate", "remove_by_author", "pass_time"]), which, st.none()),
)
days = st.sampled_from([0, 1, 40, 200, 364, 365, 366])


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(steps, days), max_size=14))
def test_any_sequence_leaves_score_and_ledger_exact(history):
    shop, at, written = reviews.inviting_shop(), START, {}
    for (verb, number, what), later in history:
        at += timedelta(days=later)
        act(shop, written, verb, number, what, at)
        rating = Rating.objects.filter(shop=shop).first()
        assert rating is None or rating.is_exact()
    assert list(shop_faults(shop.pk)) == []


def act(shop: Any, written: dict[int, Review], verb: str, number: int, what: Any, at: datetime) -> None:
    if verb == "pass_time":
        for rating in Rating.objects.filter(shop=shop):
            rating.pass_time(at=at)
            rating.save()
    elif verb.startswith("publish"):
        if number not in written:
            make = reviews.review if verb == "publish" else reviews.unverified_review
            written[number] = make(of=shop, at=at, **what)
    elif number in written:
        change(Review.objects.get(pk=written[number].pk), verb, what, at)


def change(review: Review, verb: str, what: Any, at: datetime) -> None:
    try:
        if verb == "edit":
            review.edit(reviews.opinion(**what), actor="test", at=at)
        elif verb == "reply" and review.is_public:
            review.reply_with(what, actor="test", at=at)
        elif verb in ("hold", "remove"):
            getattr(review, verb)(what, actor="test", at=at)
        elif verb != "reply":
            getattr(review, verb)(actor="test", at=at)
    except IllegalMove:
        pass
