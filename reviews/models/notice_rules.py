"""What the database holds of every notice, whoever writes to it (rulebook 2.7; DSA 16)."""

from django.db import models
from django.db.models import Q

from reviews.models.claim import whole_claim
from reviews.models.notice_queue import DECIDED, OPEN

CONSTRAINTS: list[models.BaseConstraint] = [
    models.CheckConstraint(
        condition=Q(subject="PRODUCT", review=None, product_review__isnull=False)
        | (~Q(subject="PRODUCT") & Q(review__isnull=False, product_review=None)),
        name="notice_is_about_one_thing",
    ),
    models.UniqueConstraint(
        fields=["product_review"],
        condition=Q(source="SHOP", state__in=OPEN),
        name="shop_asks_once_about_a_product_review",
    ),
    models.UniqueConstraint(
        fields=["product_review", "notifier_hash"],
        condition=Q(state__in=OPEN) & ~Q(notifier_hash=""),
        name="notifier_asks_once_about_a_product_review",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=OPEN) | (~Q(turn="") & Q(due_at__isnull=False)),
        name="open_notice_has_a_turn_and_a_date",
    ),
    models.CheckConstraint(
        condition=~Q(state="CLOSED") | (Q(turn="", due_at=None, closed_at__isnull=False) & ~Q(close_reason="")),
        name="closed_notice_says_when_and_why",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=DECIDED) | (Q(appeal_until__isnull=False) & ~Q(result="")),
        name="decided_notice_says_until_when_it_may_be_appealed",
    ),
    models.CheckConstraint(
        condition=~Q(state="AUTHOR_CONTACTED") | (Q(contact_at__isnull=False) & ~Q(question="")),
        name="notice_asks_something",
    ),
    models.CheckConstraint(
        condition=~Q(source__in=["ANYONE", "FLAGGER"]) | ~Q(notifier_hash="") | Q(grounds="CHILD_ABUSE"),
        name="notifier_says_who",
    ),
    models.CheckConstraint(condition=Q(source="OWN") | Q(good_faith=True), name="notice_is_filed_in_good_faith"),
    models.CheckConstraint(
        condition=Q(source="FLAGGER", flagger__isnull=False) | (~Q(source="FLAGGER") & Q(flagger=None)),
        name="trusted_flagger_is_known",
    ),
    models.UniqueConstraint(
        fields=["review", "subject"],
        condition=Q(source="SHOP", state__in=OPEN),
        name="shop_asks_once_at_a_time",
    ),
    models.UniqueConstraint(
        fields=["review", "subject", "notifier_hash"],
        condition=Q(state__in=OPEN) & ~Q(notifier_hash=""),
        name="notifier_asks_once_at_a_time",
    ),
    whole_claim("notice_claim_ends"),
]
