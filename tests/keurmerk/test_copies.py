"""No change to what is public is lost, many make one copy, and a copy that cannot be made holds up nobody."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection, transaction

from keurmerk import clock, copies, outbox
from keurmerk.jobs import make_late_copies
from keurmerk.models import PublishedCopy
from tests.factories import members

MADE: list[int] = []


def make(numbers: Sequence[int]) -> None:
    if 13 in numbers:
        raise OSError("No space left on device")
    MADE.extend(numbers)


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    MADE.clear()
    monkeypatch.setattr(copies, "MAKERS", {"test": make})
    monkeypatch.setattr(copies, "FOLLOWED", {"test.happened": ("test", "shop")})


def happened(shop: int) -> None:
    subject = members.member()
    outbox.record("test.happened", subject=subject, actor="test", at=clock.real(), payload={"shop": shop})


def copy(number: int) -> PublishedCopy:
    return PublishedCopy.objects.get(kind="test", number=number)


def fall_due() -> None:
    PublishedCopy.objects.behind().update(due_at=clock.real() - timedelta(seconds=1))


@pytest.mark.django_db
class TestFallingBehind:
    def test_many_changes_make_one_copy(self):
        for _ in range(5):
            happened(7)
        assert copies.catch_up() == 1
        assert MADE == [7]
        assert (copy(7).changes, copy(7).published, copy(7).due_at) == (5, 5, None)

    def test_a_copy_is_made_once_a_second_at_most(self):
        happened(7)
        copies.catch_up()
        happened(7)
        assert copies.catch_up() == 0
        assert copy(7).due_at == copy(7).published_at + copies.GAP
        fall_due()
        assert copies.catch_up() == 1

    def test_nobody_who_asks_for_all_of_it_waits_for_that_second(self):
        happened(7)
        copies.catch_up()
        happened(7)
        assert copies.catch_up(at_once=True) == 1

    def test_a_change_that_is_rolled_back_leaves_nothing_behind(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            happened(7)
            raise ZeroDivisionError
        assert not PublishedCopy.objects.exists()

    def test_history_that_is_written_afterwards_leaves_nothing_behind(self):
        with outbox.in_silence():
            happened(7)
        assert not PublishedCopy.objects.exists()

    def test_many_at_once_cost_one_statement(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            copies.mark("test", range(100, 300))
        assert PublishedCopy.objects.behind().count() == 200

    def test_bulk_news_counts_too(self):
        news = [("test.happened", members.member(), {"shop": number}) for number in (1, 2, 2)]
        outbox.record_all(news, actor="test", at=clock.real())
        assert copies.catch_up() == 2
        assert sorted(MADE) == [1, 2]


@pytest.mark.django_db
class TestFailing:
    def test_holds_up_nobody_and_is_tried_again_later(self):
        for number in (12, 13, 14):
            happened(number)
        assert copies.catch_up() == 2
        failed = copy(13)
        assert (failed.failures, failed.last_error, failed.published_at) == (1, "OSError", None)
        assert failed.due_at > clock.real() + timedelta(seconds=2)

    def test_waits_longer_each_time_and_never_gives_up(self):
        happened(13)
        waits = []
        for _ in range(6):
            fall_due()
            copies.catch_up()
            waits.append(round((copy(13).due_at - clock.real()).total_seconds()))
        assert waits == [5, 30, 120, 600, 600, 600]
        assert copies.catch_up(at_once=True) == 0

    def test_is_forgotten_once_it_works(self, monkeypatch):
        happened(13)
        copies.catch_up()
        monkeypatch.setitem(copies.MAKERS, "test", MADE.extend)
        fall_due()
        copies.catch_up()
        assert (copy(13).failures, copy(13).last_error, copy(13).due_at) == (0, "", None)

    def test_what_a_killed_publisher_had_taken_falls_due_again(self, monkeypatch):
        def kill(numbers):
            raise KeyboardInterrupt

        happened(7)
        monkeypatch.setitem(copies.MAKERS, "test", kill)
        with pytest.raises(KeyboardInterrupt):
            copies.catch_up()
        assert clock.real() < copy(7).due_at <= clock.real() + copies.LEASE
        monkeypatch.setitem(copies.MAKERS, "test", make)
        fall_due()
        assert copies.catch_up() == 1


@pytest.mark.django_db
class TestWithoutPublisher:
    def test_the_queue_makes_what_is_late(self, now):
        happened(7)
        assert make_late_copies(now=now) == 0
        PublishedCopy.objects.update(due_at=clock.real() - timedelta(seconds=11))
        assert make_late_copies(now=now) == 1

    def test_the_lag_is_told(self):
        assert copies.lag(clock.real()) == 0
        happened(7)
        assert 4 < copies.lag(clock.real() + timedelta(seconds=5)) < 6


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def test_a_change_during_the_making_is_not_lost(self, monkeypatch):
        """What was rendered did not see it, so the copy stays behind."""
        monkeypatch.setitem(copies.MAKERS, "test", lambda numbers: happened(*numbers))
        happened(7)
        copies.catch_up()
        assert (copy(7).changes, copy(7).published) == (2, 1)
        assert copy(7).due_at is not None

    def test_two_publishers_share_the_work(self, monkeypatch):
        both = threading.Barrier(2, timeout=10)
        monkeypatch.setattr(copies, "BATCH", 10)
        copies.mark("test", range(20, 40))

        def publish():
            both.wait()
            copies.catch_up()
            connection.close()

        threads = [threading.Thread(target=publish) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(MADE) == list(range(20, 40))

    def test_changes_of_the_same_things_in_another_order_do_not_wait_for_ever(self):
        faults = []

        def change(numbers):
            try:
                for _ in range(30):
                    copies.mark("test", numbers)
            except Exception as fault:  # told to the test
                faults.append(fault)
            finally:
                connection.close()

        threads = [threading.Thread(target=change, args=(order,)) for order in (range(1, 40), range(39, 0, -1))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        assert copy(20).changes == 60
