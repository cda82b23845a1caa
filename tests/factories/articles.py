"""Articles for tests: give what matters, the rest is believable."""

from datetime import datetime
from itertools import count
from typing import Any

from inspections.models import Article, ArticleText
from members.models import User
from tests.factories import members
from tests.factories.members import LONG_AGO

NUMBER = count(1)


def text(**facts: Any) -> ArticleText:
    number = next(NUMBER)
    believable = {
        "title_nl": f"Bedenktijd uitgelegd {number}",
        "summary_nl": "Wanneer de bedenktijd begint.",
        "body_nl": "Je hebt 14 dagen.",
    }
    return ArticleText(**{**believable, **facts})


def in_english(**facts: Any) -> ArticleText:
    number = next(NUMBER)
    english = {
        "title_en": f"Cooling-off explained {number}",
        "summary_en": "When the cooling-off period begins.",
        "body_en": "You have 14 days.",
    }
    return text(**{**english, **facts})


def draft(*, kind: str = Article.Kind.GUIDE, by: User | None = None, at: datetime = LONG_AGO, **facts: Any) -> Article:
    return Article.draft(kind, text(**facts), by=by or members.user(staff_role="moderator"), at=at)


def published(
    *, kind: str = Article.Kind.GUIDE, by: User | None = None, at: datetime = LONG_AGO, **facts: Any
) -> Article:
    by = by or members.user(staff_role="moderator")
    made = Article.draft(kind, text(**facts), by=by, at=at)
    made.publish(made.newest, by=by, at=at)
    return made
