"""One state of an article's text: written once, never changed, so that every edit can be looked at and taken back."""

import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import User

LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY = 110, 300, 20_000  # characters


class Audience(models.TextChoices):
    """For whom an article is written."""

    SHOPS = "SHOPS", _("Webshops")
    CONSUMERS = "CONSUMERS", _("Consumers")
    BOTH = "BOTH", _("Webshops and consumers")


@dataclass(frozen=True)
class ArticleText:
    """All that an editor writes at once: Dutch, English or none of it, for whom, and the points it explains."""

    title_nl: str
    summary_nl: str
    body_nl: str
    title_en: str = ""
    summary_en: str = ""
    body_en: str = ""
    audience: str = Audience.BOTH
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Words:
    """An article in one language."""

    language: str
    title: str
    summary: str
    body: str


class ArticleVersion(models.Model):
    """The text as it was saved by somebody at some moment. The body is Markdown."""

    article = models.ForeignKey("inspections.Article", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    title_nl = models.CharField(max_length=LONGEST_TITLE)
    summary_nl = models.CharField(max_length=LONGEST_SUMMARY)
    body_nl = models.TextField()
    title_en = models.CharField(max_length=LONGEST_TITLE, blank=True)
    summary_en = models.CharField(max_length=LONGEST_SUMMARY, blank=True)
    body_en = models.TextField(blank=True)
    audience = models.CharField(max_length=9, choices=Audience)
    criteria = ArrayField(models.CharField(max_length=10), default=list)
    words_nl = models.TextField(editable=False)  # what a reader in this language sees, as the search compares it
    words_en = models.TextField(editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_once"),
            models.CheckConstraint(
                condition=~Q(title_nl="") & ~Q(summary_nl="") & ~Q(body_nl=""), name="article_is_there_in_dutch"
            ),
            models.CheckConstraint(
                condition=Q(title_en="", summary_en="", body_en="")
                | ~Q(title_en="") & ~Q(summary_en="") & ~Q(body_en=""),
                name="article_is_there_in_english_whole_or_not",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["words_nl"], name="article_words_nl", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["words_en"], name="article_words_en", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of(cls, text: ArticleText) -> "ArticleVersion":
        """A version with this text, that nobody saved yet."""
        dutch = comparable(f"{text.title_nl} {text.summary_nl} {text.body_nl}")
        english = comparable(f"{text.title_en} {text.summary_en} {text.body_en}")
        return cls(**_fields(text), words_nl=dutch, words_en=english or dutch)

    @property
    def text(self) -> ArticleText:
        names = ArticleText.__dataclass_fields__
        return ArticleText(**{name: getattr(self, name) for name in names if name != "criteria"} | self._points())

    def _points(self) -> dict[str, tuple[str, ...]]:
        return {"criteria": tuple(self.criteria)}

    @property
    def has_english(self) -> bool:
        return bool(self.title_en)

    @property
    def languages(self) -> list[str]:
        return ["nl", "en"] if self.has_english else ["nl"]

    def in_language(self, language: str | None) -> Words:
        """In this language, or in Dutch where the article is not there in it yet."""
        if language == "en" and self.has_english:
            return Words("en", self.title_en, self.summary_en, self.body_en)
        return Words("nl", self.title_nl, self.summary_nl, self.body_nl)

    @property
    def words(self) -> Words:
        """As the reader of this page reads it."""
        return self.in_language(get_language())

    @property
    def title(self) -> str:
        return self.words.title


def _fields(text: ArticleText) -> dict[str, object]:
    return {**vars(text), "criteria": list(text.criteria)}


def comparable(text: str) -> str:
    """In lower case, without accents, each run of spaces one space."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(bare.casefold().split())
