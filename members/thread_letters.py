"""The letters of our correspondence: an answer, that a message came in, and our last word about a refusal."""

from datetime import datetime
from typing import Any

from keurmerk.mail import send
from keurmerk.mail.arriving.addresses import reply_headers
from keurmerk.mail.arriving.answering import HEADERS, answer, first_today
from keurmerk.mail.arriving.mail import Mail
from keurmerk.models import Event
from keurmerk.outbox import on
from members.models import Thread, ThreadMessage

_EXAMPLE: dict[str, Any] = {
    "name": "J. Bakker",
    "number": "T-0012",
    "subject": "Vraag over mijn factuur",
    "text": "Je vindt de factuur bij Facturen.",
    "who": "Ingrid",
    "answerable": True,
}
EXAMPLES = {f"members/{name}": _EXAMPLE for name in ("thread_answer", "thread_received", "thread_ended")}


@on("thread.answered")
def send_answer(event: Event) -> None:
    """Not when its words were forgotten while this news travelled."""
    said = ThreadMessage.objects.select_related("thread", "by").filter(pk=event.payload["message"]).first()
    if said and said.text and said.thread.email:
        _answer(said, at=event.happened_at)


def _answer(said: ThreadMessage, *, at: datetime) -> None:
    """The headers say which mail it answers, so that it stands below that in their program."""
    thread = said.thread
    last = thread.messages.filter(kind=ThreadMessage.Kind.IN, message_id__startswith="<").order_by("-pk").first()
    headers = reply_headers(f"t{thread.pk}")
    facts = {**_facts(thread), "text": said.text, "who": said.by.name if said.by else "", "answerable": bool(headers)}
    if last and last.message_id.isascii():
        headers |= {"In-Reply-To": last.message_id, "References": last.message_id}
    send(
        "members/thread_answer", to=thread.email, language=thread.language, about=said, at=at, facts=facts,
        headers=headers,
    )  # fmt: skip


def received(thread: Thread, *, at: datetime) -> None:
    """To who wrote by the form of the site: with no word of his, for the address may be another's."""
    if first_today(thread.email, at=at):
        facts = {**_facts(thread), "subject": ""}
        headers = {**reply_headers(f"t{thread.pk}"), **HEADERS}
        send(
            "members/thread_received", to=thread.email, language=thread.language, about=thread, at=at, facts=facts,
            headers=headers,
        )  # fmt: skip


def last_word(thread: Thread, mail: Mail, *, at: datetime) -> None:
    """We do not correspond further about a refusal (terms 4.8); said once a day at most."""
    about = f"members.thread:{thread.pk}@{at:%Y%m%d}"
    answer("members/thread_ended", mail, language=thread.language, about=about, at=at, facts=_facts(thread))


def _facts(thread: Thread) -> dict[str, Any]:
    return {"name": thread.name, "number": thread.number, "subject": thread.subject or thread.number}
