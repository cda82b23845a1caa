"""What became of a letter that was handed over. A backend sets one on each message as `message.outcome`."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Sent:
    vendor_id: str = ""


@dataclass(frozen=True)
class Refused:
    """The vendor will never take this one. `inactive` when the address itself is the reason, `sender` when ours is."""

    reason: str
    inactive: bool = False
    sender: bool = False


@dataclass(frozen=True)
class Retry:
    """Nothing was taken; try again after `wait`."""

    wait: timedelta = timedelta(minutes=1)


@dataclass(frozen=True)
class Unknown:
    """Handed over, but no answer came. To be looked up, never to be sent again blindly."""


Outcome = Sent | Refused | Retry | Unknown
