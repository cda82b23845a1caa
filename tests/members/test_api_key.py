"""A key of our own API: shown once, kept as a hash, with scopes, replaced with an overlap, counted exactly."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.models import Event
from members.models import ApiKey, Scope
from members.models.api_key import digest_of
from members.terms import API_CALLS
from tests.factories import keys

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


class TestIssue:
    def test_keeps_no_more_of_the_key_than_its_beginning_and_its_hash(self, now):
        key, secret = keys.api_key(at=now)
        row = " ".join(str(value) for value in ApiKey.objects.values().get(pk=key.pk).values())
        assert secret not in row
        assert secret.startswith(key.prefix)
        assert len(secret) - len(key.prefix) == 32
        assert key.digest == digest_of(secret)

    def test_tells_nobody_the_key(self, now):
        _, secret = keys.api_key(at=now)
        event = Event.objects.get(name="api_key.issued")
        assert secret[11:] not in str(event.payload)

    def test_makes_another_one_each_time(self, now):
        assert len({keys.api_key(at=now)[1] for _ in range(20)}) == 20

    @pytest.mark.parametrize("scopes", [(), ("everything",)])
    def test_needs_a_scope_that_exists(self, now, scopes):
        with pytest.raises(IntegrityError):
            keys.api_key(at=now, scopes=scopes)

    def test_cannot_be_given_an_unknown_scope_behind_its_back(self, now):
        key, _ = keys.api_key(at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiKey.objects.filter(pk=key.pk).update(scopes=["shops:delete"])


class TestAdmitting:
    def test_knows_a_working_key_and_nothing_like_it(self, now):
        key, secret = keys.api_key(at=now)
        assert ApiKey.objects.admitting(secret, now) == key
        for other in ("", secret[:-1], secret.lower(), secret + "x", key.prefix, key.digest):
            assert ApiKey.objects.admitting(other, now) is None

    def test_ends_with_the_day_that_was_chosen(self, now):
        _, secret = keys.api_key(at=now, expires_at=now + DAY)
        assert ApiKey.objects.admitting(secret, now + DAY - timedelta(seconds=1))
        assert ApiKey.objects.admitting(secret, now + DAY) is None

    def test_ends_when_it_is_withdrawn(self, now):
        key, secret = keys.api_key(at=now)
        key.revoke(actor="test", at=now)
        assert ApiKey.objects.admitting(secret, now) is None


class TestRevoke:
    def test_keeps_the_first_moment(self, now):
        key, _ = keys.api_key(at=now)
        key.revoke(actor="test", at=now)
        key.revoke(actor="test", at=now + DAY)
        assert key.revoked_at == now
        assert Event.objects.filter(name="api_key.revoked").count() == 1


class TestRotate:
    def test_lets_the_old_key_work_on_for_a_while(self, now):
        key, old = keys.api_key(at=now, scopes=(Scope.ORDERS_WRITE,))
        fresh, new = key.rotate(overlap=DAY, actor="test", at=now)
        assert (fresh.name, fresh.scopes) == (key.name, [Scope.ORDERS_WRITE])
        for secret in (old, new):
            assert ApiKey.objects.admitting(secret, now + DAY / 2)
        assert ApiKey.objects.admitting(old, now + DAY) is None
        assert ApiKey.objects.admitting(new, now + DAY) == fresh

    def test_never_lengthens_the_life_of_the_old_key(self, now):
        key, _ = keys.api_key(at=now, expires_at=now + timedelta(hours=1))
        key.rotate(overlap=DAY, actor="test", at=now)
        assert key.expires_at == now + timedelta(hours=1)

    def test_happens_once(self, now):
        key, _ = keys.api_key(at=now)
        stale = ApiKey.objects.get(pk=key.pk)
        key.rotate(overlap=DAY, actor="test", at=now)
        with pytest.raises(IllegalMove):
            stale.rotate(overlap=DAY, actor="test", at=now)
        assert ApiKey.objects.count() == 2

    def test_does_not_bring_a_withdrawn_key_back(self, now):
        key, _ = keys.api_key(at=now)
        key.revoke(actor="test", at=now)
        with pytest.raises(IllegalMove):
            key.rotate(overlap=DAY, actor="test", at=now)


class TestCountCall:
    def test_counts_anew_each_minute_and_remembers_the_last_use(self, now):
        key, _ = keys.api_key(at=now)
        for _ in range(3):
            key.count_call(now)
        assert key.calls_left == API_CALLS - 3
        key.count_call(now + timedelta(seconds=60))
        assert key.calls_left == API_CALLS - 1
        key.refresh_from_db()
        assert key.last_used_at == now + timedelta(seconds=60)

    def test_says_how_long_to_wait(self, now):
        key, _ = keys.api_key(at=now)
        key.count_call(now)
        assert 50 <= key.seconds_to_wait(now + timedelta(seconds=10)) <= 51

    @pytest.mark.django_db(transaction=True)
    def test_is_exact_when_calls_come_at_once(self, now):
        key, _ = keys.api_key(at=now)

        def call():
            try:
                ApiKey.objects.get(pk=key.pk).count_call(now)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=call) for _ in range(12)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        key.refresh_from_db()
        assert key.window_calls == 12
