"""Which personal field is kept how long, and why: policy as programme (processing agreement; rulebook A22).

`forget` runs nightly. A rule blanks its fields on the rows of `expired(now)`; a house test demands a rule for every
field that is marked personal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Rule:
    """Fields of one model: how long after `counted_from` they are kept, what replaces them, and why."""

    model: str
    fields: tuple[str, ...]
    why: str
    counted_from: str = ""  # a datetime field, or a path to one; empty: kept until the person asks
    months: int | None = None
    only: Q | None = None
    blank: Callable[[models.Model, str], Any] | None = None

    def expired(self, now: datetime) -> "models.QuerySet[Any] | None":
        if self.months is None:
            return None
        rows: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.filter(
            **{f"{self.counted_from}__lt": now - relativedelta(months=self.months)}
        )
        still_there = Q()
        for field in self.fields:
            gone = Q(**{f"{field}__isnull": True}) if self.replacement(field) is None else Q(**{field: ""})
            still_there |= ~gone
        return rows.filter(still_there).filter(self.only or Q())

    def replacement(self, field: str) -> Any:
        return None if apps.get_model(self.model)._meta.get_field(field).null else ""


RETENTION: list[Rule] = [
    Rule(
        "keurmerk.SentLetter",
        ("subject", "own_text", "own_html", "words"),
        "Proof of sending outlives the words",
        "queued_at",
        13,
    ),
    Rule(
        "keurmerk.SentLetter", ("opened_at", "clicked_at"), "What a reader did is for the first year", "queued_at", 13
    ),
    Rule(
        "keurmerk.SentLetter",
        ("to",),
        "Unique per person; the row is deleted instead, see forget()",
    ),
    Rule("keurmerk.KeptAnswer", ("body",), "A day, so that a repeated call gets the same answer; then the row goes"),
    Rule("members.User", ("email", "name"), "As long as the person has an account; erased on request (A22)"),
    Rule("members.Passkey", ("name",), "What somebody calls a device of his; goes with it, and with the account (A22)"),
    Rule(
        "members.NewsletterReader",
        ("listed_as", "chosen_email"),
        "As long as the list has the address, or as nothing arrives there; goes with the account",
    ),
    Rule(
        "members.MarkComplaint", ("story", "answer"), "Liability expires after a year (terms 16.9)", "answered_at", 24
    ),
    Rule(
        "members.Takeover",
        ("to_email",),
        "Whom we asked to take a shop over; part of its file (terms 3.10)",
        "requested_at",
        24,
    ),
    Rule(
        "members.Takeover",
        ("accepted_from",),
        "Proof of who accepted the documents from where (terms 2.1)",
        "accepted_at",
        24,
    ),
    Rule("members.Application", ("unfinished",), "Only to resume a draft; emptied when it is sent", "started_at", 12),
    Rule(
        "members.InformationRequest",
        ("answer",),
        "What an applicant answered: part of the application, two years after it ended (terms 3.10)",
        "application__decided_at",
        24,
    ),
    Rule(
        "members.InformationFile",
        ("name",),
        "Goes with its file, two years after the application ended (members.forget_information)",
    ),
    Rule(
        "members.RegisterCheck",
        ("answer",),
        "What a register said of a company, and a sole trader is a person: two years, as an application (terms 3.10)",
        "asked_at",
        24,
    ),
    Rule(
        "members.Thread",
        ("email", "name", "subject"),
        "What somebody asked us: two years after it ended, as long as one may come back to it",
        "closed_at",
        24,
    ),
    Rule("members.ThreadMessage", ("text", "sender", "message_id"), "As long as its thread", "thread__closed_at", 24),
    Rule("members.ThreadFile", ("name",), "Goes with its file, two years after its thread (members.forget_threads)"),
    Rule("members.Acceptance", ("ip_address",), "Proof of acceptance; the rest stays (PA)", "accepted_at", 12),
    Rule(
        "members.BreachLetter",
        ("addresses",),
        "Whom we told of a breach stays in the letters; the list goes after a year (GDPR 33(5))",
        "written_at",
        12,
    ),
    Rule(
        "members.SeatOffer",
        ("email",),
        "Whom an owner invited to the team: a year after the invitation was answered or ended",
        "closed_at",
        12,
    ),
    Rule("members.Member", ("email", "phone"), "Public register, kept indefinitely (PA, register; terms 8.1)"),
    Rule(
        "members.WebhookAttempt",
        ("answer",),
        "What a shop's own server said: goes with its message after thirty days (members.forget_webhooks)",
    ),
    Rule(
        "reviews.Invitation",
        ("email", "customer_name", "phone"),
        "The plain address goes after a year; its hash guards against duplicates for three (PA, invitation)",
        "received_at",
        12,
    ),
    Rule(
        "reviews.OrderImport",
        ("file_name",),
        "What the shop called its file; the file itself goes after the import, or after seven days (PA, invitation)",
        "uploaded_at",
        12,
    ),
    Rule(
        "reviews.ReviewImport",
        ("file_name",),
        "What the shop called its file; the file itself goes after the import, or after seven days (PA, review)",
        "uploaded_at",
        12,
    ),
    Rule(
        "reviews.ImportedReview",
        ("record",),
        "The words of a review from elsewhere as they came: as long as the review, and gone when it is (PA, review)",
    ),
    Rule(
        "reviews.OrderMail",
        ("sender", "recipient", "subject", "text"),
        "Only to settle by hand what was not recognised: gone when it is, or after fourteen days (PA, invitation)",
    ),
    Rule("reviews.Sender", ("address",), "As long as the shop sends from it; the row goes when it stops"),
    Rule("reviews.TextMessage", ("to", "words"), "Long enough for a complaint (PA, invitation)", "queued_at", 3),
    Rule("reviews.Invitation", ("draft",), "Gone as soon as the review is published or the link expires"),
    Rule(
        "reviews.Review",
        ("email", "display_name", "title", "text", "salt"),
        "Kept until the writer removes the review, which he can at any time (PA, review)",
    ),
    Rule("reviews.ReviewVersion", ("display_name", "title", "text", "salt"), "Goes with its review (PA, review)"),
    Rule("reviews.ReviewPhoto", ("alt",), "Goes with its photo, and that with its review (PA, review)"),
    Rule("reviews.OpenReview", ("draft", "email"), "Gone when it is confirmed, or after seven days (PA, review)"),
    Rule("reviews.ReviewMessage", ("text",), "Two years: what was agreed about a complaint", "written_at", 24),
    Rule(
        "reviews.Notice",
        ("notifier_name", "notifier_email"),
        "Who reported something, a year after it ended; its hash counts abuse (DSA 16, 23)",
        "closed_at",
        12,
    ),
    Rule(
        "reviews.Notice",
        ("quote", "explanation", "answer"),
        "What each side wrote: two years after the end, as long as somebody may come back to it",
        "closed_at",
        24,
    ),
    Rule("reviews.NoticeFile", ("name",), "Goes with its file, when the case is closed (PA, review: moderation)"),
    Rule("reviews.Decision", ("private_note", "second_note"), "Notes of colleagues", "decided_at", 24),
    Rule("reviews.Appeal", ("text",), "As long as the notice it belongs to", "notice__closed_at", 24),
    Rule(
        "reviews.ProductReview",
        ("email", "display_name", "title", "text", "salt"),
        "Kept until the writer removes the review, which he can at any time (PA, review)",
    ),
    Rule(
        "reviews.ProductReviewVersion",
        ("display_name", "title", "text", "salt"),
        "Goes with its review (PA, review)",
    ),
    Rule(
        "disputes.Dispute",
        ("consumer_name", "consumer_email", "order_number", "story", "tried", "wish", "outcome"),
        "Five years after the end, as long as a claim lives (PA, disputes; reading A22)",
        "closed_at",
        60,
    ),
    Rule("disputes.Proposal", ("words",), "As long as its dispute (PA, disputes; A22)", "dispute__closed_at", 60),
    Rule(
        "disputes.Extension",
        ("reason", "answer"),
        "As long as its dispute (PA, disputes; A22)",
        "dispute__closed_at",
        60,
    ),
    Rule("disputes.Handover", ("note",), "Notes of colleagues, as long as its dispute", "dispute__closed_at", 60),
    Rule(
        "disputes.Objection",
        ("reason", "answer"),
        "As long as its dispute (PA, disputes; A22)",
        "referral__dispute__closed_at",
        60,
    ),
    Rule(
        "disputes.Ruling", ("words",), "As long as its dispute (PA, disputes; A22)", "referral__dispute__closed_at", 60
    ),
    Rule("disputes.Settlement", ("text",), "As long as its dispute (PA, disputes; A22)", "dispute__closed_at", 60),
    Rule(
        "disputes.Evidence",
        ("shows", "name"),
        "Goes with its file, five years after the end of its dispute (PA, disputes; A22)",
    ),
    Rule(
        "disputes.DisputeMail",
        ("sender", "text", "files"),
        "Only until its sender confirms it: gone when it is settled, or after fourteen days (PA, disputes)",
    ),
    Rule("disputes.Message", ("text",), "As long as its dispute (PA, disputes; reading A22)", "dispute__closed_at", 60),
    Rule(
        "inspections.ReportedChange",
        ("what",),
        "What a member told of its shop, as long as the next check may look back at it (terms 6.4, 7.4)",
        "reported_at",
        24,
    ),
    Rule(
        "inspections.Misuse",
        ("story", "email"),
        "Who reported it may be in the story; two years after the case ended (terms 10.5)",
        "closed_at",
        24,
    ),
    Rule(
        "billing.Objection",
        ("story", "answer"),
        "Why an invoice was credited or not, as long as the invoice itself (AWR 52; terms 12.5)",
        "answered_at",
        84,
    ),
    Rule(
        "billing.BankEntry",
        ("iban", "name", "text"),
        "Money booked on an invoice belongs to the books: seven years (AWR 52; numbers 5.4)",
        "settled_at",
        84,
        only=Q(state="BOOKED"),
    ),
    Rule(
        "billing.BankEntry",
        ("iban", "name", "text"),
        "Other movements only until they are settled with whoever sent them; the bank keeps its own books",
        "statement__imported_at",
        24,
        only=~Q(state="BOOKED"),
    ),
]


def rules_for(model: str) -> list[Rule]:
    return [rule for rule in RETENTION if rule.model.lower() == model.lower()]


def forget(*, now: datetime) -> int:
    """Applies every rule; returns how many rows were blanked. Letters older than seven years go whole."""
    from keurmerk.models import LetterMould, SentLetter

    forgotten, _ = SentLetter.objects.filter(queued_at__lt=now - relativedelta(years=7)).delete()
    LetterMould.objects.filter(letters=None).delete()
    for rule in RETENTION:
        rows = rule.expired(now)
        if rows is not None:
            forgotten += rows.update(**{field: rule.replacement(field) for field in rule.fields})
    return forgotten
