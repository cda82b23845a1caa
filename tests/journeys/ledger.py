"""The books of a product after a bad day: each function looks at one promise and returns what breaks it.

Runs inside the product (`manage.py shell`), since the tests' own Django knows another database.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.db.models.functions import Lower

from billing.models import Invoice, Payment
from disputes.models import Dispute
from keurmerk.models import Delivery, SentLetter, Stumble
from reviews.models import Invitation, Rating, Reply, Review

SENT = SentLetter.State.SENT
AFTERWARDS = Invitation.State.SENT, Invitation.State.USED


def orders(seed: str) -> dict[str, int]:
    """How many invitations each order has."""
    ours = Invitation.objects.filter(order_number__startswith=f"{seed}-").order_by()
    return dict(ours.values_list("order_number").annotate(Count("pk")))


def unsettled_orders(seed: str) -> list[str]:
    """Invitations that ought to be sent, suppressed or used by now."""
    waiting = [Invitation.State.SCHEDULED, Invitation.State.HELD]
    return [str(each) for each in Invitation.objects.filter(order_number__startswith=f"{seed}-", state__in=waiting)]


def missing_letters(seed: str) -> list[str]:
    """Letters that ought to have gone out once, and how often they did."""
    expected = list(_expected(seed))
    sent = [SentLetter.objects.filter(state=SENT, letter=letter, about=about).count() for letter, about in expected]
    return [f"{one}: {times}" for one, times in zip(expected, sent, strict=True) if times != 1]


def _expected(seed: str) -> Iterator[tuple[str, str]]:
    for invitation in Invitation.objects.filter(order_number__startswith=f"{seed}-", state__in=AFTERWARDS):
        yield "reviews/invitation", f"reviews.invitation:{invitation.pk}"
    for review in _reviews(seed):
        yield "reviews/review_published", f"reviews.review:{review.pk}"
        yield "reviews/new_review", f"reviews.review:{review.pk}"
    for reply in Reply.objects.filter(review__in=_reviews(seed)):
        yield "reviews/reply_written", f"reviews.reply:{reply.pk}"
    for dispute in Dispute.objects.filter(order_number__startswith=f"{seed}-"):
        yield "disputes/dispute_filed", f"disputes.dispute:{dispute.pk}"
        yield "disputes/dispute_received", f"disputes.dispute:{dispute.pk}"


def _reviews(seed: str) -> Any:
    return Review.objects.filter(invitation__order_number__startswith=f"{seed}-")


def letters_sent_twice(_seed: str) -> list[Any]:
    rows = SentLetter.objects.filter(state=SENT).order_by()
    rows = rows.values_list("letter", "about", Lower("to")).annotate(times=Count("pk"))
    return [list(row) for row in rows.filter(times__gt=1)]


def letters_not_sent(_seed: str) -> list[str]:
    return [f"{each} {each.state}" for each in SentLetter.objects.exclude(state__in=[SENT, SentLetter.State.SKIPPED])]


def deliveries_not_done(_seed: str) -> list[str]:
    return [f"{each} {each.last_error} {each.attempts}" for each in Delivery.objects.filter(done_at=None)]


def stumbles(_seed: str) -> list[str]:
    return [f"{each} {each.last_error}" for each in Stumble.objects.all()]


def wrong_ratings(_seed: str) -> list[str]:
    """Shops whose stored score is not what their reviews come to."""
    from keurmerk import clock

    now = clock.now()
    return [str(rating) for rating in Rating.objects.all() if not rating.at(now).is_exact()]


def payments(_seed: str) -> dict[str, list[Any]]:
    """What was paid for each invoice of the shop's company that is not from before."""
    return {
        str(invoice.pk): [
            invoice.state,
            invoice.payments.filter(state=Payment.State.PAID).count(),
            invoice.payments.count(),
            float(invoice.outstanding),
            SentLetter.objects.filter(
                letter="billing/payment_received", about=f"billing.invoice:{invoice.pk}", state=SENT
            ).count(),
        ]
        for invoice in Invoice.objects.filter(member__shops=1).order_by("-pk")[:3]
    }


def disputes(seed: str) -> int:
    return Dispute.objects.filter(order_number__startswith=f"{seed}-").count()


def letters(_seed: str) -> int:
    return SentLetter.objects.filter(state=SENT).count()


def reviews(seed: str) -> list[str]:
    return list(_reviews(seed).values_list("text", flat=True))


PAGES = (
    orders, unsettled_orders, missing_letters, letters_sent_twice, letters_not_sent, deliveries_not_done, stumbles,
    wrong_ratings, payments, disputes, letters, reviews,
)  # fmt: skip


def write(seed: str) -> None:
    """All of it, as one line of JSON."""
    print(json.dumps({page.__name__: page(seed) for page in PAGES}))  # noqa: T201


def queue_works() -> None:
    """Gives the queue a task, and waits until it was noted as done: its row is gone then.

    As long as the watchdog may take to find that the queue hangs after the last kill, and to start it anew.
    """
    from django_q.models import OrmQ
    from django_q.tasks import async_task

    from keurmerk.local.marks import wait_until

    before = set(OrmQ.objects.values_list("pk", flat=True))
    async_task("keurmerk.jobs.beat")
    ours = set(OrmQ.objects.values_list("pk", flat=True)) - before
    done = wait_until(lambda: not OrmQ.objects.filter(pk__in=ours).exists(), 120)
    print("ticked off" if done else "lies about")  # noqa: T201
