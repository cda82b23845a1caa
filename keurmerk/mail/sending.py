"""Writes letters down in the transaction that is the reason for them; the post takes them from there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django_q.tasks import async_task

from keurmerk import clock
from keurmerk.mail.letter import Letter, render
from keurmerk.mail.mould import Mould, keep
from keurmerk.mail.suppression import address_hash, suppressed_among
from keurmerk.models import LetterMould, SentLetter


@dataclass(frozen=True)
class Filled:
    """A mould with the words for one person. A word that stands in a header must need no escaping in JSON."""

    mould: Mould
    words: Mapping[str, str]

    @property
    def subject(self) -> str:
        return self.mould.subject_with(self.words)

    def as_read(self) -> Letter:
        """The whole letter, as the row of it will give it back."""
        kept = LetterMould(text=self.mould.text, html=self.mould.html)
        row = SentLetter(mould=kept, words=dict(self.words))
        return Letter(self.subject, row.text, row.html)


@dataclass(frozen=True)
class Draft:
    """A letter that is not written down yet. `attachments` are (file name, path in the default storage)."""

    letter: str
    to: str
    language: str
    about: str
    content: Letter | Filled
    stream: str = "outbound"
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[tuple[str, str]] = ()


def send(
    letter: str,
    *,
    to: str,
    language: str,
    about: models.Model | str,
    at: datetime,
    facts: Mapping[str, Any],
    attachments: Sequence[tuple[str, str]] = (),
    stream: str = "outbound",
    sender: str = "",
    headers: Mapping[str, str] | None = None,
) -> SentLetter:
    """Renders and remembers a letter once per (letter, about, to), and queues the post.

    `attachments` are (file name, path in the default storage). A suppressed address gets nothing, and the row
    says so. Calling it again with the same letter, subject and person returns the first one.
    """
    subject = about if isinstance(about, str) else about_of(about)
    mine = SentLetter.objects.filter(letter=letter, about=subject, to=to)
    existing = mine.first()
    if existing:
        return existing
    rendered = render(letter, language, facts)
    send_all([Draft(letter, to, language, subject, rendered, stream, sender, dict(headers or {}), attachments)], at=at)
    return mine.get()


def about_of(subject: models.Model) -> str:
    """How a letter names what it is about."""
    return f"{subject._meta.label_lower}:{subject.pk}"


def send_all(drafts: Sequence[Draft], *, at: datetime) -> None:
    """Remembers many letters in one statement, each once per (letter, about, to), and queues the post once."""
    hashes = [address_hash(draft.to) for draft in drafts]
    suppressed = suppressed_among(hashes)
    waits = [digest not in suppressed for digest in hashes]
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [at, clock.real(), waits, *_columns(drafts)])
        if any(waits):
            async_task("keurmerk.mail.post.post_waiting", task_name="post")


# An array per column: five hundred rows by the ORM take four times as long, most of it to write the statement down.
_REMEMBER = """
    INSERT INTO keurmerk_sentletter (
        queued_at, next_attempt_at, state, reason, attempts, vendor_id,
        letter, about, "to", language, stream, sender, subject, own_text, own_html, own_headers, attachments,
        mould_id, words
    )
    SELECT
        %s, %s, CASE WHEN waits THEN 'QUEUED' ELSE 'SKIPPED' END, CASE WHEN waits THEN '' ELSE 'suppressed' END, 0, '',
        letter, about, "to", language, stream, sender, subject, own_text, own_html, own_headers, attachments,
        mould_id, words
    FROM unnest(
        %s::boolean[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
        %s::text[], %s::jsonb[], %s::jsonb[], %s::bigint[], %s::jsonb[]
    ) AS draft (
        waits, letter, about, "to", language, stream, sender, subject, own_text, own_html, own_headers, attachments,
        mould_id, words
    )
    ON CONFLICT (letter, about, "to") DO NOTHING
"""


def _columns(drafts: Sequence[Draft]) -> list[list[Any]]:
    whole = [draft.content if isinstance(draft.content, Letter) else None for draft in drafts]
    filled = [draft.content if isinstance(draft.content, Filled) else None for draft in drafts]
    numbers = keep(each.mould for each in filled if each)
    return [
        [draft.letter for draft in drafts],
        [draft.about for draft in drafts],
        [draft.to for draft in drafts],
        [draft.language for draft in drafts],
        [draft.stream for draft in drafts],
        [draft.sender or settings.DEFAULT_FROM_EMAIL for draft in drafts],
        [draft.content.subject[:250] for draft in drafts],
        [each.text if each else "" for each in whole],
        [each.html if each else "" for each in whole],
        [json.dumps(draft.headers) if draft.headers else "{}" for draft in drafts],
        [json.dumps(draft.attachments) if draft.attachments else "[]" for draft in drafts],
        [numbers[each.mould.digest] if each else None for each in filled],
        [json.dumps(each.words) if each else None for each in filled],
    ]
