"""When buyer and shop disagree."""

from disputes.models.dispute import Dispute
from disputes.models.evidence import Evidence
from disputes.models.extension import Extension
from disputes.models.handover import Handover
from disputes.models.mail import DisputeMail
from disputes.models.message import Message
from disputes.models.objection import Objection
from disputes.models.party import Kind, Party
from disputes.models.pause import Pause
from disputes.models.proposal import Proposal
from disputes.models.referral import Referral
from disputes.models.ruling import Ruling
from disputes.models.settlement import Settlement

__all__ = [
    "Dispute",
    "DisputeMail",
    "Evidence",
    "Extension",
    "Handover",
    "Kind",
    "Message",
    "Objection",
    "Party",
    "Pause",
    "Proposal",
    "Referral",
    "Ruling",
    "Settlement",
]
