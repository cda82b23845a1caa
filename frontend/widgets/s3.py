"""A bucket for the published files, at Amazon or whoever speaks S3, by the setting PUBLISHED_BUCKET.

An upload replaces an object at once and whole, and a reader gets the old one or the new one: S3 promises that, and so
do the compatible stores that we know. What stands before the bucket for the world (a CDN) has to add the headers that
frontend/widgets/nginx.conf adds; Content-Type and Cache-Control are kept with each object.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from frontend.widgets.files import kind_of, lifetime_of

_ABSENT = {"404", "NoSuchKey", "NotFound"}


class PublishedBucket(S3Storage):  # type: ignore[misc]  # django-storages has no types
    """One object per file, compared by its ETag: for an upload in one part that is the MD5 of its bytes."""

    def put(self, path: str, data: bytes) -> bool:
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        if self._etag(path) == digest:
            return False
        facts = {"ContentType": kind_of(f"/{path}"), "CacheControl": lifetime_of(f"/{path}")}
        _asked(self._object(path).put, Body=data, **facts)
        return True

    def read(self, path: str) -> bytes | None:
        found = _asked(self._object(path).get)
        return bytes(found["Body"].read()) if found else None

    def names(self, folder: str) -> Iterator[str]:
        for each in _asked(lambda: list(self.bucket.objects.filter(Prefix=f"{folder}/"))) or []:
            yield str(each.key)

    def _etag(self, path: str) -> str:
        found = _asked(self.connection.meta.client.head_object, Bucket=self.bucket_name, Key=path)
        return found["ETag"].strip('"') if found else ""

    def _object(self, path: str) -> Any:
        return self.bucket.Object(path)


def _asked(call: Any, **facts: Any) -> Any:
    """What the store answers; None when there is no such object. Raises OSError when it does not answer well."""
    try:
        return call(**facts)
    except ClientError as refusal:
        if refusal.response.get("Error", {}).get("Code") in _ABSENT:
            return None
        raise OSError(f"The bucket refuses: {refusal.response.get('Error', {}).get('Code')}") from refusal
    except BotoCoreError as away:
        raise OSError(f"The bucket does not answer: {type(away).__name__}") from away
