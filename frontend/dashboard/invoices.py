"""The member's invoices: what is open, what was paid, the paper itself."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from billing.account import statement_of
from billing.models import Arrears, CreditNote, Invoice, Period, Subscription
from frontend.access import ShopRequest, for_shop
from frontend.checkout import to_checkout
from frontend.controls import Segmented
from frontend.invoice_file import credit_note_pdf, invoice_pdf, invoice_ubl
from keurmerk.calendar import amsterdam_date

PER_PAGE = 20


class PeriodForm(forms.Form):
    """How often the member pays."""

    use_required_attribute = False

    period = forms.ChoiceField(label=gettext_lazy("How do you want to pay?"), choices=Period, widget=Segmented())


@for_shop
@require_safe
def invoices(request: ShopRequest) -> HttpResponse:
    """Every invoice of the company behind the shop, the newest first."""
    mine = Invoice.objects.payable_by(request.shop)
    page = Paginator(mine.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    unpaid = mine.unpaid().count()
    subscription = Subscription.objects.running().filter(membership__member=request.shop.member).first()
    facts = {
        "page": page,
        "unpaid": unpaid,
        "subscription": subscription,
        "period_form": PeriodForm(initial={"period": subscription.period}) if subscription else None,
        "counts": {"dashboard:invoices": unpaid},
    }
    return render(request, "dashboard/invoices.html", facts)


@for_shop
@require_POST
def choose_period(request: ShopRequest) -> HttpResponse:
    """Per quarter from the next invoice on, or per year from the next term on (terms 12.1)."""
    subscription = get_object_or_404(Subscription.objects.running(), membership__member=request.shop.member)
    form = PeriodForm(request.POST)
    if form.is_valid():
        subscription.choose_period(form.cleaned_data["period"], actor=request.actor, at=request.now)
        messages.success(request, _("Saved."))
    return redirect("dashboard:invoices", request.shop.pk)


@for_shop
@require_safe
def invoice(request: ShopRequest, invoice_id: int) -> HttpResponse:
    found = _invoice(request, invoice_id)
    notes = found.credit_notes.newest_first()
    facts = {
        "invoice": found,
        "payments": found.payments.order_by("-pk"),
        "notes": notes,
        **_default_of(found, request),
    }
    return render(request, "dashboard/invoice.html", facts)


def _default_of(found: Invoice, request: ShopRequest) -> dict[str, Any]:
    """What is owed beside the invoice itself, and what comes next (terms 12.8 to 12.12)."""
    arrears = Arrears.objects.open().filter(invoice=found).first()
    if arrears is None:
        return {}
    arrears.invoice = found
    plan = arrears.plans.filter(broken_at=None).first() if arrears.state == Arrears.State.PLAN else None
    parts = plan.instalments.all() if plan else []
    return {"arrears": arrears, "owed": arrears.owing(amsterdam_date(request.now)), "parts": parts}


@for_shop
@require_POST
def pay(request: ShopRequest, invoice_id: int) -> HttpResponse:
    """On to the payment page (terms 12.7)."""
    back = reverse("dashboard:invoice", args=[request.shop.pk, invoice_id])
    return to_checkout(request, _invoice(request, invoice_id), back=back)


@for_shop
@require_safe
def pdf(request: ShopRequest, invoice_id: int) -> HttpResponseBase:
    return invoice_pdf(_invoice(request, invoice_id))


@for_shop
@require_safe
def ubl(request: ShopRequest, invoice_id: int) -> HttpResponse:
    return invoice_ubl(_invoice(request, invoice_id))


@for_shop
@require_safe
def account(request: ShopRequest) -> HttpResponse:
    """What the company owes, and how it came to that, from the books."""
    return render(request, "dashboard/account.html", {"lines": statement_of(request.shop.member)})


@for_shop
@require_safe
def credit_note(request: ShopRequest, pk: int) -> HttpResponseBase:
    return credit_note_pdf(get_object_or_404(CreditNote.objects.of_shop(request.shop), pk=pk))


def _invoice(request: ShopRequest, invoice_id: int) -> Invoice:
    return get_object_or_404(Invoice.objects.payable_by(request.shop).prefetch_related("lines"), pk=invoice_id)


urlpatterns = [
    path("shops/<int:shop_id>/invoices/", invoices, name="invoices"),
    path("shops/<int:shop_id>/invoices/account/", account, name="account"),
    path("shops/<int:shop_id>/invoices/period/", choose_period, name="choose_period"),
    path("shops/<int:shop_id>/invoices/<int:invoice_id>/", invoice, name="invoice"),
    path("shops/<int:shop_id>/invoices/<int:invoice_id>/pay/", pay, name="pay_invoice"),
    path("shops/<int:shop_id>/invoices/<int:invoice_id>/pdf/", pdf, name="invoice_pdf"),
    path("shops/<int:shop_id>/invoices/<int:invoice_id>/ubl/", ubl, name="invoice_ubl"),
    path("shops/<int:shop_id>/credit-notes/<int:pk>/pdf/", credit_note, name="credit_note_pdf"),
]
