"""The register of processing activities: for what we process which data of whom, on what basis, how long (GDPR 30).

Whether we decide ourselves or act for a webshop is said per activity (PA roles; reading A21: the agreement calls us
processor for all, but of register, reviews and disputes the mark sets purpose and means). How long stands in
keurmerk/retention.py: an activity names the models, and its days are read from the rules.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from keurmerk.retention import RETENTION, Rule
from members.sub_processors import SUB_PROCESSORS, SubProcessor

Words = str | Promise


class Role(models.TextChoices):
    CONTROLLER = "CONTROLLER", _("We decide (controller)")
    PROCESSOR = "PROCESSOR", _("For the webshop (processor)")


@dataclass(frozen=True)
class Activity:
    """One line of the register. `holds` are the models whose rules of retention count; `shared_with` are codes."""

    code: str
    title: Words
    role: Role
    people: Words
    data: Words
    purpose: Words
    basis: Words
    term: Words
    holds: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ("postmark",)

    @property
    def rules(self) -> list[Rule]:
        return [rule for rule in RETENTION if rule.model in self.holds]

    @property
    def recipients(self) -> list[SubProcessor]:
        return [each for each in SUB_PROCESSORS if each.code in self.shared_with]


_CONTRACT = _("The membership (GDPR 6(1)(b))")
_INTEREST = _("A legitimate interest (GDPR 6(1)(f))")
_LAW = _("A duty in the law (GDPR 6(1)(c))")
_OWNERS = _("Members and applicants")
_BUYERS = _("Buyers")

ACTIVITIES: tuple[Activity, ...] = (
    Activity(
        code="register",
        title=_("The public register"),
        role=Role.CONTROLLER,
        people=_("Contacts of members"),
        data=_("Name of the contact, KvK and VAT number, business address, phone number, e-mail address"),
        purpose=_("To show who is behind a shop, and that its mark is still valid"),
        basis=_CONTRACT,
        term=_("As long as the register exists; taken out on request after the membership"),
        holds=("members.Member",),
    ),
    Activity(
        code="membership",
        title=_("Applications and memberships"),
        role=Role.CONTROLLER,
        people=_OWNERS,
        data=_("Answers of the application, what registers say, complaints about us"),
        purpose=_("To decide about the mark and to carry out the membership"),
        basis=_CONTRACT,
        term=_("Two years after an application or a complaint ended"),
        holds=(
            "members.Application",
            "members.InformationRequest",
            "members.InformationFile",
            "members.RegisterCheck",
            "members.Acceptance",
            "members.MarkComplaint",
            "members.Takeover",
            "members.WebhookAttempt",
            "inspections.ReportedChange",
        ),
    ),
    Activity(
        code="accounts",
        title=_("Accounts"),
        role=Role.CONTROLLER,
        people=_("Members, applicants and our own people"),
        data=_("E-mail address, name, hashes of devices"),
        purpose=_("To log in safely"),
        basis=_CONTRACT,
        term=_("As long as the account exists; devices for a year"),
        holds=("members.User", "members.Passkey", "members.SeatOffer"),
    ),
    Activity(
        code="newsletter",
        title=_("The newsletter"),
        role=Role.CONTROLLER,
        people=_("Members"),
        data=_("Name and e-mail address"),
        purpose=_("To tell members what changes in the law"),
        basis=_CONTRACT,
        term=_("Until you unsubscribe"),
        holds=("members.NewsletterReader",),
        shared_with=("mailchimp",),
    ),
    Activity(
        code="invitation",
        title=_("Invitations to write a review"),
        role=Role.PROCESSOR,
        people=_BUYERS,
        data=_("E-mail address, name and order number; where the shop wants it phone number and products"),
        purpose=_("To ask a buyer for a review on behalf of the shop, once per order"),
        basis=_("The order of the webshop, which answers for it (GDPR 28)"),
        term=_("The address for a year; a code that guards against several reviews for three years"),
        holds=(
            "reviews.Invitation",
            "reviews.OrderImport",
            "reviews.OrderMail",
            "reviews.Sender",
            "reviews.TextMessage",
        ),
        shared_with=("postmark", "bird"),
    ),
    Activity(
        code="reviews",
        title=_("Published reviews"),
        role=Role.CONTROLLER,
        people=_("Writers of reviews"),
        data=_("Text, name, e-mail address, photos; order number if given; hashes of device and network"),
        purpose=_("To show what buyers think of a shop, and to keep fakes out"),
        basis=_("Permission of the writer (GDPR 6(1)(a))"),
        term=_("Until the writer removes the review; hashes for a year"),
        holds=(
            "reviews.Review",
            "reviews.ReviewVersion",
            "reviews.ReviewPhoto",
            "reviews.OpenReview",
            "reviews.ReviewMessage",
            "reviews.ProductReview",
            "reviews.ProductReviewVersion",
            "reviews.ReviewImport",
            "reviews.ImportedReview",
        ),
    ),
    Activity(
        code="moderation",
        title=_("Moderation"),
        role=Role.CONTROLLER,
        people=_("Who reports a review, and its writer"),
        data=_("Name, e-mail address, explanation, proof"),
        purpose=_("To judge whether something may stay, and to hear who disagrees"),
        basis=_LAW,
        term=_("Who reported it for a year after the end, the words for two"),
        holds=("reviews.Notice", "reviews.NoticeFile", "reviews.Decision", "reviews.Appeal"),
    ),
    Activity(
        code="disputes",
        title=_("Disputes"),
        role=Role.CONTROLLER,
        people=_("Buyers and members"),
        data=_("Name, e-mail address, order number, the facts and the wanted solution"),
        purpose=_("To help both to a solution"),
        basis=_INTEREST,
        term=_("Five years after the end, or anonymised on request"),
        holds=(
            "disputes.Dispute",
            "disputes.Proposal",
            "disputes.Settlement",
            "disputes.Message",
            "disputes.DisputeMail",
            "disputes.Extension",
            "disputes.Handover",
            "disputes.Evidence",
            "disputes.Extension",
            "disputes.Handover",
            "disputes.Objection",
            "disputes.Ruling",
        ),
    ),
    Activity(
        code="misuse",
        title=_("Misuse of the mark"),
        role=Role.CONTROLLER,
        people=_("Owners of websites"),
        data=_("Website, e-mail address, what was seen"),
        purpose=_("To act against who shows the mark without right"),
        basis=_INTEREST,
        term=_("Two years after the case ended"),
        holds=("inspections.Misuse",),
    ),
    Activity(
        code="billing",
        title=_("Invoices and payments"),
        role=Role.CONTROLLER,
        people=_("Members"),
        data=_("Company, address, bank account, amounts"),
        purpose=_("To be paid, and to keep the books"),
        basis=_LAW,
        term=_("Seven years"),
        holds=("billing.BankEntry", "billing.Objection"),
        shared_with=("postmark", "moneybird"),
    ),
    Activity(
        code="breaches",
        title=_("Data breaches"),
        role=Role.CONTROLLER,
        people=_("Whom a breach touches"),
        data=_("Addresses to which we wrote about it"),
        purpose=_("To tell people what happened to their data"),
        basis=_LAW,
        term=_("The list of addresses for a year"),
        holds=("members.BreachLetter",),
    ),
    Activity(
        code="correspondence",
        title=_("Correspondence"),
        role=Role.CONTROLLER,
        people=_("Everybody who writes to us"),
        data=_("Name, e-mail address, what was written and the files that came with it"),
        purpose=_("To answer what somebody asks"),
        basis=_INTEREST,
        term=_("Two years after it ended, or until it is erased on request"),
        holds=("members.Thread", "members.ThreadMessage", "members.ThreadFile"),
    ),
    Activity(
        code="letters",
        title=_("Letters"),
        role=Role.CONTROLLER,
        people=_("Everybody we write to"),
        data=_("E-mail address and the words of the letter"),
        purpose=_("To reach people, and to prove that we did"),
        basis=_INTEREST,
        term=_("The words for thirteen months, the proof for seven years"),
        holds=("keurmerk.SentLetter", "keurmerk.KeptAnswer"),
    ),
)


def missing() -> set[str]:
    """Models with rules of retention that no activity names: personal data that the register would not tell of."""
    named = {model for each in ACTIVITIES for model in each.holds}
    return {rule.model for rule in RETENTION} - named


def term_in_code(rule: Rule) -> dict[str, Any]:
    """What the software does by itself, as the register shows it."""
    return {"model": rule.model, "months": rule.months, "from": rule.counted_from, "fields": rule.fields}
