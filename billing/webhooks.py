"""What the payment provider tells us: only that something changed. The truth is looked up (house: webhooks)."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import payments
from billing.models import Payment
from keurmerk import clock


@csrf_exempt
@login_not_required
@require_POST
def payment_changed(request: HttpRequest) -> HttpResponse:
    """`id` is the provider's. An unknown one is answered like any other; an absent provider means: say it again."""
    try:
        heed(request.POST.get("id", "").replace("\0", ""), at=clock.now())  # the database cannot look for a NUL
    except payments.Unavailable:
        return HttpResponse(status=503)
    return HttpResponse(status=200)


def heed(payment_id: str, *, at: datetime) -> None:
    """Looks up what became of a payment of ours, and follows. Raises payments.Unavailable."""
    try:
        payment = Payment.objects.filter(provider=payments.provider().name, reference=payment_id).first()
        if payment:
            payment.catch_up(at=at)
    except payments.Refused:
        return  # no provider, or it does not know the payment either


urlpatterns = [path("webhooks/payments", payment_changed, name="payment_changed")]
