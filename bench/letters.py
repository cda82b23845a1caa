"""How fast the post is, against what its vendor takes."""

from collections.abc import Iterator
from datetime import datetime

import requests
from django.test import override_settings

from bench.load import Failed
from bench.rows import Row, at_least, milliseconds, paired
from bench.stage import Stage
from keurmerk import clock
from keurmerk.mail import post
from keurmerk.mail.letter import render
from keurmerk.mail.postmark import _payload
from keurmerk.models import SentLetter
from reviews.mails import EXAMPLES
from tests.peers.postmark import TOKEN, Postmark

LETTERS = 500  # one batch of Postmark
ROUNDS = 3
LETTER = "reviews/invitation"


def run(stage: Stage) -> Iterator[Row]:
    """Letters that wait in the database, through the post to a Postmark on loopback."""
    peer = Postmark()
    ours = override_settings(
        EMAIL_BACKEND="keurmerk.mail.postmark.PostmarkBackend",
        POSTMARK_API_URL=peer.url,
        POSTMARK_SERVER_TOKEN=TOKEN,
    )
    with ours:
        pair = paired(lambda: _by_post(peer), lambda: _directly(peer), rounds=ROUNDS)
    peer.close()
    yield pair.row("Letters from the database to Postmark", "letters/s", "the same batch, posted bare", at_least(0.2))
    each = milliseconds(lambda: render(LETTER, "nl", EXAMPLES[LETTER]), times=50)
    sent = 1000 / pair.ours
    yield Row("Letter rendered, text and HTML", each, "ms", f"handing it over: {sent:.2g}", each / sent)


def _by_post(peer: Postmark) -> float:
    _write(clock.real())
    seconds = milliseconds(lambda: _proven(post.post_waiting())) / 1000
    _proven(len(peer.taken))
    peer.taken.clear()
    return LETTERS / seconds


def _proven(sent: int) -> None:
    if sent != LETTERS:
        raise Failed(f"{sent} of {LETTERS} letters went out")


def _directly(peer: Postmark) -> float:
    _write(clock.real())
    batch = [_payload(post.message_of(letter)) for letter in SentLetter.objects.queued()]
    SentLetter.objects.all().delete()
    address, headers = f"{peer.url}email/batch", {"X-Postmark-Server-Token": TOKEN, "Accept": "application/json"}
    seconds = milliseconds(lambda: requests.post(address, json=batch, headers=headers, timeout=60)) / 1000
    _proven(len(peer.taken))
    peer.taken.clear()
    return LETTERS / seconds


def _write(now: datetime) -> None:
    SentLetter.objects.all().delete()
    letter = render(LETTER, "nl", EXAMPLES[LETTER])
    SentLetter.objects.bulk_create(
        SentLetter(
            letter=LETTER,
            about=f"bench:{number}",
            to=f"buyer{number}@example.com",
            language="nl",
            sender="Keurtegel <post@keurtegel.example>",
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            queued_at=now,
            next_attempt_at=now,
        )
        for number in range(LETTERS)
    )
