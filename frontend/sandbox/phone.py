"""The sandbox's phone: text messages as their receivers see them, and a way to answer STOP."""

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from frontend.access import HouseRequest, visitor
from frontend.paging import page_of
from reviews.models import TextMessage, TextReply
from reviews.texting import Answered
from reviews.texting.fake import Provider

_SHOWN = [TextMessage.State.SENT, TextMessage.State.DELIVERED]


@visitor
@require_safe
def phone(request: HouseRequest) -> HttpResponse:
    page = page_of(TextMessage.objects.filter(state__in=_SHOWN).select_related("shop"), request, by="queued_at")
    rows = [(each, mark_safe(urlize(each.words, autoescape=True))) for each in page.rows]
    return render(request, "sandbox/phone.html", {"page": page, "rows": rows})


@visitor
@require_POST
def answer_stop(request: HouseRequest, text_id: int) -> HttpResponse:
    """As the vendor would tell it; twice is once."""
    message = get_object_or_404(TextMessage, pk=text_id, state__in=_SHOWN)
    body = json.dumps({"id": f"sandbox-reply-{message.pk}", "from": message.to, "text": "STOP"}).encode()
    heard = Provider().heard(body, request.headers)
    assert isinstance(heard, Answered)
    TextReply.take(heard.vendor_id, sender=heard.sender, words=heard.words, at=request.now)
    return redirect("phone")


urlpatterns = [
    path("sandbox/phone/", phone, name="phone"),
    path("sandbox/phone/<int:text_id>/stop/", answer_stop, name="answer_stop"),
]
