"""Objecting to the amount of an invoice, and what we answered (terms 12.5)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from billing.models import Invoice, may_object
from frontend.access import ShopRequest, for_shop
from frontend.objections import ObjectionForm, file


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: ShopRequest, invoice_id: int) -> HttpResponse:
    """Those to this invoice with our answers, and a form while none is open."""
    invoice = get_object_or_404(Invoice.objects.payable_by(request.shop), pk=invoice_id)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return file(request, invoice, form, back=request.path)
    facts = {"invoice": invoice, "objections": invoice.objections.order_by("-pk"), "form": form}
    facts["may_object"] = request.is_owner and may_object(invoice)
    return render(request, "dashboard/objection.html", facts)


urlpatterns = [path("shops/<int:shop_id>/invoices/<int:invoice_id>/objection/", objection, name="objection")]
