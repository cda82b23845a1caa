"""A worker that is killed outright in the middle of a file, wherever it is, leaves nothing double and nothing out."""

import pytest
from django.core.files.storage import default_storage

from keurmerk import clock
from keurmerk.models import Event
from keurmerk.outbox import drain
from reviews.imports.elsewhere import work
from reviews.models import LedgerEntry, Review, ReviewImport, ReviewPhoto
from reviews.verification import shop_faults
from tests.factories import foreign, members, reviews
from tests.reviews.imports.test_killed import until

pytestmark = pytest.mark.django_db(transaction=True)
State = ReviewImport.State


def test_check_work_and_undoing_come_out_right(monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 10)
    shop = reviews.inviting_shop()
    drain()
    made = foreign.uploaded(foreign.text(25) + "r26;ooit;Jan;5;;x\n", of=shop, at=clock.now())
    assert until(made, State.READY) > 2
    assert (made.forecast, made.faults.count()) == ({"NEW": 25, "FAULTY": 1}, 1)
    made.start(actor="user:1", at=clock.now())
    assert until(made, State.DONE) > 2
    assert (made.outcome, Review.objects.count()) == ({"NEW": 25, "FAULTY": 1}, 25)
    made.undo(actor="user:1", at=clock.now())
    assert until(made, State.UNDONE) > 1
    assert (made.position, Review.objects.filter(state="WITHDRAWN").count()) == (25, 25)
    assert LedgerEntry.objects.filter(kind="imported").count() == 25
    assert LedgerEntry.objects.filter(kind="withdrawn").count() == 25
    assert Event.objects.filter(name="review.imported").count() == 25
    assert list(shop_faults(shop.pk)) == []


def test_no_file_of_a_photo_is_left_behind():
    shop = reviews.inviting_shop()
    review = reviews.review(of=shop, at=clock.now())
    reviews.photo(of=review, at=clock.now())
    ReviewPhoto.show(review, review)
    export, other = foreign.export_of(shop, at=clock.now()), members.shop(of=shop.member)
    drain()
    made = foreign.uploaded(export, of=other, at=clock.now(), platform="")
    until(made, State.READY)
    made.start(actor="user:1", at=clock.now())
    assert until(made, State.DONE) > 1
    folders, _ = default_storage.listdir("reviews/photos")
    files = [name for folder in folders for name in default_storage.listdir(f"reviews/photos/{folder}")[1]]
    assert len(files) == 4
