"""What a shop and a writer say to each other beside the review: through us, seen by nobody else."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from keurmerk.fields import personal
from keurmerk.outbox import record
from reviews import terms
from reviews.content import cleaned

if TYPE_CHECKING:
    from reviews.models.review import Review


class TooMany(Exception):
    """This party wrote enough for now; it may write again when the other answered, or a day later."""


class ReviewMessageQuerySet(models.QuerySet["ReviewMessage"]):
    def by(self, author: str) -> "ReviewMessageQuerySet":
        return self.filter(author=author)


class ReviewMessage(models.Model):
    """One private message about a review. Neither party ever sees the other's address."""

    class Author(models.TextChoices):
        SHOP = "SHOP", _("The shop")
        WRITER = "WRITER", _("The writer")

    review = models.ForeignKey("reviews.Review", models.CASCADE, related_name="messages")
    author = models.CharField(max_length=6, choices=Author)
    text = personal(models.TextField(max_length=terms.LONGEST_MESSAGE))
    written_at = models.DateTimeField()

    objects = ReviewMessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"Message {self.pk} about review {self.review_id}"

    @classmethod
    def write(cls, review: "Review", author: str, text: str, *, actor: str, at: datetime) -> "ReviewMessage":
        """Keeps a message; a letter tells the other party. Raises TooMany.

        At most three in a row without an answer, and at most ten a day.
        """
        with transaction.atomic():
            type(review).objects.select_for_update().get(pk=review.pk)
            if _is_full(review, author, at):
                raise TooMany
            message = cls.objects.create(review=review, author=author, text=cleaned(text), written_at=at)
            facts = {"shop": review.shop_id, "review": review.pk, "author": author}
            record("review_message.written", subject=message, actor=actor, at=at, payload=facts)
        return message


def _is_full(review: "Review", author: str, at: datetime) -> bool:
    rested = at - terms.MESSAGE_DAY
    last = review.messages.order_by("-written_at", "-pk").values_list("author", "written_at")[: terms.MESSAGES_IN_A_ROW]
    alone = len(last) == terms.MESSAGES_IN_A_ROW and all(who == author for who, _at in last) and last[0][1] > rested
    return alone or review.messages.by(author).filter(written_at__gt=rested).count() >= terms.MESSAGES_A_DAY
