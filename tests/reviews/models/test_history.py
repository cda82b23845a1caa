"""What was there before the ledger is entered in it, in bulk and by migration alike."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from members.models import Shop
from reviews.models import Invitation, LedgerEntry, Rating, Reply, Review
from reviews.models.history import enter_history
from reviews.verification import shop_faults
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def unwritten(now) -> Shop:
    """A shop with reviews in every state that no ledger knows of, the last one first."""
    shop = reviews.inviting_shop()
    edited, removed = now + timedelta(days=1), now + timedelta(days=2)
    gone = {"text": "", "title": "", "display_name": "", "salt": ""}
    add(shop, now + timedelta(days=5))
    answered = add(shop, now, state="EDITED", edited_at=edited)
    answered.versions.create(number=1, stars=1, text="Eerst anders.", until=edited)
    Reply.objects.create(review=answered, text="Dank je wel.", written_at=now, edited_at=removed)
    add(shop, now, state="HELD", held_at=removed, grounds="PERSONAL")
    add(shop, now, state="REMOVED", removed_at=removed, grounds="INSULT")
    add(shop, now, state="REMOVED_BY_AUTHOR", removed_at=removed, **gone)
    add(shop, now, origin="OPEN", verified=False, invitation=None)
    return shop


def add(shop: Shop, at, **facts) -> Review:
    invitation = reviews.sent_invitation(of=shop, at=at)
    defaults = {"stars": 4, "text": "Netjes.", "display_name": "Sanne K.", "verified": True, "invitation": invitation}
    later = at + timedelta(days=365)
    return Review.objects.create(shop=shop, published_at=at, counts_until=later, **{**defaults, **facts})


def told(shop: Shop) -> list[tuple[str, str]]:
    rows = LedgerEntry.objects.filter(shop=shop).order_by("number")
    return [(body["kind"], body["reason"]) for body in (json.loads(entry.body) for entry in rows)]


TOLD = [
    *[("published", "")] * 2,
    ("replied", ""),
    *[("published", "")] * 3,
    ("edited", ""),
    ("reply_edited", ""),
    ("held", "PERSONAL"),
    ("removed", "INSULT"),
    ("removed_by_author", ""),
    ("published", ""),
]


class TestEnterHistory:
    def test_tells_what_must_have_happened_in_order(self, unwritten, now):
        enter_history(unwritten.pk, at=now + timedelta(days=6))
        assert sorted(told(unwritten)) == sorted(TOLD)
        moments = list(LedgerEntry.objects.order_by("number").values_list("at", flat=True))
        assert moments == sorted(moments)

    def test_leaves_a_ledger_and_a_score_that_hold(self, unwritten, now):
        enter_history(unwritten.pk, at=now + timedelta(days=6))
        assert list(shop_faults(unwritten.pk)) == []
        assert (Rating.objects.get().count, Rating.objects.get().public_count) == (2, 3)

    def test_enters_nothing_twice(self, unwritten, now):
        for _ in range(2):
            enter_history(unwritten.pk, at=now + timedelta(days=6))
        assert LedgerEntry.objects.count() == len(TOLD)


class TestMigration:
    def test_does_the_same_for_an_installation_with_reviews(self, unwritten, now):
        for table in (Review, Reply):
            table.objects.update(salt="")
        migration = import_module("reviews.migrations.0014_open_ledgers")
        for _ in range(2):
            migration.open_ledgers(apps, None)
        assert sorted(told(unwritten)) == sorted(TOLD)
        Rating.rebuild(unwritten.pk, at=now + timedelta(days=6))
        assert list(shop_faults(unwritten.pk)) == []

    def test_gives_words_a_salt_so_that_the_ledger_commits_to_them(self, unwritten):
        Review.objects.update(salt="")
        import_module("reviews.migrations.0014_open_ledgers").open_ledgers(apps, None)
        assert Review.objects.filter(salt="").count() == Review.objects.filter(state="REMOVED_BY_AUTHOR").count() == 1
        assert Review.objects.exclude(salt="").values("salt").distinct().count() == 5

    def test_leaves_shops_without_reviews_alone(self, now):
        reviews.inviting_shop()
        import_module("reviews.migrations.0014_open_ledgers").open_ledgers(apps, None)
        assert not Rating.objects.exists()
        assert not Invitation.objects.exists()
