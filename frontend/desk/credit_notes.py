"""Finance's desk: take back an invoice, or a part of it, by a credit note with a reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing import payments
from billing.models import CreditNote, Invoice, Payment
from frontend.access import PersonRequest, staff
from frontend.invoice_file import credit_note_pdf, credit_note_ubl
from keurmerk.lifecycle import IllegalMove


class CreditForm(forms.Form):
    """How much of the invoice, and why."""

    use_required_attribute = False

    net = forms.DecimalField(
        label=gettext_lazy("Amount without VAT, in euros"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-10"}),
        error_messages={
            "required": gettext_lazy("Fill in the amount"),
            "invalid": gettext_lazy("Fill in an amount, such as 49,95"),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The member reads this on the credit note."),
        max_length=300,
        error_messages={"required": gettext_lazy("Fill in the reason")},
    )

    def __init__(self, *args: Any, left: Decimal, **kwargs: Any) -> None:
        self.left = left
        kwargs.setdefault("initial", {"net": left})
        super().__init__(*args, **kwargs)

    def clean_net(self) -> Decimal:
        net: Decimal = self.cleaned_data["net"]
        if net > self.left:
            raise forms.ValidationError(_("At most %(left)s is left of this invoice.") % {"left": self.left})
        return net


@staff("finance")
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: PersonRequest, invoice_id: int) -> HttpResponse:
    """Never more than what is left of the invoice (numbers 5.4)."""
    invoice = get_object_or_404(Invoice.objects.sent(), pk=invoice_id)
    left = invoice.net - sum((note.net for note in invoice.credit_notes.all()), Decimal(0))
    form = CreditForm(request.POST or None, left=left)
    if request.method != "POST" or not form.is_valid():
        return render(request, "desk/credit.html", {"invoice": invoice, "form": form})
    answers = form.cleaned_data
    try:
        note = CreditNote.issue(
            invoice, net=answers["net"], reason=answers["reason"], actor=request.actor, at=request.now
        )
        messages.success(request, _("Credit note %(number)s is made and sent.") % {"number": note.number})
    except IllegalMove:
        messages.error(request, _("No credit note was made: somebody changed this invoice a moment ago."))
    return redirect("desk:invoice", invoice_id)


@staff("finance")
@require_POST
def pay_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Finance transferred what the member gets."""
    note = get_object_or_404(CreditNote, pk=pk)
    try:
        note.pay_back(actor=request.actor, at=request.now)
        messages.success(request, _("Written down as paid back."))
    except IllegalMove:
        messages.error(request, _("Nothing is to be paid back on this credit note any more."))
    return redirect("desk:invoice", note.invoice_id)


@staff("finance")
@require_POST
def refund(request: PersonRequest, pk: int) -> HttpResponse:
    """What the member gets goes back along the way it came."""
    note = get_object_or_404(CreditNote, pk=pk)
    _try(request, lambda: note.refund(actor=request.actor, at=request.now))
    return redirect("desk:invoice", note.invoice_id)


@staff("finance")
@require_POST
def put_towards(request: PersonRequest, pk: int, invoice_id: int) -> HttpResponse:
    """What the member gets goes off another open invoice of the same member."""
    note = get_object_or_404(CreditNote.objects.select_related("invoice"), pk=pk)
    other = get_object_or_404(Invoice.objects.unpaid().filter(member=note.member), pk=invoice_id)
    _try(request, lambda: note.put_towards(other, actor=request.actor, at=request.now))
    return redirect("desk:invoice", note.invoice_id)


@staff("finance")
@require_POST
def return_excess(request: PersonRequest, pk: int) -> HttpResponse:
    """What was too much goes back: online, or finance transferred it."""
    payment = get_object_or_404(Payment.objects.paid(), pk=pk)
    online = "online" in request.POST and payment.is_online
    _try(request, lambda: payment.return_excess(online=online, actor=request.actor, at=request.now))
    return redirect("desk:invoice", payment.invoice_id)


def _try(request: PersonRequest, verb: Callable[[], None]) -> None:
    """Does it, or says why not; then nothing was written down, and it can be done again."""
    try:
        verb()
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    except payments.Refused:
        messages.error(request, _("The payment provider refuses to send this back. Transfer it by bank."))
    except payments.Unavailable:
        messages.error(request, _("The payment provider does not answer. Nothing was sent twice: try again later."))


@staff("finance")
@require_safe
def pdf(_request: PersonRequest, pk: int) -> HttpResponseBase:
    return credit_note_pdf(get_object_or_404(CreditNote, pk=pk))


@staff("finance")
@require_safe
def ubl(_request: PersonRequest, pk: int) -> HttpResponse:
    return credit_note_ubl(get_object_or_404(CreditNote, pk=pk))


urlpatterns = [
    path("invoices/<int:invoice_id>/credit/", credit, name="credit_invoice"),
    path("credit-notes/<int:pk>/paid-back/", pay_back, name="pay_back"),
    path("credit-notes/<int:pk>/refund/", refund, name="refund_note"),
    path("credit-notes/<int:pk>/towards/<int:invoice_id>/", put_towards, name="put_towards"),
    path("payments/<int:pk>/excess/", return_excess, name="return_excess"),
    path("credit-notes/<int:pk>/pdf/", pdf, name="credit_note_pdf"),
    path("credit-notes/<int:pk>/ubl/", ubl, name="credit_note_ubl"),
]
