"""News and guides for shops and consumers: what the mark tells about e-commerce (terms 9.1).

They live beside the checklist, because a guide explains its points and a finding leads to the guide of its point.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inspections.models.article_version import ArticleText, ArticleVersion, Audience, Words, comparable
from keurmerk.lifecycle import IllegalMove, Lifecycle
from keurmerk.outbox import record
from members.models import User

MOST_WORDS = 8  # of a search; what comes after it says nothing new
LONGEST_SLUG = 80


class TitleTaken(Exception):
    """No address can be made of this title, or another article has it."""


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> "ArticleQuerySet":
        """What everybody may read."""
        return self.filter(state=Article.State.PUBLISHED).select_related("live")

    def of_kind(self, kind: str) -> "ArticleQuerySet":
        return self.filter(kind=kind)

    def written_for(self, audience: str) -> "ArticleQuerySet":
        return self.filter(live__audience__in=[audience, Audience.BOTH])

    def guides_about(self, codes: Iterable[str]) -> "ArticleQuerySet":
        """Guides that explain one of these points of the checklist."""
        return self.published().filter(kind=Article.Kind.GUIDE, live__criteria__overlap=list(codes)).order_by("pk")

    def at(self, slug: str, language: str | None) -> "Article | None":
        """The one with this address in `language`; else the one that has it in the other."""
        dutch, english = self.filter(slug_nl=slug), self.filter(slug_en=slug).exclude(live__title_en="")
        first, second = (english, dutch) if language == "en" else (dutch, english)
        return first.first() or second.first()

    def found_by(self, said: str, language: str | None) -> "ArticleQuerySet":
        """Articles with something like each of these words, the likest title first.

        A typing error or a missing part of a compound is forgiven (pg_trgm's word similarity, see settings.py).
        """
        words, tongue = comparable(said).split()[:MOST_WORDS], "en" if language == "en" else "nl"
        found = self if words else self.none()
        for word in words:
            found = found.filter(**{f"live__words_{tongue}__trigram_word_similar": word})
        likeness = TrigramWordSimilarity(" ".join(words), f"live__title_{tongue}")
        return found.annotate(likeness=likeness).order_by("-likeness", "-published_at", "-pk")


class Article(Lifecycle):
    """A piece of news or a guide; its text is in its versions, of which `live` is the one that everybody reads.

    It belongs to the inspections, because what it links are criteria, and members would not know those.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        PUBLISHED = "PUBLISHED", _("Published")
        WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    class Kind(models.TextChoices):
        NEWS = "NEWS", _("News")
        GUIDE = "GUIDE", _("Guide")

    MOVES: ClassVar = {
        State.DRAFT: {State.PUBLISHED, State.WITHDRAWN},
        State.PUBLISHED: {State.PUBLISHED, State.WITHDRAWN},  # again: a newer version takes the place of the one before
        State.WITHDRAWN: {State.PUBLISHED},
    }

    kind = models.CharField(max_length=5, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    slug_nl = models.SlugField(max_length=LONGEST_SLUG, unique=True)
    slug_en = models.SlugField(max_length=LONGEST_SLUG, blank=True)
    live = models.ForeignKey(ArticleVersion, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)  # for the first time
    changed_at = models.DateTimeField(null=True)  # when the version of now was published

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(slug_nl=""), name="article_has_an_address"),
            models.UniqueConstraint(fields=["slug_en"], condition=~Q(slug_en=""), name="article_english_address_once"),
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | Q(live__isnull=False), name="published_article_has_a_version"
            ),
            models.CheckConstraint(
                condition=Q(live__isnull=True, published_at__isnull=True, changed_at__isnull=True)
                | Q(live__isnull=False, published_at__isnull=False, changed_at__isnull=False),
                name="article_that_was_read_says_since_when",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "-published_at"], condition=Q(state="PUBLISHED"), name="article_newest"),
        ]

    def __str__(self) -> str:
        return self.slug_nl

    @property
    def newest(self) -> ArticleVersion:
        """The text as it was saved last, published or not."""
        return self.versions.select_related("written_by").order_by("-number")[0]

    @property
    def words(self) -> Words:
        """What everybody reads, in the reader's language. A draft has none."""
        assert self.live is not None
        return self.live.words

    @property
    def slug(self) -> str:
        """The last part of its address in the reader's language."""
        english = get_language() == "en" and self.live is not None and self.live.has_english
        return self.slug_en if english else self.slug_nl

    @classmethod
    def draft(cls, kind: str, text: ArticleText, *, by: User, at: datetime) -> "Article":
        """A first version that nobody but us reads. Raises TitleTaken."""
        article = cls(kind=kind, slug_nl=_slug(text.title_nl), slug_en=_slug(text.title_en))
        with transaction.atomic():
            article._keep_address()
            article._add(text, 1, by=by, at=at)
            record("article.drafted", subject=article, actor=f"user:{by.pk}", at=at)
        return article

    def write(self, text: ArticleText, *, after: int, by: User, at: datetime) -> ArticleVersion:
        """Saves the text as a version of its own; what is published stays as it is.

        `after` is the number of the version that the editor saw: IllegalMove when a colleague saved meanwhile. Raises
        TitleTaken.
        """
        with transaction.atomic():
            now = Article.objects.select_for_update(of=("self",)).select_related("live").get(pk=self.pk)
            if now.newest.number != after:
                raise IllegalMove(f"Article {self.pk} has a newer version than {after}")
            now._follow_titles(text)
            self.slug_nl, self.slug_en = now.slug_nl, now.slug_en
            made = now._add(text, after + 1, by=by, at=at)
            facts = {"version": made.number}
            record("article.written", subject=self, actor=f"user:{by.pk}", at=at, payload=facts)
        return made

    def take_back(self, number: int, *, after: int, by: User, at: datetime) -> ArticleVersion:
        """Undoes what came after version `number`: its text becomes the newest version; the others stay to be read."""
        return self.write(self.versions.get(number=number).text, after=after, by=by, at=at)

    def publish(self, version: ArticleVersion, *, by: User, at: datetime) -> None:
        """Everybody reads this version from now on. Raises IllegalMove when it is what they read already."""
        if version.article_id != self.pk or (self.state == self.State.PUBLISHED and self.live_id == version.pk):
            raise IllegalMove(f"Version {version.number} cannot be published here, or is already")
        moments = {"published_at": self.published_at or at, "changed_at": at}
        facts = {"version": version.number}
        self._move(
            self.State.PUBLISHED,
            "article.published",
            actor=f"user:{by.pk}",
            at=at,
            payload=facts,
            live=version,
            **moments,
        )

    def withdraw(self, *, by: User, at: datetime) -> None:
        """Nobody but us reads it any more; it can be published again."""
        self._move(self.State.WITHDRAWN, "article.withdrawn", actor=f"user:{by.pk}", at=at)

    def _follow_titles(self, text: ArticleText) -> None:
        """The address is made of the title until somebody may have linked to it; from then on it stays."""
        if self.live is None:
            self.slug_nl = _slug(text.title_nl)
        if self.live is None or not self.live.has_english:
            self.slug_en = _slug(text.title_en)
        self._keep_address()

    def _keep_address(self) -> None:
        try:
            with transaction.atomic():
                self.save()
        except IntegrityError as fault:
            raise TitleTaken(self.slug_nl) from fault

    def _add(self, text: ArticleText, number: int, *, by: User, at: datetime) -> ArticleVersion:
        made = ArticleVersion.of(replace(text, criteria=tuple(dict.fromkeys(text.criteria))))
        made.article, made.number, made.written_by, made.written_at = self, number, by, at
        made.save(force_insert=True)
        return made


def _slug(title: str) -> str:
    """Raises TitleTaken for a title of which no address can be made."""
    slug = slugify(title)[:LONGEST_SLUG].strip("-")
    if title and not slug:
        raise TitleTaken(title)
    return slug
