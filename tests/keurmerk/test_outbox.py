"""News reaches every reaction, once in effect, whatever happens to workers on the way."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django_q.models import OrmQ

from keurmerk import clock, copies, outbox
from keurmerk.models import Delivery, Event, PublishedCopy, Suppression
from tests.factories import members

HEARD: list[int] = []


def hear(event: Event) -> None:
    HEARD.append(event.pk)


def fall(event: Event) -> None:
    raise RuntimeError("the reaction is broken, and this text may hold a name")


@pytest.fixture(autouse=True)
def reactions(monkeypatch):
    HEARD.clear()
    mine = {"test.happened": [f"{__name__}.hear", f"{__name__}.fall"], "test.heard": [f"{__name__}.hear"]}
    monkeypatch.setattr(outbox, "REACTIONS", mine)


def happened(name="test.heard"):
    subject = members.member()
    return outbox.record(name, subject=subject, actor="test", at=clock.real())


def make_due():
    Delivery.objects.update(next_attempt_at=clock.real() - timedelta(minutes=1))


@pytest.mark.django_db
class TestRecord:
    def test_writes_a_delivery_for_each_reaction_and_one_queue_row_for_all(self, django_assert_num_queries):
        subject = members.member()
        with django_assert_num_queries(3):
            event = outbox.record("test.happened", subject=subject, actor="test", at=clock.real())
        assert event.deliveries.count() == 2
        assert OrmQ.objects.count() == 1

    def test_queues_the_deliveries_of_many_events_some_at_a_time(self):
        subject = members.member()
        outbox.record_all([("test.happened", subject, {})] * 12, actor="test", at=clock.real())
        assert (Delivery.objects.count(), OrmQ.objects.count()) == (24, 3)

    def test_leaves_nothing_behind_when_the_change_is_rolled_back(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            happened()
            raise ZeroDivisionError
        assert not Event.objects.exists()
        assert not Delivery.objects.exists()
        assert not OrmQ.objects.exists()

    def test_tells_nobody_of_history_that_is_written_afterwards(self):
        with outbox.in_silence():
            event = happened()
        assert event.deliveries.count() == 0
        assert happened().deliveries.count() == 1


def told(subject, name="test.heard"):
    return outbox.record_new(name, subject=subject, actor="test", at=clock.real(), payload={"shop": 7})


@pytest.mark.django_db
class TestRecordNew:
    """A row and its news in one statement."""

    def test_makes_the_row_and_the_event_of_it(self):
        kept = Suppression(address_hash="a", reason="bounce", since=clock.real())
        assert told(kept)
        event = Event.objects.get()
        assert (event.subject_type, event.subject_id) == ("keurmerk.suppression", Suppression.objects.get().pk)
        assert (event.subject_id, event.payload, event.actor) == (kept.pk, {"shop": 7}, "test")

    def test_tells_those_who_react(self):
        assert told(Suppression(address_hash="a", reason="bounce", since=clock.real()))
        assert Delivery.objects.get().event == Event.objects.get()
        outbox.drain()
        assert len(HEARD) == 1

    def test_leaves_the_copy_behind_that_follows_it(self, monkeypatch):
        monkeypatch.setitem(copies.FOLLOWED, "test.unheard", ("shop", "shop"))
        assert told(Suppression(address_hash="a", reason="bounce", since=clock.real()), "test.unheard")
        assert PublishedCopy.objects.behind().get().number == 7

    def test_makes_neither_of_what_is_there_already(self):
        told(Suppression(address_hash="a", reason="bounce", since=clock.real()))
        assert not told(Suppression(address_hash="a", reason="complaint", since=clock.real()))
        assert Suppression.objects.get().reason == "bounce"
        assert (Event.objects.count(), Delivery.objects.count()) == (1, 1)

    def test_keeps_neither_when_the_row_is_impossible(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            told(Suppression(address_hash="a", reason="bounce"))
        assert not Event.objects.exists()

    def test_lets_a_change_be_saved_afterwards(self):
        kept = Suppression(address_hash="a", reason="bounce", since=clock.real())
        told(kept)
        kept.reason = "complaint"
        kept.save()
        assert Suppression.objects.get().reason == "complaint"


@pytest.mark.django_db
class TestDeliver:
    def test_tells_a_reaction_once(self):
        delivery = happened().deliveries.get()
        assert outbox.deliver(delivery.pk)
        assert not outbox.deliver(delivery.pk)
        assert len(HEARD) == 1

    def test_runs_what_one_task_brings_each_alone(self):
        told = [*happened("test.happened").deliveries.all(), *happened().deliveries.all()]
        assert outbox.deliver_each(*(each.pk for each in told)) == 2
        assert Delivery.objects.waiting().get().reaction == f"{__name__}.fall"

    def test_lets_the_others_go_on_when_one_fails(self):
        happened("test.happened")
        outbox.drain()
        assert len(HEARD) == 1
        failed = Delivery.objects.waiting().get()
        assert (failed.attempts, failed.last_error) == (1, "RuntimeError")

    def test_keeps_no_words_of_an_error_because_they_may_be_personal(self):
        happened("test.happened")
        outbox.drain()
        assert "name" not in Delivery.objects.waiting().get().last_error

    def test_quarantines_after_five_attempts(self):
        happened("test.happened")
        for _ in range(outbox.ATTEMPTS + 1):
            make_due()
            outbox.drain()
        stuck = Delivery.objects.quarantined().get()
        assert (stuck.attempts, stuck.reaction) == (outbox.ATTEMPTS, f"{__name__}.fall")

    def test_counts_an_attempt_whose_worker_died(self):
        """A task that kills its worker never reports: the attempt was committed before the work."""
        delivery = happened().deliveries.get()
        for _ in range(outbox.ATTEMPTS):
            make_due()
            assert outbox._claim(delivery.pk)  # and then the worker dies
        make_due()
        assert not outbox.deliver(delivery.pk)
        delivery.refresh_from_db()
        assert delivery.quarantined_at is not None
        assert HEARD == []

    def test_gives_a_released_delivery_new_attempts(self):
        delivery = happened().deliveries.get()
        Delivery.objects.update(quarantined_at=clock.real(), attempts=5)
        outbox.release(delivery.pk)
        assert outbox.deliver(delivery.pk)


@pytest.mark.django_db
class TestRedeliver:
    def test_queues_anew_what_was_lost_with_its_worker(self):
        delivery = happened().deliveries.get()
        OrmQ.objects.all().delete()
        make_due()
        assert outbox.redeliver(now=clock.real()) == 1
        assert OrmQ.objects.count() == 1
        assert outbox.deliver(delivery.pk)

    def test_leaves_alone_what_is_under_way(self):
        happened()
        assert outbox.redeliver(now=clock.real()) == 0


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_do_one_delivery_once(self):
        delivery = happened().deliveries.get()
        start = threading.Barrier(4)

        def work():
            start.wait()
            outbox.deliver(delivery.pk)
            connection.close()

        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(HEARD) == 1
