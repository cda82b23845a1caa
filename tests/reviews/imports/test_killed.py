"""A worker that is killed outright in the middle of a list, wherever it is, leaves nothing double and nothing out."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection, connections

from keurmerk import clock
from keurmerk.models import Delivery, Event
from keurmerk.outbox import drain
from reviews.imports import work
from reviews.models import OrderImport
from tests.factories import order_lists, reviews

pytestmark = pytest.mark.django_db(transaction=True)
EVERY = 9  # statements further on each time


def work_until_killed(after: int) -> bool:
    """Another process does the work, and is gone after so many statements. Was it?"""
    Delivery.objects.update(next_attempt_at=clock.real() - timedelta(days=1), attempts=0)
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = after

        def count(execute, *statement):
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*statement)

        try:
            with connection.execute_wrapper(count):
                drain()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def until(made: OrderImport, state: str) -> int:
    """How often the worker was killed before the list got there."""
    kills, after = 0, 1
    made.refresh_from_db()
    while made.state != state:
        kills += work_until_killed(after)
        after += EVERY
        made.refresh_from_db()
    return kills


def test_check_work_and_undoing_come_out_right(monkeypatch):
    monkeypatch.setattr(work, "CHUNK", 10)
    shop = reviews.inviting_shop()
    drain()
    made = order_lists.uploaded(order_lists.text(25) + "26;geen adres;Jan\r\n", of=shop, at=clock.now())
    assert until(made, OrderImport.State.READY) > 2
    assert (made.forecast, made.faults.count()) == ({"SCHEDULED": 25, "FAULTY": 1}, 1)
    assert made.confirm(actor="user:1", at=clock.now())
    assert until(made, OrderImport.State.DONE) > 2
    assert (made.outcome, made.invitations.count()) == ({"SCHEDULED": 25, "FAULTY": 1}, 25)
    made.undo(actor="user:1", at=clock.now())
    assert until(made, OrderImport.State.UNDONE) > 1
    assert (made.position, made.invitations.filter(state="CANCELLED").count()) == (25, 25)
    assert Event.objects.filter(name="invitation.scheduled").count() == 25
    assert Event.objects.filter(name="invitation.cancelled").count() == 25
