"""The invoices of the company behind a shop over our API: the list, one with its lines, and the paper itself."""

from typing import Any

import django_filters
from django.core.files.storage import default_storage
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from billing import document
from billing.models import Invoice
from keurmerk.api_filters import ApiFilter, chosen
from keurmerk.api_pages import page
from keurmerk.api_schema import PAGING
from keurmerk.keyset import page_of
from keurmerk.links import absolute
from members.api_door import KeyedView
from members.models import Scope

STATES = [each for each in Invoice.State.values if each != Invoice.State.DRAFT]


class InvoiceSerializer(serializers.Serializer[Any]):
    """An invoice, in euros."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    issued_on = serializers.DateField()
    due_on = serializers.DateField(help_text="The last day to pay")
    paid_at = serializers.DateTimeField(allow_null=True)
    period_from = serializers.DateField(help_text="The first day that it is for")
    period_to = serializers.DateField(help_text="The last day that it is for")
    net = serializers.DecimalField(10, 2)
    vat_percent = serializers.DecimalField(4, 2)
    vat = serializers.DecimalField(10, 2)
    total = serializers.DecimalField(10, 2)
    reference = serializers.CharField(help_text="To pay with (ISO 11649)")
    pdf = serializers.SerializerMethodField(help_text="The paper itself, with the same key")

    def get_pdf(self, invoice: Invoice) -> str:
        return absolute(f"/api/v1/invoices/{invoice.pk}/pdf")


class LineSerializer(serializers.Serializer[Any]):
    """One line."""

    description = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_price = serializers.DecimalField(10, 2)
    amount = serializers.DecimalField(10, 2, help_text="Without VAT")


class InvoiceWithLinesSerializer(InvoiceSerializer):
    """An invoice with what it is for."""

    lines = LineSerializer(many=True)


class InvoiceFilter(ApiFilter):
    state = django_filters.ChoiceFilter(
        choices=[(each, each) for each in STATES], help_text="In this state; `ISSUED` and `OVERDUE` are unpaid"
    )

    class Meta:
        model = Invoice
        fields = ("state",)


_INVOICE: dict[str, Any] = {
    "id": 4,
    "number": "F2026-0004",
    "state": "PAID",
    "issued_on": "2026-01-06",
    "due_on": "2026-01-20",
    "paid_at": "2026-01-08T12:00:00Z",
    "period_from": "2026-01-06",
    "period_to": "2027-01-05",
    "net": "120.00",
    "vat_percent": "21.00",
    "vat": "25.20",
    "total": "145.20",
    "reference": "RF18539007547034",
    "pdf": "https://keurmerk.example/api/v1/invoices/4/pdf",
}
_LINE = {"description": "Lidmaatschap keurmerk", "quantity": 1, "unit_price": "120.00", "amount": "120.00"}


class InvoicesView(KeyedView):
    """The member's invoices."""

    chapter = "Invoices"
    scopes = {"GET": Scope.INVOICES_READ}

    @extend_schema(
        operation_id="invoices",
        summary="Your invoices, the last to be paid first",
        parameters=[*InvoiceFilter.described(), *PAGING],
        responses=page("InvoicePage", InvoiceSerializer(many=True)),
        examples=[
            OpenApiExample(
                "One invoice",
                value={"next": None, "previous": None, "results": [_INVOICE]},
                response_only=True,
                status_codes=["200"],
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Of the company behind this shop, for all its shops."""
        rows = chosen(InvoiceFilter, request, Invoice.objects.payable_by(self.shop))
        found = page_of(rows, request, by="default_at")
        return Response(found.around(InvoiceSerializer(found.rows, many=True).data))


class InvoiceView(KeyedView):
    """One invoice."""

    chapter = "Invoices"
    scopes = {"GET": Scope.INVOICES_READ}

    @extend_schema(
        operation_id="invoice",
        summary="One invoice with its lines",
        responses=InvoiceWithLinesSerializer,
        examples=[
            OpenApiExample("An invoice", value={**_INVOICE, "lines": [_LINE]}, response_only=True, status_codes=["200"])
        ],
    )
    def get(self, request: Request, invoice_id: int) -> Response:
        """As it is now."""
        mine = Invoice.objects.payable_by(self.shop).prefetch_related("lines")
        return Response(InvoiceWithLinesSerializer(get_object_or_404(mine, pk=invoice_id)).data)


class Pdf(BaseRenderer):
    """So that a caller may ask for a PDF by name; the view opens the file itself, and problems are plain JSON."""

    media_type = "application/pdf"
    format = "pdf"
    charset = None
    render_style = "binary"

    def render(self, data: Any, *_args: Any, **_kwargs: Any) -> bytes:
        return JSONRenderer().render(data)


class InvoicePdfView(KeyedView):
    """The paper."""

    chapter = "Invoices"
    scopes = {"GET": Scope.INVOICES_READ}
    renderer_classes = (Pdf, JSONRenderer)

    @extend_schema(
        operation_id="invoice_pdf",
        summary="The invoice as PDF",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        examples=[OpenApiExample("A file", value="%PDF-1.7 …", response_only=True, media_type="application/pdf")],
    )
    def get(self, request: Request, invoice_id: int) -> HttpResponse:
        """The same file as was mailed."""
        invoice = get_object_or_404(Invoice.objects.payable_by(self.shop), pk=invoice_id)
        with default_storage.open(document.keep(invoice)) as kept:
            answer = HttpResponse(kept.read(), content_type=Pdf.media_type)
        answer["Content-Disposition"] = f'inline; filename="{invoice.number}.pdf"'
        return answer
