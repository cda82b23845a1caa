"""Whole or not at all, and only when something changed: in a folder, and in a bucket."""

import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from django.conf import settings
from moto import mock_aws

from frontend.widgets import publish
from frontend.widgets.s3 import PublishedBucket
from frontend.widgets.storage import PublishedFolder, PublishedStorage, storage
from tests.factories import members


@pytest.fixture
def folder(settings) -> Path:
    settings.PUBLISHED_ROOT.mkdir(parents=True, exist_ok=True)
    return settings.PUBLISHED_ROOT


@pytest.fixture
def bucket(monkeypatch) -> Iterator[PublishedBucket]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        place = {"LocationConstraint": "eu-central-1"}
        boto3.client("s3", aws_access_key_id="a", aws_secret_access_key="b").create_bucket(
            Bucket="keurmerk", CreateBucketConfiguration=place
        )
        yield PublishedBucket(bucket_name="keurmerk", access_key="a", secret_key="b", default_acl=None)


@pytest.fixture(params=["folder", "bucket"])
def either(request, folder) -> PublishedStorage:
    return PublishedFolder() if request.param == "folder" else request.getfixturevalue("bucket")


class TestEither:
    def test_tells_whether_anything_changed(self, either):
        assert either.put("w/v1/1.json", b"{}")
        assert not either.put("w/v1/1.json", b"{}")
        assert either.put("w/v1/1.json", b"[]")
        assert either.read("w/v1/1.json") == b"[]"

    def test_has_nothing_where_nothing_was_put(self, either):
        assert either.read("w/v1/9.json") is None
        assert list(either.names("feeds")) == []

    def test_lists_a_folder_at_any_depth_and_takes_away(self, either):
        for path in ("feeds/a.json", "feeds/google/b.xml", "w/v1/1.json"):
            either.put(path, b"1")
        assert sorted(either.names("feeds")) == ["feeds/a.json", "feeds/google/b.xml"]
        either.delete("feeds/a.json")
        assert list(either.names("feeds")) == ["feeds/google/b.xml"]

    def test_an_installation_has_one_of_them(self):
        assert isinstance(storage(), PublishedFolder)
        assert storage().location == str(settings.PUBLISHED_ROOT)


class TestBucket:
    def test_keeps_with_a_file_what_it_is_and_for_how_long(self, bucket):
        bucket.put("w/1.0.0/w.js", b"export {}")
        bucket.put("certificate/1", b"<!doctype html>")
        script, page = (bucket.bucket.Object(name) for name in ("w/1.0.0/w.js", "certificate/1"))
        assert (script.content_type, script.cache_control) == (
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        )
        assert page.content_type == "text/html; charset=utf-8"
        assert "max-age=300" in page.cache_control

    def test_that_is_away_is_a_fault_that_is_tried_again(self, bucket, monkeypatch):
        def away(**_):
            raise EndpointConnectionError(endpoint_url="https://bucket.example")

        monkeypatch.setattr(bucket.connection.meta.client, "head_object", away)
        with pytest.raises(OSError, match="does not answer"):
            bucket.put("w/v1/1.json", b"{}")

    def test_that_refuses_says_why(self, bucket):
        other = PublishedBucket(bucket_name="of-somebody-else", access_key="a", secret_key="b")
        with pytest.raises(OSError, match="NoSuchBucket"):
            other.put("w/v1/1.json", b"{}")

    @pytest.mark.django_db
    def test_takes_a_whole_shop(self, bucket, monkeypatch, now):
        monkeypatch.setattr(publish, "storage", lambda: bucket)
        shop = members.full_shop(at=now)
        assert publish.shop(shop.pk, now=now) == 13
        assert publish.shop(shop.pk, now=now) == 0
        assert b'"status":"full"' in bucket.read(f"w/v1/{shop.pk}.json")


class TestFolder:
    def test_tells_whether_anything_changed(self, folder):
        assert storage().put("w/v1/1.json", b"{}")
        assert not storage().put("w/v1/1.json", b"{}")
        assert storage().put("w/v1/1.json", b"[]")

    def test_leaves_an_unchanged_file_alone(self, folder):
        storage().put("a", b"1")
        before = (folder / "a").stat()
        storage().put("a", b"1")
        after = (folder / "a").stat()
        assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)

    def test_leaves_nothing_behind_when_it_fails(self, folder, monkeypatch):
        storage().put("a", b"old")

        def full(number: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            storage().put("a", b"new")
        assert [file.name for file in folder.iterdir()] == ["a"]
        assert (folder / "a").read_bytes() == b"old"

    def test_is_readable_for_a_web_server(self, folder):
        storage().put("a", b"1")
        assert (folder / "a").stat().st_mode & 0o777 == 0o644

    def test_shows_readers_the_old_file_or_the_new_one(self, folder):
        wholes = {letter * 100_000 for letter in (b"a", b"b")}
        storage().put("f", b"a" * 100_000)
        seen, done = set(), threading.Event()

        def read() -> None:
            while not done.is_set():
                seen.add((folder / "f").read_bytes())

        reader = threading.Thread(target=read)
        reader.start()
        for turn in range(100):
            storage().put("f", (b"b", b"a")[turn % 2] * 100_000)
        done.set()
        reader.join()
        assert seen <= wholes
