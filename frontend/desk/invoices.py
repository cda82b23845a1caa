"""Finance's desk: every invoice that was sent, and the transfers that come in for them."""

from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.models import Invoice, Payment
from frontend.access import PersonRequest, staff
from frontend.desk.invoices_forms import InvoiceFilter, TransferForm
from frontend.invoice_file import invoice_pdf, invoice_ubl

PER_PAGE = 25
MOST_OTHERS = 5  # open invoices a credit can be put towards


@staff("finance")
@require_safe
def invoices(request: PersonRequest) -> HttpResponse:
    """The newest first."""
    found = InvoiceFilter(request.GET, queryset=Invoice.objects.sent().newest_first())
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    counts = {"desk:invoices": Invoice.objects.overdue().count()}
    return render(request, "desk/invoices.html", {"filter": found, "page": page, "counts": counts})


@staff("finance")
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: PersonRequest, invoice_id: int) -> HttpResponse:
    """One invoice; POST books a transfer that finance saw on the statement (terms 12.7)."""
    found = _invoice(invoice_id)
    form = TransferForm(request.POST or None, invoice=found)
    if request.method == "POST" and form.is_valid():
        _book(request, found, form)
        return redirect("desk:invoice", found.pk)
    notes = found.credit_notes.newest_first()
    facts = {"invoice": found, "payments": found.payments.order_by("-pk"), "notes": notes, "form": form}
    facts["too_much"] = max(-found.outstanding, Decimal(0)) if not found.credited else Decimal(0)
    facts["others"] = Invoice.objects.unpaid().filter(member=found.member_id).exclude(pk=found.pk)[:MOST_OTHERS]
    facts["objections"] = found.objections.order_by("-pk")
    facts["may_credit"] = found.may_move_to(Invoice.State.CREDITED)
    return render(request, "desk/invoice.html", facts)


def _book(request: PersonRequest, found: Invoice, form: TransferForm) -> None:
    answers = form.cleaned_data
    payment = Payment.book_transfer(
        found, answers["amount"], reference=answers["reference"], actor=request.actor, at=request.now
    )
    if payment.invoice_id != found.pk:
        messages.error(
            request, _("This reference was booked before, on invoice %(number)s.") % {"number": payment.invoice}
        )
    elif payment.settled_at != request.now:
        messages.info(request, _("This reference was booked before."))
    else:
        messages.success(request, _("Booked."))


@staff("finance")
@require_safe
def pdf(_request: PersonRequest, invoice_id: int) -> HttpResponseBase:
    return invoice_pdf(_invoice(invoice_id))


@staff("finance")
@require_safe
def ubl(_request: PersonRequest, invoice_id: int) -> HttpResponse:
    return invoice_ubl(_invoice(invoice_id))


def _invoice(invoice_id: int) -> Invoice:
    return get_object_or_404(Invoice.objects.sent().select_related("arrears").prefetch_related("lines"), pk=invoice_id)


urlpatterns = [
    path("invoices/", invoices, name="invoices"),
    path("invoices/<int:invoice_id>/", invoice, name="invoice"),
    path("invoices/<int:invoice_id>/pdf/", pdf, name="invoice_pdf"),
    path("invoices/<int:invoice_id>/ubl/", ubl, name="invoice_ubl"),
]
