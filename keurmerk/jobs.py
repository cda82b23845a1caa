"""The kernel's recurring duties: redeliver what got stuck, look up letters without an answer, forget what expired."""

from datetime import datetime, timedelta

from django_q.models import Success, Task

from keurmerk import clock, copies, outbox, retention
from keurmerk.mail import post
from keurmerk.models import Beat, Heard, KeptAnswer
from keurmerk.schedule import Periodic


def beat() -> None:
    """The queue's sign of life: queued by the watchdog, written by a worker."""
    Beat.objects.update_or_create(name="queue", defaults={"at": clock.real()})


def make_late_copies(*, now: datetime) -> int:
    """In the place of a publisher that is gone."""
    return copies.catch_up(late=timedelta(seconds=10))


def hand_over(*, now: datetime) -> int:
    return post.post_waiting()


def forget_answers(*, now: datetime) -> int:
    forgotten, _ = KeptAnswer.objects.filter(expires_at__lte=now).delete()
    return forgotten


def forget_hints(*, now: datetime) -> int:
    """What a vendor told us long ago it will not tell again: its retries last a day."""
    forgotten, _ = Heard.objects.filter(at__lt=now - timedelta(days=60)).delete()
    return forgotten


def prune_finished_tasks(*, now: datetime) -> int:
    """django-q's own rows of finished tasks; with its save_limit it would do this after every single task."""
    old = clock.real() - timedelta(days=1)
    pruned, _ = Success.objects.filter(stopped__lt=old).delete()
    failed, _ = Task.objects.filter(stopped__lt=old - timedelta(days=13)).delete()
    return int(pruned + failed)


REDELIVER = Periodic(name="keurmerk.redeliver", run=outbox.redeliver, minutes=1, why="Nothing is lost with a worker")
COPIES = Periodic(
    name="keurmerk.make_late_copies", run=make_late_copies, minutes=1, why="terms 10.4: the seal tells the truth"
)
POST = Periodic(name="keurmerk.post", run=hand_over, minutes=1, why="Letters whose vendor was away go out later")
LOOK_UP = Periodic(
    name="keurmerk.look_up_letters", run=post.look_up_unanswered, minutes=1, why="Unknown is looked up, never resent"
)
FORGET = Periodic(name="keurmerk.forget", run=retention.forget, minutes=24 * 60, why="PA: each datum has its term")
ANSWERS = Periodic(
    name="keurmerk.forget_answers", run=forget_answers, minutes=60, why="An Idempotency-Key holds for a day"
)
HINTS = Periodic(name="keurmerk.forget_hints", run=forget_hints, minutes=24 * 60, why="Heeded once is remembered")
PRUNE = Periodic(name="keurmerk.prune_tasks", run=prune_finished_tasks, minutes=60, why="The queue stays small")
