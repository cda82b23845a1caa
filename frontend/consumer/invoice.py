"""Seeing and paying an invoice through the signed link in its letter; nobody needs to log in to pay."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from billing.links import invoice_behind
from billing.models import Invoice, may_object
from frontend.access import HouseRequest, visitor
from frontend.checkout import to_checkout
from frontend.invoice_file import invoice_pdf
from frontend.objections import ObjectionForm, file
from keurmerk.tokens import BadToken


def _invoice(token: str) -> Invoice:
    try:
        return get_object_or_404(Invoice.objects.sent().prefetch_related("lines"), pk=invoice_behind(token))
    except BadToken:
        raise Http404 from None


@visitor
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HouseRequest, token: str) -> HttpResponse:
    """What is to be paid for what; POST leads on to the payment page (terms 12.7)."""
    invoice = _invoice(token)
    if request.method == "POST":
        return to_checkout(request, invoice, back=reverse("consumer:pay_invoice", args=[token]))
    return render(request, "consumer/invoice.html", {"invoice": invoice, "token": token})


@visitor
@never_cache
@require_safe
def pdf(_request: HouseRequest, token: str) -> HttpResponseBase:
    return invoice_pdf(_invoice(token))


@visitor
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HouseRequest, token: str) -> HttpResponse:
    """Those to this invoice with our answers, and a form while none is open (terms 12.5)."""
    invoice = _invoice(token)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return file(request, invoice, form, back=request.path)
    facts = {"invoice": invoice, "token": token, "form": form, "objections": invoice.objections.order_by("-pk")}
    return render(request, "consumer/objection.html", {**facts, "may_object": may_object(invoice)})


urlpatterns = [
    path("invoices/pay/<str:token>/", pay, name="pay_invoice"),
    path("invoices/pay/<str:token>/pdf/", pdf, name="invoice_pdf"),
    path("invoices/pay/<str:token>/objection/", objection, name="objection"),
]
