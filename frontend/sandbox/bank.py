"""The test bank: what a payment provider's page would ask, in sandbox mode. No money moves (operating.md)."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from billing.models import Payment, TestBankPayment
from billing.webhooks import heed
from frontend.access import HouseRequest, visitor

OUTCOMES = {
    "paid": Payment.State.PAID,
    "cancelled": Payment.State.CANCELLED,
    "expired": Payment.State.EXPIRED,
    "failed": Payment.State.FAILED,
}


@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HouseRequest, payment_id: str) -> HttpResponse:
    """The bank remembers the choice and tells us that something changed, as a provider's webhook would."""
    payment = get_object_or_404(TestBankPayment, payment_id=payment_id)
    if request.method != "POST":
        return render(request, "sandbox/bank.html", {"payment": payment})
    outcome = OUTCOMES.get(request.POST.get("outcome", ""))
    if outcome is None:
        return HttpResponseBadRequest("outcome: paid, cancelled, expired or failed")
    payment.choose(outcome)
    heed(payment_id, at=request.now)
    return redirect(payment.back_to)


urlpatterns = [path("sandbox/bank/<str:payment_id>/", bank, name="bank")]
