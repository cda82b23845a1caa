"""The shop's answer to a review: one, public, editable with history."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from reviews.chain import new_salt
from reviews.content import cleaned
from reviews.grounds import Grounds
from reviews.models.ledger import Kind
from reviews.models.record import enter_reply

if TYPE_CHECKING:
    from reviews.models.review import Review


class Reply(Lifecycle):
    """What the shop answers under a review (rulebook 2.6: public, one, editable with history).

    The rules for reviews hold for it too: it can be held and taken down on the same written grounds.
    """

    class State(models.TextChoices):
        PUBLISHED = "PUBLISHED", _("Published")
        HELD = "HELD", _("On hold")
        REMOVED = "REMOVED", _("Removed")

    MOVES = {  # declared as a ClassVar in Lifecycle
        State.PUBLISHED: {State.HELD, State.REMOVED},
        State.HELD: {State.PUBLISHED, State.REMOVED},
        State.REMOVED: {State.PUBLISHED},
    }

    review = models.OneToOneField("reviews.Review", models.CASCADE, related_name="reply")
    text = models.TextField(max_length=2000)
    salt = models.CharField(max_length=64, blank=True, default=new_salt)  # of these words, in the ledger
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    grounds = models.CharField(max_length=20, choices=Grounds, blank=True)  # why it is held or was removed by us

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state="PUBLISHED") | ~Q(grounds=""), name="restricted_reply_says_why"),
        ]

    def __str__(self) -> str:
        return f"Reply to review {self.review_id}"

    @classmethod
    def write(cls, review: "Review", text: str, *, actor: str, at: datetime) -> "Reply":
        """Writes the reply, or edits the one that is there; the words from before are kept inside."""
        text = cleaned(text)
        with transaction.atomic():
            now = type(review).objects.select_for_update().get(pk=review.pk)  # first, as whoever changes a review does
            if not now.is_public:
                raise IllegalMove(f"Review {review.pk} is {now.state}: nobody could read an answer")
            reply, fresh = cls.objects.select_for_update().get_or_create(
                review=review, defaults={"text": text, "written_at": at}
            )
            if fresh:
                facts = {"shop": review.shop_id, "review": review.pk}
                record("reply.written", subject=reply, actor=actor, at=at, payload=facts)
                enter_reply(review.shop_id, reply, Kind.REPLIED, at=at)
            elif reply.state == cls.State.REMOVED:
                raise IllegalMove(f"{reply} was removed: an appeal may bring it back, other words may not")
            elif reply.text != text:
                reply._edit(text, actor=actor, at=at)
        return reply

    def _edit(self, text: str, *, actor: str, at: datetime) -> None:
        ReplyVersion.objects.create(reply=self, text=self.text, salt=self.salt, until=at)
        self.text, self.salt, self.edited_at = text, new_salt(), at
        self.save(update_fields=["text", "salt", "edited_at"])
        facts = {"shop": self.review.shop_id, "review": self.review_id}
        record("reply.edited", subject=self, actor=actor, at=at, payload=facts)
        enter_reply(self.review.shop_id, self, Kind.REPLY_EDITED, at=at)

    def hold(self, grounds: str, *, actor: str, at: datetime) -> None:
        """Out of sight until a person has looked (reading A28)."""
        self._become(self.State.HELD, "held", grounds, actor=actor, at=at)

    def release(self, *, actor: str, at: datetime) -> None:
        self._become(self.State.PUBLISHED, "released", "", actor=actor, at=at)

    def remove(self, grounds: str, *, actor: str, at: datetime) -> None:
        """Taken down by the mark on a written ground; the shop hears why and may appeal (DSA 17, 20)."""
        self._become(self.State.REMOVED, "removed", grounds, actor=actor, at=at)

    def reinstate(self, *, actor: str, at: datetime) -> None:
        self._become(self.State.PUBLISHED, "reinstated", "", actor=actor, at=at)

    def _become(self, state: str, kind: str, grounds: str, *, actor: str, at: datetime) -> None:
        shop_id = self.review.shop_id
        facts = {"shop": shop_id, "review": self.review_id}
        with transaction.atomic():
            type(self.review).objects.select_for_update().get(pk=self.review_id)
            self._move(state, f"reply.{kind}", actor=actor, at=at, payload=facts, grounds=grounds)
            enter_reply(shop_id, self, Kind(f"reply_{kind}"), at=at, reason=grounds)

    @property
    def is_public(self) -> bool:
        return self.state == self.State.PUBLISHED


class ReplyVersion(models.Model):
    """What a reply said before it was edited."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="versions")
    text = models.TextField()
    salt = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"Version {self.pk} of reply {self.reply_id}"
