"""How a notice comes in: from a shop, from anybody, or from ourselves (rulebook 2.7, filed; DSA 16)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from keurmerk.mail.suppression import address_hash
from keurmerk.outbox import record
from keurmerk.tokens import new_token
from members.models import User
from reviews.grounds import HIDES_AT_ONCE
from reviews.models.filing_right import FilingRight
from reviews.models.flagger import TrustedFlagger
from reviews.models.notice import Notice
from reviews.models.product_review import ProductReview
from reviews.models.review import Review
from reviews.moderation import filing
from reviews.moderation.clock import our_term
from reviews.moderation.filing import NotAdmissible, Report, Source, Subject


@dataclass(frozen=True)
class Sender:
    """Who brings it: a shop by one of its people, a visitor, a trusted flagger, or we ourselves."""

    source: str
    person: User | None = None
    flagger: TrustedFlagger | None = None
    by_machine: bool = False


def file(
    about: Review | ProductReview,
    report: Report,
    sender: Sender,
    *,
    actor: str,
    at: datetime,
    subject: str = Subject.REVIEW,
    key: str = "",
) -> Notice:
    """Brings it to us; the same `key` again gives the first one. Raises NotAdmissible.

    What a shop asks holds what it must by then, and is under review at once; a visitor's notice waits for one of us
    to say so, or anybody could have that mark put on a review.
    """
    sent = Notice.objects.filter(filing_key=key).first() if key else None
    if sent:
        return sent
    _check(about, report, sender, subject, at)
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                shop_id=about.shop_id,
                subject=subject,
                **{"product_review" if subject == Subject.PRODUCT else "review": about},
                filing_key=key or new_token(),
                filed_at=at,
                **_told(report, sender, at),
            )
            facts = {"shop": notice.shop_id, "source": sender.source, "grounds": report.grounds, "subject": subject}
            record("notice.filed", subject=notice, actor=actor, at=at, payload=facts)
            if sender.source in {Source.SHOP, Source.OWN}:
                notice.admit(actor="rules", at=at)
    except IntegrityError as fault:  # this notifier has one open about the same
        raise NotAdmissible("already") from fault
    return notice


def _check(about: Review | ProductReview, report: Report, sender: Sender, subject: str, at: datetime) -> None:
    shop = about.shop if sender.source == Source.SHOP else None
    right = FilingRight.of(shop, report.email)
    filing.check(
        report,
        about,
        subject=subject,
        source=sender.source,
        is_suspended=right is not None and right.is_suspended(at),
        open_requests=Notice.objects.of(shop).open().count() if shop else 0,
    )


def _told(report: Report, sender: Sender, at: datetime) -> dict[str, Any]:
    urgent = report.grounds in HIDES_AT_ONCE or sender.source == Source.FLAGGER
    told: dict[str, Any] = {
        "source": sender.source,
        "filed_by": sender.person,
        "flagger": sender.flagger,
        "detected_automatically": sender.by_machine,
        "grounds": report.grounds,
        "quote": report.quote,
        "explanation": report.explanation,
        "good_faith": report.good_faith,
        "notifier_language": report.language,
        "urgent": urgent,
        "due_at": our_term(at, urgent=urgent),
    }
    if sender.source in {Source.ANYONE, Source.FLAGGER} and report.email:
        told |= {"notifier_name": report.name, "notifier_email": report.email}
        told["notifier_hash"] = address_hash(report.email)
    return told
