"""When buyer and shop disagree."""

from disputes.models.dispute import Dispute
from disputes.models.evidence import Evidence
from disputes.models.message import Message
from disputes.models.party import Kind, Party
from disputes.models.proposal import Proposal
from disputes.models.settlement import Settlement

__all__ = ["Dispute", "Evidence", "Kind", "Message", "Party", "Proposal", "Settlement"]
