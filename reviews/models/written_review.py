"""What is kept of a review of a shop, and what must always hold for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import terms
from reviews.chain import new_salt
from reviews.grounds import Grounds
from reviews.models.invitation import Invitation
from reviews.models.publication import Publication
from reviews.scoring import SUB_SCORES


class WrittenReview(Publication):
    """A buyer's stars and words about a shop, as they are kept; `Review` tells what happens to them."""

    class Origin(models.TextChoices):
        INVITATION = "INVITATION", _("From an invitation for one order")
        LINK = "LINK", _("From a link of the shop")
        STORE = "STORE", _("Written in the shop")
        OPEN = "OPEN", _("Without an invitation")
        IMPORTED = "IMPORTED", _("Brought from elsewhere")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="reviews")
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, related_name="review")
    state = models.CharField(max_length=20, choices=Publication.State, default=Publication.State.PUBLISHED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.INVITATION)
    source = models.CharField(max_length=40, blank=True)  # the platform that a review from elsewhere was written on
    verified = models.BooleanField(default=False)
    stars = models.PositiveSmallIntegerField()
    delivery = models.PositiveSmallIntegerField(null=True)
    service = models.PositiveSmallIntegerField(null=True)
    price = models.PositiveSmallIntegerField(null=True)
    aftersales = models.PositiveSmallIntegerField(null=True)
    recommends = models.BooleanField(null=True)
    title = personal(models.CharField(max_length=120, blank=True))
    text = personal(models.TextField(max_length=terms.MOST_CHARACTERS, blank=True))
    display_name = personal(models.CharField(max_length=40, blank=True))
    salt = personal(models.CharField(max_length=64, blank=True, default=new_salt))  # of these words, in the ledger
    email = personal(models.EmailField(blank=True))
    email_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, default="nl")
    letter_language = models.CharField(max_length=2, blank=True)  # of the pages it was written on; empty: `language`
    consent_version = models.CharField(max_length=20, blank=True)
    published_at = models.DateTimeField()
    counts_until = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    grounds = models.CharField(max_length=20, choices=Grounds, blank=True)  # why it is held or was removed by us
    held_by_rule = models.CharField(max_length=20, blank=True)  # of reviews/objections.py; empty: a person held it
    update_asked_at = models.DateTimeField(null=True)
    answered = models.BooleanField(default=False, editable=False)  # by its shop; the database keeps it
    manage_token = models.CharField(max_length=64, unique=True, default=new_token)

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="review_has_one_to_five_stars"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 5)}),
                    name=f"review_{name}_is_one_to_five",
                )
                for name in SUB_SCORES
            ),
            models.CheckConstraint(
                condition=Q(verified=False) | Q(invitation__isnull=False), name="verified_review_has_an_invitation"
            ),
            models.CheckConstraint(
                condition=~Q(state="REMOVED_BY_AUTHOR") | Q(text="", title="", display_name="", email="", salt=""),
                name="review_removed_by_its_writer_is_empty",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["REMOVED_BY_AUTHOR", "REMOVED", "WITHDRAWN"]) | Q(removed_at__isnull=False),
                name="removed_review_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="EDITED") | Q(edited_at__isnull=False), name="edited_review_says_when"
            ),
            models.CheckConstraint(condition=~Q(state="HELD") | Q(held_at__isnull=False), name="held_review_says_when"),
            models.CheckConstraint(
                condition=~Q(state__in=["HELD", "REMOVED"]) | ~Q(grounds=""), name="restricted_review_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(origin="IMPORTED") | Q(verified=False, invitation=None, email="", email_hash=""),
                name="imported_review_is_never_verified",
            ),
            models.CheckConstraint(
                condition=Q(origin="IMPORTED") & ~Q(source="") | ~Q(origin="IMPORTED") & Q(source=""),
                name="imported_review_says_from_where",
            ),
            models.CheckConstraint(
                condition=~Q(state="WITHDRAWN") | Q(origin="IMPORTED", text="", title="", display_name="", salt=""),
                name="only_an_imported_review_is_withdrawn_and_empty",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["shop", "-published_at", "-id"],
                include=["language", "origin"],  # so that plugins, which count and choose rows, read no table for it
                condition=Q(state__in=["PUBLISHED", "EDITED"]),
                name="review_public_list",
            ),
            models.Index(
                fields=["shop", "counts_until"],
                condition=Q(state__in=["PUBLISHED", "EDITED"], verified=True),
                name="review_leaving_the_score",
            ),
            models.Index(
                fields=["shop"],
                condition=Q(state__in=["PUBLISHED", "EDITED"], answered=False) & ~Q(origin="IMPORTED"),
                name="review_unanswered",
            ),
            models.Index(Upper("email"), condition=~Q(email=""), name="review_writer"),  # who asks what we hold
        ]
