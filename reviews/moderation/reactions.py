"""Who must hear of what happened to a notice, and what follows when a review changes by itself."""

from keurmerk.models import Event
from keurmerk.outbox import on
from reviews.models import Appeal, Decision, FilingRight, Notice, ProductReview, Reply, Review
from reviews.models.notice_queue import NoticeQuerySet
from reviews.moderation import intake, mails, standard_texts
from reviews.moderation.filing import Report, Source, Subject
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Outcome

_NOTICES = Notice.objects.select_related("shop", "review", "product_review")
_DECISIONS = Decision.objects.select_related(
    "notice__shop", "notice__review", "notice__product_review", "appeal__against"
)


@on("notice.filed")
def confirm_receipt(event: Event) -> None:
    """Without delay (DSA 16, fourth paragraph)."""
    mails.notice_received(_NOTICES.get(pk=event.subject_id), at=event.happened_at)


@on("notice.author_contacted")
def ask_writer(event: Event) -> None:
    """Mostly it is the writer whom we turn to (PA review: moderation)."""
    mails.proof_asked(_NOTICES.get(pk=event.subject_id), at=event.happened_at)


@on("notice.author_reminded")
def remind_writer(event: Event) -> None:
    notice = _NOTICES.get(pk=event.subject_id)
    if notice.turn == Notice.Turn.WRITER:  # not when he answered while this news travelled
        mails.proof_reminder(notice, at=event.happened_at)


@on("decision.executed")
def tell_both_sides(event: Event) -> None:
    """The writer gets the statement of reasons, who reported it the outcome; who lost an appeal hears that."""
    decision = _DECISIONS.get(pk=event.subject_id)
    at, appeal = event.happened_at, decision.appeal
    lost = appeal is not None and not appeal.is_upheld_by(decision)
    if appeal and lost:
        mails.appeal_refused(decision, appeal.side, at=at)
    if held_by_rule(decision):
        return  # the letter of reviews/writer_mails.py says it, with the words that were found
    if decision.outcome == Outcome.EDIT or (decision.outcome in {Outcome.REMOVE, Outcome.HOLD} and not lost):
        mails.statement_of_reasons(decision, at=at)
    elif not lost and is_the_writers_news(decision):
        mails.review_stays(decision, is_back=came_back(decision), at=at)
    if decision.outcome != Outcome.HOLD and not lost:
        mails.notice_decided(decision, at=at)


def held_by_rule(decision: Decision) -> bool:
    return decision.automated and decision.outcome == Outcome.HOLD


@on("review.held")
def open_a_case(event: Event) -> None:
    """A written rule held it: the hold is put on record with its reasons, and a person looks (rulebook 2.6; DSA 17)."""
    review = Review.objects.held_by_rule(event.subject_id, event.happened_at)
    if review:  # not by a person's decision, nor shown again meanwhile
        _open_a_case(review, Subject.REVIEW, event)


@on("product_review.held")
def open_a_case_of_a_product(event: Event) -> None:
    review = ProductReview.objects.held_by_rule(event.subject_id, event.happened_at)
    if review:
        _open_a_case(review, Subject.PRODUCT, event)


def _open_a_case(review: Review | ProductReview, subject: str, event: Event) -> None:
    at, report = event.happened_at, Report(review.grounds, explanation=review.held_by_rule)
    sender, key = Sender(Source.OWN, by_machine=True), f"held:{event.pk}"
    notice = intake.file(review, report, sender, actor="rules", at=at, subject=subject, key=key)
    if not notice.decisions.exists():
        Decision.automatic(notice, Outcome.HOLD, standard_texts.of_hold(review.grounds, [review.letters_in]), at=at)


@on("review.edited", "review.released")
def close_the_case(event: Event) -> None:
    """The words that a rule had found are gone: there is nothing left to decide."""
    _close_the_case(event, "review")


@on("product_review.edited", "product_review.released")
def close_the_case_of_a_product(event: Event) -> None:
    _close_the_case(event, "product_review")


