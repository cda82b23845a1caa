"""From one of our pages to the payment provider's, and what to say when that does not work."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from billing import payments
from billing.models import Invoice, Payment
from frontend.access import HouseRequest
from keurmerk.lifecycle import IllegalMove


def to_checkout(request: HouseRequest, invoice: Invoice, *, back: str) -> HttpResponse:
    """Redirects to the page where this invoice is paid; `back` is the path to return to, then and on refusal."""
    try:
        payment = Payment.open_for(invoice, back_to=request.build_absolute_uri(back), at=request.now)
        return redirect(payment.checkout_url)
    except IllegalMove:
        messages.info(request, _("This invoice does not have to be paid any more."))
    except payments.Refused:
        messages.error(request, _("Paying online is not possible here. Transfer the amount by bank."))
    except payments.Unavailable:
        messages.error(request, _("The payment page does not answer now. Nothing was charged. Try again later."))
    return redirect(back)
