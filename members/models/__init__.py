"""Who belongs, and in what standing."""

from members.models.api_key import ApiKey, Scope
from members.models.application import Acceptance, Application
from members.models.breach import Breach, BreachLetter
from members.models.circumstance import Circumstance
from members.models.company_change import CompanyChange
from members.models.data_audit import DataAudit, TooSoon
from members.models.device import Device
from members.models.host_proof import HostProof
from members.models.information import InformationFile, InformationRequest
from members.models.login_session import LoginSession
from members.models.mark import MarkGrant
from members.models.mark_complaint import MarkComplaint
from members.models.member import Member
from members.models.membership import Membership
from members.models.newsletter_reader import NewsletterReader
from members.models.recovery_code import RecoveryCode
from members.models.register_check import RegisterCheck
from members.models.risk_document import RiskDocument
from members.models.risk_facts import RiskFacts
from members.models.seat import Duty, LastOwner, Role, Seat
from members.models.seat_offer import CannotOffer, SeatOffer
from members.models.second_factor import SecondFactor, TooManyGuesses
from members.models.shop import Shop
from members.models.succession import Succession
from members.models.takeover import Takeover
from members.models.thread import Thread
from members.models.thread_message import ThreadFile, ThreadMessage, files_to_forget
from members.models.user import FormerPassword, User
from members.models.viewing import Viewing
from members.models.webhook_endpoint import TooManyEndpoints, WebhookEndpoint
from members.models.webhook_message import WebhookAttempt, WebhookMessage

__all__ = [
    "Acceptance",
    "ApiKey",
    "Application",
    "Breach",
    "BreachLetter",
    "CannotOffer",
    "Circumstance",
    "CompanyChange",
    "DataAudit",
    "Device",
    "Duty",
    "FormerPassword",
    "HostProof",
    "InformationFile",
    "InformationRequest",
    "LastOwner",
    "LoginSession",
    "MarkComplaint",
    "MarkGrant",
    "Member",
    "Membership",
    "NewsletterReader",
    "RecoveryCode",
    "RegisterCheck",
    "RiskDocument",
    "RiskFacts",
    "Role",
    "Scope",
    "Seat",
    "SeatOffer",
    "SecondFactor",
    "Shop",
    "Succession",
    "Takeover",
    "Thread",
    "ThreadFile",
    "ThreadMessage",
    "TooManyEndpoints",
    "TooManyGuesses",
    "TooSoon",
    "User",
    "Viewing",
    "WebhookAttempt",
    "WebhookEndpoint",
    "WebhookMessage",
    "files_to_forget",
]
