"""What buyers say: from order to invitation, review, reply and rating."""

from reviews.models.appeal import Appeal, appealable
from reviews.models.claim import InOtherHands
from reviews.models.consent import Consent
from reviews.models.decision import Decision, SamePerson
from reviews.models.filing_right import FilingRight
from reviews.models.flagger import TrustedFlagger
from reviews.models.imported_review import ImportedReview
from reviews.models.invitation import Invitation
from reviews.models.invitation_settings import InvitationSettings
from reviews.models.invited_order import AlreadyInvited
from reviews.models.ledger import LedgerEntry
from reviews.models.ledger_head import LedgerHead
from reviews.models.letter_text import LetterText
from reviews.models.message import ReviewMessage
from reviews.models.news import ReviewNews
from reviews.models.notice import Notice
from reviews.models.notice_file import NoticeFile
from reviews.models.open_review import OpenReview
from reviews.models.opinion import Opinion
from reviews.models.opt_out import OptOut
from reviews.models.order_import import OrderImport, OrderImportFault, OrderImportKey
from reviews.models.order_mail import OrderMail, OrderMailbox, OrderMailRule
from reviews.models.partner import Announcement, Partner, PartnerRead
from reviews.models.photo import ReviewPhoto
from reviews.models.plugin_key import PluginKey
from reviews.models.product import OrderLine, Product
from reviews.models.product_review import ProductReview
from reviews.models.rating import Rating
from reviews.models.rating_month import RatingMonth
from reviews.models.reach import Reach, ReachQuestion
from reviews.models.reply import Reply, ReplyVersion
from reviews.models.reply_template import ReplyTemplate
from reviews.models.review import Review
from reviews.models.review_export import ReviewExport
from reviews.models.review_import import ReviewImport, ReviewImportFault, ReviewImportKey
from reviews.models.review_link import LinkClosed, ReviewLink
from reviews.models.sender import Sender, TakenElsewhere
from reviews.models.suspicion import Suspicion
from reviews.models.sync import Push, SyncAddress
from reviews.models.tally import Tally
from reviews.models.texting import Texting, TextMessage, TextReply
from reviews.models.trace import Trace
from reviews.models.version import ProductReviewVersion, ReviewVersion

__all__ = [
    "AlreadyInvited",
    "Announcement",
    "Appeal",
    "Consent",
    "Decision",
    "FilingRight",
    "ImportedReview",
    "InOtherHands",
    "Invitation",
    "InvitationSettings",
    "LedgerEntry",
    "LedgerHead",
    "LetterText",
    "LinkClosed",
    "Notice",
    "NoticeFile",
    "OpenReview",
    "Opinion",
    "OptOut",
    "OrderImport",
    "OrderImportFault",
    "OrderImportKey",
    "OrderLine",
    "OrderMail",
    "OrderMailRule",
    "OrderMailbox",
    "Partner",
    "PartnerRead",
    "PluginKey",
    "Product",
    "ProductReview",
    "ProductReviewVersion",
    "Push",
    "Rating",
    "RatingMonth",
    "Reach",
    "ReachQuestion",
    "Reply",
    "ReplyTemplate",
    "ReplyVersion",
    "Review",
    "ReviewExport",
    "ReviewImport",
    "ReviewImportFault",
    "ReviewImportKey",
    "ReviewLink",
    "ReviewMessage",
    "ReviewNews",
    "ReviewPhoto",
    "ReviewVersion",
    "SamePerson",
    "Sender",
    "Suspicion",
    "SyncAddress",
    "TakenElsewhere",
    "Tally",
    "TextMessage",
    "TextReply",
    "Texting",
    "Trace",
    "TrustedFlagger",
    "appealable",
]
