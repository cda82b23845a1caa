"""Every letter the sandbox sent, as a person would read it, and the same for scripts."""

import re
from datetime import datetime
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views.decorators.clickjacking import xframe_options_sameorigin

from frontend.access import HouseRequest, visitor
from keurmerk.models import SentLetter

_LINK = re.compile(r"https?://[^\s<>\"')]+")
_MOST = 500


def _letters(request: HouseRequest) -> Any:
    letters = SentLetter.objects.filter(state=SentLetter.State.SENT).order_by("-pk").with_words()
    if request.GET.get("to"):
        letters = letters.filter(to__iexact=request.GET["to"])
    if request.GET.get("subject"):
        letters = letters.filter(subject__icontains=request.GET["subject"])
    since = _moment(request.GET.get("since", ""))
    return letters.filter(sent_at__gte=since) if since else letters


def _moment(words: str) -> datetime | None:
    try:
        return parse_datetime(words.replace(" ", "+")) if words else None
    except ValueError:
        return None


@visitor
def mailbox(request: HouseRequest) -> HttpResponse:
    page = Paginator(_letters(request), 50).get_page(request.GET.get("page"))
    return render(request, "sandbox/mailbox.html", {"page": page, "to": request.GET.get("to", "")})


@visitor
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # django-csp knows no arguments of addresses
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    return render(request, "sandbox/letter.html", {"letter": get_object_or_404(SentLetter, pk=letter_id)})


@visitor
@xframe_options_sameorigin
@csp_replace({"style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"], "script-src": ["'none'"]})  # type: ignore[arg-type]
def letter_html(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter's own HTML, in a frame of its own: mail readers want inline styles, our pages forbid them."""
    return HttpResponse(get_object_or_404(SentLetter, pk=letter_id).html)


@visitor
def attachment(request: HouseRequest, letter_id: int, index: int) -> FileResponse:
    attachments = get_object_or_404(SentLetter, pk=letter_id).attachments
    if index >= len(attachments) or not default_storage.exists(attachments[index][1]):
        raise Http404
    name, place = attachments[index]
    return FileResponse(default_storage.open(place), filename=name)


@visitor
def messages(request: HouseRequest) -> JsonResponse:
    """`[{id, to, subject, text, html, links, attachments, sent_at}]`, newest first (operating.md, Modes)."""
    return JsonResponse([_as_json(each) for each in _letters(request)[:_MOST]], safe=False)


def _as_json(each: SentLetter) -> dict[str, Any]:
    return {
        "id": each.pk,
        "to": each.to,
        "subject": each.subject,
        "text": each.text,
        "html": each.html,
        "links": list(dict.fromkeys(_LINK.findall(each.text))),
        "attachments": [
            {"name": name, "url": f"/sandbox/mail/{each.pk}/attachment/{index}"}
            for index, (name, _place) in enumerate(each.attachments)
        ],
        "sent_at": each.sent_at.isoformat() if each.sent_at else None,
    }


urlpatterns = [
    path("sandbox/mail/", mailbox, name="mailbox"),
    path("sandbox/mail/messages.json", messages, name="messages"),
    path("sandbox/mail/<int:letter_id>/", letter, name="letter"),
    path("sandbox/mail/<int:letter_id>/html", letter_html, name="letter_html"),
    path("sandbox/mail/<int:letter_id>/attachment/<int:index>", attachment, name="letter_attachment"),
]
