"""A review without an invitation, until the address of its writer is confirmed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.mail.suppression import address_hash
from keurmerk.tokens import new_token
from members.models import Shop
from reviews import terms
from reviews.models.opinion import Opinion

if TYPE_CHECKING:
    from reviews.models.review import Review


class TooManyLetters(Exception):
    """This address got enough letters of this kind today: somebody may be plaguing it."""


class OpenReviewQuerySet(models.QuerySet["OpenReview"]):
    def lapsing(self) -> "OpenReviewQuerySet":
        """Not confirmed, not gone: until their last day."""
        return self.filter(state__in=[OpenReview.State.DRAFT, OpenReview.State.WAITING])

    def waiting(self) -> "OpenReviewQuerySet":
        return self.filter(state=OpenReview.State.WAITING)

    def sent_to(self, email_hash: str, *, since: datetime) -> "OpenReviewQuerySet":
        return self.filter(email_hash=email_hash, sent_at__gt=since)


class OpenReview(Lifecycle):
    """Written from the member page or a general link (rulebook 2.6, awaiting_email_check): not public yet.

    A DRAFT until it is sent, WAITING until its letter is answered, at most seven days. Its words and address go with
    it: to the review, or nowhere.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Being written")
        WAITING = "WAITING", _("Waiting for its writer to confirm")
        CONFIRMED = "CONFIRMED", _("Confirmed")
        EXPIRED = "EXPIRED", _("Expired")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.DRAFT: {State.WAITING, State.EXPIRED},
        State.WAITING: {State.CONFIRMED, State.EXPIRED},
        State.CONFIRMED: set(),
        State.EXPIRED: set(),
    }

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="open_reviews")
    origin = models.CharField(max_length=10, default="OPEN")  # of Review.Origin: OPEN, LINK or STORE
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    draft = personal(models.JSONField(null=True))
    email = personal(models.EmailField(blank=True))
    email_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, default="nl")
    consent_version = models.CharField(max_length=20, blank=True)
    begun_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    review = models.OneToOneField("reviews.Review", models.PROTECT, null=True, related_name="open_review")

    objects = OpenReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(origin__in=["OPEN", "LINK", "STORE"]), name="open_review_came_uninvited"
            ),
            models.CheckConstraint(
                condition=~Q(state="WAITING") | (Q(sent_at__isnull=False) & ~Q(email_hash="") & ~Q(consent_version="")),
                name="waiting_open_review_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="CONFIRMED", review__isnull=False, confirmed_at__isnull=False)
                | (~Q(state="CONFIRMED") & Q(review=None)),
                name="confirmed_open_review_is_a_review",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["CONFIRMED", "EXPIRED"]) | Q(draft=None, email=""),
                name="finished_open_review_is_empty",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["expires_at"], condition=Q(state__in=["DRAFT", "WAITING"]), name="open_review_to_expire"
            ),
            models.Index(fields=["email_hash", "sent_at"], name="open_review_address"),
        ]

    def __str__(self) -> str:
        return f"Open review {self.pk} of shop {self.shop_id}"

    @classmethod
    def begin(cls, shop: Shop, *, origin: str, language: str, at: datetime) -> "OpenReview":
        """Somebody sent the form for the first time: from now on the server remembers it."""
        return cls.objects.create(
            shop=shop, origin=origin, language=language, begun_at=at, expires_at=at + terms.CONFIRM_WITHIN
        )

    def keep_draft(self, answers: Mapping[str, Any]) -> None:
        """What was typed so far, until it is sent."""
        OpenReview.objects.filter(pk=self.pk, state=self.State.DRAFT).update(draft=answers)
        self.draft = answers

    def send(self, opinion: Opinion, email: str, *, consent_version: str, actor: str, at: datetime) -> None:
        """Waits for its writer from now on: a letter asks whether the address is theirs. Raises TooManyLetters."""
        digest = address_hash(email)
        with transaction.atomic():
            _one_at_a_time(digest)
            if OpenReview.objects.sent_to(digest, since=at - terms.MESSAGE_DAY).count() >= terms.CONFIRMATIONS_A_DAY:
                raise TooManyLetters
            self._move(
                self.State.WAITING,
                "open_review.sent",
                actor=actor,
                at=at,
                payload={"shop": self.shop_id},
                draft=asdict(opinion),
                email=email,
                email_hash=digest,
                consent_version=consent_version,
                sent_at=at,
                expires_at=at + terms.CONFIRM_WITHIN,
            )

    @property
    def opinion(self) -> Opinion:
        """What its writer sent. Only while it waits."""
        return Opinion(**(self.draft or {}))

    def is_open(self, at: datetime) -> bool:
        """May its writer still confirm it?"""
        return self.state == self.State.WAITING and at < self.expires_at

    def take_turn(self) -> None:
        """Two confirmations of one address come after each other, until the end of the transaction."""
        _one_at_a_time(self.email_hash)

    def confirm(self, review: "Review", *, actor: str, at: datetime) -> None:
        """It is the review from now on. Called by Review.publish_confirmed."""
        if at >= self.expires_at:
            raise IllegalMove(f"Open review {self.pk} waited too long")
        self._move(
            self.State.CONFIRMED,
            "open_review.confirmed",
            actor=actor,
            at=at,
            payload={"shop": self.shop_id, "review": review.pk},
            review=review,
            confirmed_at=at,
            draft=None,
            email="",
        )

    def expire(self, *, actor: str, at: datetime) -> None:
        """Nobody confirmed it: its words, address and photos are gone."""
        facts = {"shop": self.shop_id}
        with transaction.atomic():
            self._move(
                self.State.EXPIRED, "open_review.expired", actor=actor, at=at, payload=facts, draft=None, email=""
            )
            for photo in self.photos.all():
                photo.discard(actor=actor, at=at)


def _one_at_a_time(digest: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"open review {digest}"])
