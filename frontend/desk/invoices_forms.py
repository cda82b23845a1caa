"""Which invoices finance sees, and a transfer that came in."""

from decimal import Decimal
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from billing.models import Invoice
from billing.models.invoice import InvoiceQuerySet

STATES = [each for each in Invoice.State.choices if each[0] != Invoice.State.DRAFT]


class InvoiceFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By state, and by number, buyer or payment reference."""

    q = django_filters.CharFilter(label=_("Search"), method="search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("All"))

    class Meta:
        model = Invoice
        fields: list[str] = []

    def search(self, invoices: InvoiceQuerySet, _name: str, words: str) -> InvoiceQuerySet:
        words = words.strip()
        reference = words.replace(" ", "").upper()
        return invoices.filter(
            Q(number__icontains=words)
            | Q(buyer_name__icontains=words)
            | Q(reference=reference)
            | Q(buyer_kvk_number=words)
        )


class TransferForm(forms.Form):
    """What the bank statement says."""

    use_required_attribute = False

    amount = forms.DecimalField(
        label=_("Amount received, in euros"),
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-10"}),
        error_messages={"required": _("Fill in the amount"), "invalid": _("Fill in an amount, such as 49,95")},
    )
    reference = forms.CharField(
        label=_("Reference of the bank"),
        help_text=_("From the statement. The same reference is booked once."),
        max_length=80,
        error_messages={"required": _("Fill in the reference of the bank")},
    )

    def __init__(self, *args: Any, invoice: Invoice, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"amount": invoice.outstanding})
        super().__init__(*args, **kwargs)
