"""What recurs: lost readings, looks at hosts that may not carry the mark, and the days of a warning."""

from datetime import datetime

from inspections.models import Misuse, Reading, Watch
from keurmerk import clock
from keurmerk.schedule import Periodic, Sweep


def read_what_got_lost(*, now: datetime) -> int:
    """Queues anew what nobody holds. Leases run on the machine's clock; `now` is the installation's."""
    lost = list(Reading.objects.lost(clock.real())[:100])
    for reading in lost:
        reading.queue()
    return len(lost)


READ = Periodic(
    name="inspections.read_shops", run=read_what_got_lost, minutes=1, why="No reading is lost with its worker"
)
WATCH = Sweep(
    name="inspections.watch_hosts",
    open=Watch.objects.open,
    column="next_look_at",
    act=lambda watch, now: watch.queue(at=now),
    batch=200,  # a minute; each costs a worker some seconds
    why="terms 10.1, 10.4: whoever may not carry the mark is looked at on day 0, 3, 7 and 8, and every week",
)
IGNORED = Sweep(
    name="inspections.note_ignored_warnings",
    open=Misuse.objects.warned,
    column="deadline_at",
    act=lambda case, now: case.note_ignored(actor="clock", at=now),
    why="terms 10.5: after a warning that is ignored comes the next step, which a person decides on",
)
TAKE_DOWN = Sweep(
    name="inspections.take_down_misuse",
    open=Misuse.objects.to_take_down,
    column="take_down_on",
    act=lambda case, now: case.take_down(actor="clock", at=now),
    why="terms 10.6: what is published has a day on which it goes",
)
