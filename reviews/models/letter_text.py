"""The words in which a shop asks for a review, in place of ours."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keurmerk.outbox import record
from members.models import Shop


class LetterTextQuerySet(models.QuerySet["LetterText"]):
    def current(self) -> "LetterTextQuerySet":
        return self.filter(replaced_at=None)

    def of(self, shop: Shop, letter: str, language: str) -> "LetterTextQuerySet":
        """Every version of one letter of one shop in one language, newest first."""
        return self.filter(shop=shop, letter=letter, language=language).order_by("-pk")


class LetterText(models.Model):
    """One version of a shop's own words for one letter in one language.

    Without a current one our own words apply. What was replaced is kept, so that the shop can see what it sent.
    """

    class Letter(models.TextChoices):
        INVITATION = "INVITATION", _("Invitation")
        REMINDER = "REMINDER", _("Reminder")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="letter_texts")
    letter = models.CharField(max_length=10, choices=Letter)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=120)
    body = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=60)
    replaced_at = models.DateTimeField(null=True)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["shop", "letter", "language"], condition=Q(replaced_at=None), name="letter_text_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} of shop {self.shop_id} in {self.language}"

    @classmethod
    def current_of(cls, letter: str, shops: Collection[int]) -> "dict[tuple[int, str], LetterText]":
        """The words now in use of these shops, by shop and language."""
        texts = cls.objects.current().filter(letter=letter, shop_id__in=shops)
        return {(text.shop_id, text.language): text for text in texts}

    @classmethod
    def write(
        cls, shop: Shop, letter: str, language: str, *, subject: str, body: str, actor: str, at: datetime
    ) -> "LetterText":
        """These words from now on. The form has held them against the rule (reviews/asking/rules.py)."""
        with transaction.atomic():
            cls._replace(shop, letter, language, at)
            text = cls.objects.create(
                shop=shop,
                letter=letter,
                language=language,
                subject=subject,
                body=body,
                written_at=at,
                written_by=actor,
            )
            facts = {"shop": shop.pk, "letter": letter, "language": language}
            record("letter_text.written", subject=text, actor=actor, at=at, payload=facts)
        return text

    @classmethod
    def reset(cls, shop: Shop, letter: str, language: str, *, actor: str, at: datetime) -> bool:
        """Our own words again. Says whether there was anything to take away."""
        with transaction.atomic():
            text = cls._replace(shop, letter, language, at)
            if text:
                facts = {"shop": shop.pk, "letter": letter, "language": language}
                record("letter_text.reset", subject=text, actor=actor, at=at, payload=facts)
        return text is not None

    @classmethod
    def _replace(cls, shop: Shop, letter: str, language: str, at: datetime) -> "LetterText | None":
        Shop.objects.select_for_update().get(pk=shop.pk)  # two windows with one letter: one after the other
        text = cls.objects.of(shop, letter, language).current().first()
        if text:
            cls.objects.filter(pk=text.pk).update(replaced_at=at)
        return text
