"""What a buyer says about a shop: public first, whatever its stars."""

from copy import copy
from dataclasses import asdict
from datetime import datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction

from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.suppression import address_hash
from keurmerk.outbox import record
from members.models import Shop
from reviews import fates, terms
from reviews.models.invitation import Invitation
from reviews.models.open_review import OpenReview
from reviews.models.opinion import Opinion
from reviews.models.photo import ReviewPhoto
from reviews.models.record import Change, follow
from reviews.models.reply import Reply
from reviews.models.reviews import ReviewQuerySet
from reviews.models.version import ReviewVersion
from reviews.models.written_review import WrittenReview
from reviews.scoring import RECOMMENDS, SUB_SCORES, Vote


class AlreadyWritten(Exception):
    """Somebody with this address reviewed this shop in the last thirty days."""


class Review(WrittenReview):
    """A review of a shop (rulebook 2.6). Publish first; its writer may change or remove it for ever."""

    objects = ReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Review {self.pk} of shop {self.shop_id}"

    @classmethod
    def publish(
        cls, invitation: Invitation, opinion: Opinion, *, actor: str, at: datetime, language: str = ""
    ) -> "Review":
        """Public at once, whatever its stars, and counted in the score (rulebook 2.6; BW 6:193g).

        The invitation proves the purchase and the address, and is spent. Raises IllegalMove when it was used,
        has expired or was never sent.
        """
        with transaction.atomic():
            invitation.use(actor=actor, at=at)
            return cls._publish(
                opinion,
                actor=actor,
                at=at,
                draft=invitation,
                shop_id=invitation.shop_id,
                invitation=invitation,
                origin=cls.Origin.INVITATION if invitation.way in fates.OURS else cls.Origin(invitation.way),
                verified=True,
                email=invitation.email,
                email_hash=invitation.email_hash,
                language=language or invitation.language,
            )

    @classmethod
    def publish_confirmed(cls, waiting: OpenReview, *, actor: str, at: datetime) -> "Review":
        """Without an invitation, its address confirmed by its writer: shown and labelled, never in the score.

        One per address per shop in thirty days. Raises AlreadyWritten, and IllegalMove when it was confirmed before
        or waited too long.
        """
        with transaction.atomic():
            waiting.take_turn()
            if cls.objects.written_by(waiting.shop_id, waiting.email_hash).since(at - terms.OPEN_REVIEW_EVERY).exists():
                raise AlreadyWritten
            review = cls._publish(
                waiting.opinion,
                actor=actor,
                at=at,
                draft=waiting,
                shop_id=waiting.shop_id,
                origin=waiting.origin,
                email=waiting.email,
                email_hash=waiting.email_hash,
                language=waiting.language,
                consent_version=waiting.consent_version,
            )
            waiting.confirm(review, actor=actor, at=at)
        return review

    @classmethod
    def publish_unverified(
        cls, shop: Shop, opinion: Opinion, *, email: str, actor: str, at: datetime, language: str = "nl"
    ) -> "Review":
        """Of an address that is known to be the writer's: shown and labelled, never in the score."""
        return cls._publish(
            opinion,
            actor=actor,
            at=at,
            shop_id=shop.pk,
            origin=cls.Origin.OPEN,
            email=email,
            email_hash=address_hash(email),
            language=language,
        )

    @classmethod
    def _publish(
        cls,
        opinion: Opinion,
        *,
        actor: str,
        at: datetime,
        language: str,
        draft: Invitation | OpenReview | None = None,
        **facts: Any,
    ) -> "Review":
        with transaction.atomic(savepoint=False):  # nobody steps back to before this review and goes on
            review = cls.objects.create(
                language=language,
                letter_language=language,
                published_at=at,
                counts_until=at + relativedelta(months=terms.SCORE_MONTHS),
                **{"consent_version": terms.CONSENT_VERSION, **facts},
                **asdict(opinion),
            )
            if draft:
                ReviewPhoto.show(draft, review)
            record("review.published", subject=review, actor=actor, at=at, payload={"shop": review.shop_id})
            follow(review.shop_id, [Change("published", None, review, at)], at=at)
            review._heed_the_rules(at=at)
        return review

    def edit(self, opinion: Opinion, *, actor: str, at: datetime) -> None:
        """The writer changes it: the words from before are kept inside, "edited" is shown (rulebook 2.6).

        What a rule held comes back when its words are gone; what a person held is still for that person to judge.
        """
        with transaction.atomic():
            before = self._locked_to_edit()
            ReviewVersion.keep(before, until=at)
            ReviewPhoto.show(self, self)
            self._become_edited(before, actor=actor, at=at, **asdict(opinion))

    def remove_by_author(self, *, actor: str, at: datetime) -> None:
        """The writer takes it back: its words and photos are gone, hash and counters stay (PA review: retention)."""
        gone = {"text": "", "title": "", "display_name": "", "email": "", "salt": ""}
        with transaction.atomic():
            self._become(self.State.REMOVED_BY_AUTHOR, "removed_by_author", actor=actor, at=at, removed_at=at, **gone)
            self.versions.all().delete()
            self.messages.all().delete()
            for photo in self.photos.all():
                photo.discard(actor=actor, at=at)
            Reply.objects.filter(review=self).delete()

    def _become(
        self, state: str, kind: str, *, actor: str, at: datetime, reason: str = "", by: str = "", **fields: Any
    ) -> None:
        """The one way in which a review that is there changes: its row locked, its news told, score and ledger with it.

        What counts is how the row was, not how this copy of it was: somebody may have edited it meanwhile.
        """
        fields.setdefault("held_by_rule", "")
        with transaction.atomic():
            before = Review.objects.select_for_update().get(pk=self.pk)
            self._move(state, f"review.{kind}", actor=actor, at=at, payload={"shop": self.shop_id}, **fields)
            after = copy(before)
            for name, value in {"state": state, **fields}.items():
                setattr(after, name, value)
            follow(self.shop_id, [Change(kind, before, after, at, reason, by)], at=at)

    @property
    def vote(self) -> Vote | None:
        """What it brings to the score of its shop; None while nobody may read it, and for what comes from elsewhere."""
        if not self.is_public or self.origin == self.Origin.IMPORTED:
            return None
        parts = {name: getattr(self, name) for name in (*SUB_SCORES, RECOMMENDS)}
        return Vote(self.stars, self.verified, self.published_at, self.counts_until, **parts)

    def _words_to_check(self) -> list[str]:
        """Also what its photos are said to show: everybody reads that with them."""
        return [self.title, self.text, *self.photos.shown().values_list("alt", flat=True)]

    def reply_with(self, text: str, *, actor: str, at: datetime) -> Reply:
        """The shop's one public answer; a second time edits it (rulebook 2.6)."""
        return Reply.write(self, text, actor=actor, at=at)

    def ask_update(self, *, actor: str, at: datetime) -> None:
        """The shop asks the writer to look at the review again: once, and only after its own public answer."""
        with transaction.atomic():
            before = Review.objects.public().with_reply().select_for_update(of=("self",)).filter(pk=self.pk).first()
            if before is None or not before.may_ask_update:
                raise IllegalMove(f"Review {self.pk}: an update is asked once, after a reply")
            Review.objects.filter(pk=self.pk).update(update_asked_at=at)
            self.update_asked_at = at
            record("review.update_asked", subject=self, actor=actor, at=at, payload={"shop": self.shop_id})

    def note_language(self, language: str, *, actor: str, at: datetime) -> None:
        """The text is in this language: pages in another one say so. Letters keep to the language of its pages."""
        with transaction.atomic():
            if Review.objects.filter(pk=self.pk).exclude(language=language).update(language=language):
                self.language = language
                facts = {"shop": self.shop_id, "language": language}
                record("review.language_found", subject=self, actor=actor, at=at, payload=facts)

    @property
    def may_ask_update(self) -> bool:
        """Is there an answer of the shop that the writer has not reacted to, and was nothing asked before?"""
        reply = getattr(self, "reply", None)
        unseen = reply and (self.edited_at is None or self.edited_at < reply.written_at)
        return bool(self.is_public and unseen and self.email and self.update_asked_at is None)

    @property
    def letters_in(self) -> str:
        """The language in which we write to its writer: that of the pages, whatever the review is in."""
        return self.letter_language or self.language

    @property
    def shop_review(self) -> "Review":
        """Itself: where a shop answers what this buyer wrote."""
        return self

    @property
    def public_reply(self) -> Reply | None:
        """The shop's answer, unless it is held or was taken down."""
        reply = getattr(self, "reply", None)
        return reply if reply and reply.is_public else None
