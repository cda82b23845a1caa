"""What got stuck is seen and released."""

import pytest
from django.urls import reverse

from keurmerk import clock, outbox
from keurmerk.models import Delivery, PublishedCopy, Stumble
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    person = members.user(staff_role="moderator")
    client.force_login(person)
    return person


@pytest.fixture
def stuck(now):
    event = outbox.record("test.stuck", subject=members.user(), actor="test", at=now)
    return Delivery.objects.create(
        event=event, reaction="members.reactions.confirm", attempts=5, next_attempt_at=clock.real(),
        quarantined_at=clock.real(), last_error="ValueError",
    )  # fmt: skip


class TestQuarantine:
    def test_shows_and_releases_a_reaction(self, client, moderator, stuck):
        assert "ValueError" in client.get(reverse("desk:quarantine")).content.decode()
        client.post(reverse("desk:release", kwargs={"pk": stuck.pk}))
        stuck.refresh_from_db()
        assert (stuck.quarantined_at, stuck.attempts) == (None, 0)

    def test_shows_files_that_could_not_be_written(self, client, moderator, now):
        PublishedCopy.objects.create(kind="shop", number=7, changes=1, due_at=now, failures=3, last_error="OSError")
        PublishedCopy.objects.create(kind="shop", number=8, changes=1, due_at=now)
        text = client.get(reverse("desk:quarantine")).text
        assert "shop 7" in text
        assert "OSError" in text
        assert "shop 8" not in text

    def test_lets_a_sweep_take_a_row_up_again(self, client, moderator, now):
        stumble = Stumble.objects.create(sweep="members.promote", subject_id=7, times=5, last_at=now)
        client.post(reverse("desk:release_stumble", kwargs={"pk": stumble.pk}))
        assert not Stumble.objects.exists()

    def test_releases_nothing_that_is_not_stuck(self, client, moderator, stuck):
        Delivery.objects.update(quarantined_at=None)
        assert client.post(reverse("desk:release", kwargs={"pk": stuck.pk})).status_code == 404

    def test_does_not_exist_for_an_inspector(self, client, stuck):
        client.force_login(members.inspector())
        assert client.get(reverse("desk:quarantine")).status_code == 404
        assert client.post(reverse("desk:release", kwargs={"pk": stuck.pk})).status_code == 404
