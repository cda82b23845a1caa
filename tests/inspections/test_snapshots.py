from datetime import timedelta

import pytest
from django.core.files.storage import default_storage

from inspections import terms
from inspections.jobs import FORGET_SNAPSHOTS
from inspections.models import Snapshot
from tests.factories import inspections

pytestmark = pytest.mark.django_db


def snapshot(inspection, *, at, url="http://127.0.0.1/"):
    reading = inspection.readings.create(asked_at=at, next_attempt_at=at, done_at=at)
    return Snapshot.objects.create(
        inspection=inspection, reading=reading, url=url, kind="home", sha256="x", fetched_at=at
    )


class TestAPicture:
    def test_hangs_at_the_page_that_was_seen(self, now):
        page = snapshot(inspections.inspection(at=now), at=now)
        Snapshot.hang(page.reading, {page.url: b"\xff\xd8 picture", "http://127.0.0.1/other": b"\xff\xd8"})
        page.refresh_from_db()
        with default_storage.open(page.picture) as file:
            assert file.read() == b"\xff\xd8 picture"

    def test_goes_after_two_years_but_for_the_last_reading_of_the_shop(self, now):
        inspection = inspections.inspection(at=now)
        old, last = snapshot(inspection, at=now), snapshot(inspection, at=now)
        Snapshot.hang(old.reading, {old.url: b"\xff\xd8"})
        old.refresh_from_db()
        assert FORGET_SNAPSHOTS.run(now=now + timedelta(days=30 * terms.SNAPSHOT_MONTHS)) == 0
        assert FORGET_SNAPSHOTS.run(now=now + timedelta(days=31 * terms.SNAPSHOT_MONTHS)) == 1
        assert list(Snapshot.objects.all()) == [last]
        assert not default_storage.exists(old.picture)
