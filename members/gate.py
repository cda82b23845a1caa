"""What keeps a membership from being established, though its shop was approved (terms 5.6).

Whoever knows of something that has to be paid first adds a function here at start-up; it says whether that is so.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from members.models.membership import Membership

Late = Callable[["Membership", datetime], bool]
LATE: list[Late] = []


def is_closed(membership: "Membership", at: datetime) -> bool:
    """Is an invoice of this member late? (terms 5.6)"""
    return any(ask(membership, at) for ask in LATE)