def _close_the_case(event: Event, about: str) -> None:
    if event.payload.get("from") != Review.State.HELD:
        return
    solved = Notice.objects.open().filter(source=Source.OWN, detected_automatically=True, **{about: event.subject_id})
    for notice in solved.exclude(**{f"{about}__state": Review.State.HELD}).exclude(state=Notice.State.APPEALED):
        notice.close("resolved", actor=event.actor, at=event.happened_at)


def is_the_writers_news(decision: Decision) -> bool:
    """It stays: he hears so when he was asked, or when it was out of sight. Else he never knew of the notice."""
    notice = decision.notice
    return notice.subject != Subject.REPLY and bool(notice.question or notice.answered_at or came_back(decision))


def came_back(decision: Decision) -> bool:
    """Was it held or removed by this notice before?"""
    before = decision.notice.decisions.executed().filter(pk__lt=decision.pk)
    return before.filter(outcome__in=[Outcome.HOLD, Outcome.REMOVE]).exists()


@on("decision.executed")
def count_unfounded(event: Event) -> None:
    """Who keeps filing what is manifestly unfounded is warned (DSA 23)."""
    decision = _DECISIONS.get(pk=event.subject_id)
    notice = decision.notice
    if decision.manifestly_unfounded:
        shop = notice.shop if notice.source == Source.SHOP else None
        FilingRight.count(shop, notice.notifier_hash, actor=event.actor, at=event.happened_at)


@on("filing_right.warned")
def warn(event: Event) -> None:
    mails.filing_warning(FilingRight.objects.select_related("shop").get(pk=event.subject_id), at=event.happened_at)


@on("filing_right.suspended")
def tell_of_suspension(event: Event) -> None:
    mails.filing_suspended(FilingRight.objects.select_related("shop").get(pk=event.subject_id), at=event.happened_at)


@on("appeal.filed")
def confirm_appeal(event: Event) -> None:
    appeal = Appeal.objects.select_related("notice__shop", "notice__review", "notice__product_review").get(
        pk=event.subject_id
    )
    mails.appeal_received(appeal, at=event.happened_at)


@on("review.edited")
def hear_of_change(event: Event) -> None:
    """The writer changed the words that we asked about: our turn to look."""
    _heard(Notice.objects.filter(review=event.subject_id, subject=Subject.REVIEW), event)


@on("product_review.edited")
def hear_of_changed_product_review(event: Event) -> None:
    _heard(Notice.objects.filter(product_review=event.subject_id), event)


@on("reply.edited")
def hear_of_changed_reply(event: Event) -> None:
    review = Reply.objects.filter(pk=event.subject_id).values("review")
    _heard(Notice.objects.filter(review__in=review, subject=Subject.REPLY), event)


def _heard(notices: NoticeQuerySet, event: Event) -> None:
    for notice in notices.waiting_for_writer():
        if notice.hears_writer(event.happened_at):
            notice.answer_as_writer("", actor=event.actor, at=event.happened_at)


@on("review.removed_by_author")
def close_what_is_about_it(event: Event) -> None:
    """Nothing is left to decide about; what its writer sent us goes too."""
    _closed(Notice.objects.filter(review=event.subject_id), event)


@on("product_review.removed_by_author")
def close_what_is_about_a_product_review(event: Event) -> None:
    _closed(Notice.objects.filter(product_review=event.subject_id), event)


@on("review_import.undone")
def close_what_is_about_withdrawn_reviews(event: Event) -> None:
    """The webshop took them back."""
    gone = {"review__imported__review_import": event.subject_id, "review__state": Review.State.WITHDRAWN}
    for notice in Notice.objects.filter(**gone).exclude(state=Notice.State.CLOSED):
        notice.close("shop_withdrew", actor=event.actor, at=event.happened_at)


def _closed(notices: NoticeQuerySet, event: Event) -> None:
    for notice in notices.exclude(state=Notice.State.CLOSED):
        notice.close("writer_removed", actor=event.actor, at=event.happened_at)
