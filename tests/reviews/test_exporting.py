"""A shop takes its reviews along: whole, signed, and every record can be hashed anew."""

import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.files.storage import default_storage

from keurmerk import outbox
from keurmerk.canonical import canonical
from keurmerk.signing import verifies
from reviews.chain import commitment
from reviews.jobs import EXPIRE_EXPORTS
from reviews.models import LedgerEntry, ReviewExport, ReviewPhoto
from reviews.portable import hash_of
from tests.factories import reviews

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(now):
    shop = reviews.inviting_shop()
    for stars in (5, 1, 3):
        review = reviews.review(of=shop, at=now, stars=stars)
    reviews.reply(to=review, at=now)
    reviews.unverified_review(of=shop, at=now)
    reviews.review(of=shop, at=now).remove_by_author(actor="visitor", at=now)
    reviews.review(at=now)  # of another shop
    return shop


def export_of(shop, at) -> ReviewExport:
    export = ReviewExport.ask(shop, actor="test", at=at)
    outbox.drain()
    export.refresh_from_db()
    return export


def read(export):
    with default_storage.open(export.path) as file, zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    records = [json.loads(line) for line in found["reviews.jsonl"].decode().splitlines()]
    return found, records, json.loads(found["manifest.json"])


class TestGoOn:
    def test_takes_every_public_review_of_the_shop_along_and_no_other(self, shop, now):
        export = export_of(shop, now)
        _, records, _ = read(export)
        assert (export.state, export.done, export.percent) == (ReviewExport.State.READY, 4, 100)
        assert [each["id"] for each in records] == sorted(shop.reviews.public().values_list("pk", flat=True))
        assert sum(bool(each["reply"]) for each in records) == 1

    def test_lets_anyone_hash_each_record_anew(self, shop, now):
        _, records, _ = read(export_of(shop, now))
        for each in records:
            assert each["hash"] == hash_of(each)
            assert each["hash"] != hash_of({**each, "stars": 6 - each["stars"] + (each["stars"] == 3)})

    def test_holds_the_words_that_the_ledger_commits_to(self, shop, now):
        _, records, _ = read(export_of(shop, now))
        for each in records:
            words = commitment(each["salt"], name=each["name"], text=each["text"], title=each["title"])
            entered = json.loads(LedgerEntry.objects.get(review=each["id"], kind="published").body)
            assert words == each["words"] == entered["words"]

    def test_signs_what_is_in_it(self, shop, now):
        found, _, manifest = read(export_of(shop, now))
        for each in manifest["files"]:
            assert each["sha256"] == sha256(found[each["name"]]).hexdigest()
            assert each["records"] == len(found[each["name"]].splitlines())
        key = next(each for each in json.loads(found["keys.json"]) if each["name"] == manifest["key"])
        assert verifies(manifest, key["public_key"])
        assert not verifies({**manifest, "shop": 999}, key["public_key"])

    def test_is_the_same_in_many_parts(self, shop, now, monkeypatch):
        whole = read(export_of(shop, now))[0]["reviews.jsonl"]
        monkeypatch.setattr("reviews.exporting.PART", 2)
        export = export_of(shop, now)
        assert export.parts == 2
        assert read(export)[0]["reviews.jsonl"] == whole
        assert not default_storage.exists(export.part(0))

    def test_writes_each_record_in_the_one_form(self, shop, now):
        found, records, _ = read(export_of(shop, now))
        assert found["reviews.jsonl"].decode().splitlines() == [canonical(each) for each in records]

    def test_takes_the_photos_along(self, shop, now):
        review = shop.reviews.public().latest("pk")
        photo = reviews.photo(of=review, at=now)
        ReviewPhoto.show(review, review)
        found, records, _ = read(export_of(shop, now))
        (told,) = next(each for each in records if each["id"] == review.pk)["photos"]
        assert told["file"] == f"photos/{photo.pk}.webp"
        assert told["sha256"] == sha256(found[told["file"]]).hexdigest() == photo.digest

    def test_works_for_a_shop_without_reviews(self, now):
        _, records, manifest = read(export_of(reviews.inviting_shop(), now))
        assert records == []
        assert manifest["files"][0]["records"] == 0


class TestAsk:
    def test_makes_one_at_a_time(self, shop, now):
        first, second = (ReviewExport.ask(shop, actor="test", at=now) for _ in range(2))
        assert first == second


class TestExpire:
    def test_takes_the_file_away_after_a_week(self, shop, now):
        export = export_of(shop, now)
        assert EXPIRE_EXPORTS.run(now + timedelta(days=6)) == 0
        assert EXPIRE_EXPORTS.run(now + timedelta(days=8)) == 1
        export.refresh_from_db()
        assert export.state == ReviewExport.State.EXPIRED
        assert not default_storage.exists(export.path)
