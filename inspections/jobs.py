"""What recurs: readings whose worker died are handed to another."""

from datetime import datetime

from inspections.models import Reading
from keurmerk import clock
from keurmerk.schedule import Periodic


def read_what_got_lost(*, now: datetime) -> int:
    """Queues anew what nobody holds. Leases run on the machine's clock; `now` is the installation's."""
    lost = list(Reading.objects.lost(clock.real())[:100])
    for reading in lost:
        reading.queue()
    return len(lost)


READ = Periodic(
    name="inspections.read_shops", run=read_what_got_lost, minutes=1, why="No reading is lost with its worker"
)
