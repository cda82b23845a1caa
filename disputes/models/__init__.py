"""When buyer and shop disagree."""

from disputes.models.dispute import Dispute
from disputes.models.message import Message
from disputes.models.party import Kind, Party

__all__ = ["Dispute", "Kind", "Message", "Party"]
