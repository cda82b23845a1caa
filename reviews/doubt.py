"""Gathers what is known around one review, and puts what speaks against it before a person."""

from datetime import datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import Count, Q

from members.models import Device
from reviews import suspicion
from reviews.likeness import likeness
from reviews.mailboxes import is_of, is_throwaway
from reviews.models.invitation import Invitation
from reviews.models.review import Review
from reviews.models.suspicion import Suspicion
from reviews.models.trace import Trace

MONTH, DAY, RHYTHM = timedelta(days=30), timedelta(days=1), timedelta(days=90)
MOST_OF_A_DAY = 20
ALIKE_LOOKED_AT = 50  # texts that share a number of the sketch; the newest


def judge(review: Review, *, actor: str, at: datetime) -> Suspicion | None:
    """Doubts the review when enough speaks against it. Hides nothing; repeatable."""
    found = suspicion.signals(facts_of(review, at=at))
    if suspicion.weight(found) < suspicion.LOOK:
        return None
    return Suspicion.raise_about(review, found, actor=actor, at=at)


def judge_the_day(review: Review, *, actor: str, at: datetime) -> None:
    """A crowd is seen by its sixth: then the first five are judged again. The rest of it judges itself."""
    earlier = review.shop.reviews.public().written_here().filter(published_at__lte=review.published_at, suspicion=None)
    day = earlier.filter(published_at__gt=review.published_at - DAY / 2).exclude(pk=review.pk)
    for other in day.select_related("shop", "invitation").order_by("-published_at")[:MOST_OF_A_DAY]:
        judge(other, actor=actor, at=at)


def facts_of(review: Review, *, at: datetime) -> suspicion.Facts:
    """A constant number of queries, whatever there is."""
    trace = Trace.of(review, at=at)
    return suspicion.Facts(
        verified=review.verified,
        throwaway_address=is_throwaway(review.email),
        staff_domain=is_of(review.email, review.shop.host),
        likeness=_likeness(review, trace, at),
        **_own_people(review, trace),
        **_company(review, trace, at),
        **_rhythm(review),
        **_order(review),
    )


def _own_people(review: Review, trace: Trace) -> dict[str, bool]:
    if not trace.device:
        return {}
    ours = Device.objects.filter(user__seats__shop=review.shop_id).filter(
        Q(device=trace.device) | Q(address=trace.address)
    )
    devices = set(ours.values_list("device", flat=True))
    return {"by_own_people": trace.device in devices, "from_own_address": bool(devices)}


def _company(review: Review, trace: Trace, at: datetime) -> dict[str, Any]:
    """Other reviews from the same device, address, mailbox or writer."""
    year, month = at - relativedelta(years=1), at - MONTH
    others = Trace.objects.exclude(pk=trace.pk).filter(left_at__gt=year, left_at__lte=at)
    known = Q(writer=trace.writer) if trace.writer else Q(pk=None)
    if trace.mailbox:
        known |= Q(mailbox=trace.mailbox)
    if trace.device:
        known |= Q(device=trace.device) | Q(address=trace.address)
    here, lately = Q(review__shop=review.shop_id), Q(left_at__gt=month)
    device = Q(device=trace.device) & ~Q(device="")
    return others.filter(known).aggregate(
        same_device_here=Count("pk", filter=here & device),
        same_device_shops=Count("review__shop", filter=~here & device & lately, distinct=True),
        same_address_here=Count(
            "pk", filter=here & lately & Q(address=trace.address) & ~Q(address="") & ~Q(device=trace.device)
        ),
        same_mailbox_here=Count(
            "pk", filter=here & Q(mailbox=trace.mailbox) & ~Q(mailbox="") & ~Q(writer=trace.writer)
        ),
        by_writer=Count("pk", filter=lately & Q(writer=trace.writer)),
    )


def _likeness(review: Review, trace: Trace, at: datetime) -> float:
    """To the text of another writer that is most like it, in a year."""
    if not trace.sketch:
        return 0.0
    year = at - relativedelta(years=1)
    alike = Trace.objects.filter(sketch__overlap=trace.sketch, left_at__gt=year).exclude(writer=trace.writer)
    texts = alike.order_by("-left_at").values_list("review__text", flat=True)[:ALIKE_LOOKED_AT]
    return max((likeness(review.text, text) for text in texts), default=0.0)


def _rhythm(review: Review) -> dict[str, Any]:
    """The day around the review, against the ninety days before and the invitations of that week."""
    since, until = review.published_at - DAY / 2, review.published_at + DAY / 2
    counted = (
        review.shop.reviews.written_here()
        .filter(published_at__gt=since - RHYTHM, published_at__lte=until)
        .aggregate(
            day=Count("pk", filter=Q(published_at__gt=since)), before=Count("pk", filter=Q(published_at__lte=since))
        )
    )
    invited = review.shop.invitations.filter(sent_at__gt=until - timedelta(days=7), sent_at__lte=until).count()
    return {"that_day": counted["day"], "usual": counted["before"] / RHYTHM.days, "invited_lately": invited}


def _order(review: Review) -> dict[str, Any]:
    invitation = review.invitation
    if invitation is None:
        return {}
    shared = Invitation.objects.filter(shop=review.shop_id, order_number=invitation.order_number)
    shared = shared.exclude(email_hash=invitation.email_hash) if invitation.order_number else shared.none()
    taken = (review.published_at - invitation.sent_at).total_seconds() / 60 if invitation.sent_at else None
    return {
        "order_shared": shared.count(),
        "order_worth_nothing": invitation.order_total == 0,
        "minutes_from_letter": taken,
    }
