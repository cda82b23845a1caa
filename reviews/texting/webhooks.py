"""What the vendor of text messages tells us afterwards: signed, or refused. A status is a hint that is looked up."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from keurmerk import clock
from reviews.models import TextMessage, TextReply
from reviews.texting import Answered, Forged, Moved, Unavailable, provider
from reviews.texting.post import settle

MOST_BYTES = 65_536


@csrf_exempt
@login_not_required
@require_POST
def texting(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        heard = provider().heard(request.body, request.headers)
        match heard:
            case Answered(vendor_id, sender, words):
                TextReply.take(vendor_id, sender=sender, words=words, at=clock.now())
            case Moved(vendor_id):
                _look_up(vendor_id)
    except Forged:
        return HttpResponse(status=401)
    except Unavailable:
        return HttpResponse(status=503)  # the vendor tells it again
    return HttpResponse(status=200)


def _look_up(vendor_id: str) -> None:
    message = TextMessage.objects.filter(vendor_id=vendor_id).select_related("shop").first()
    taken = provider().look_up(vendor_id) if message else None
    if message and taken:
        settle(message, taken, now=clock.now())


urlpatterns = [path("webhooks/texting", texting)]
