"""Orders over our own API: one, a thousand at once, and what became of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.api_filters import chosen
from keurmerk.api_schema import PAGING
from keurmerk.idempotency import once
from keurmerk.keyset import page_of
from keurmerk.problems import FieldSerializer, named
from members.api_door import KeyedView
from members.models import Scope
from reviews import api_examples as examples
from reviews import terms
from reviews.api_filters import OrderFilter
from reviews.api_invitations import InvitationSerializer
from reviews.content import one_line
from reviews.intake import Taken, take_in
from reviews.orders import Order
from reviews.plugins.reading import language_of

MOST_ORDERS = 1000


@extend_schema_field({"type": "string", "pattern": r"^\d{1,8}(\.\d{1,2})?$"})
class Words(serializers.CharField):
    """Text whose length counts as it was sent, as the schema says; spaces around it are taken off afterwards."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if isinstance(data, str) and self.max_length and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().run_validation(data)


class Total(serializers.DecimalField):
    """An amount of money as a decimal string: a JSON number would have been rounded on its way."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            raise ValidationError('Give the amount as a string, such as "89.95".')
        return super().to_internal_value(data)


class OrderSerializer(serializers.Serializer[Any]):
    """An order to report."""

    order_number = Words(max_length=80, help_text="As your customer knows it")
    email = serializers.EmailField(max_length=254, help_text="Of the customer; the invitation goes there")
    customer_name = Words(max_length=120, required=False, allow_blank=True, help_text="To greet the customer by")
    language = serializers.RegexField(
        r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$",
        max_length=20,
        required=False,
        help_text="Of the customer, such as `nl` or `en-GB`; the shop's own when not given or not one of ours",
    )
    delay_days = serializers.IntegerField(
        min_value=0,
        max_value=terms.MOST_DELAY_DAYS,
        required=False,
        help_text="Days until the invitation goes out; what the shop chose in its dashboard when not given",
    )
    phone = Words(
        max_length=32,
        required=False,
        allow_blank=True,
        help_text="Of the customer; dropped on arrival unless the shop invites by text message",
    )
    total = Total(
        10, 2, min_value=0, required=False, allow_null=True, help_text="What was paid, in euros, as a decimal string"
    )

    def to_internal_value(self, data: Any) -> Any:
        unknown = [str(name) for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        if unknown:
            raise ValidationError({name: ["This field does not exist."] for name in unknown})
        return super().to_internal_value(data)

    def validate_order_number(self, value: str) -> str:
        number = one_line(value, 80)
        if not number:
            raise ValidationError("This field may not be blank.")
        return number

    def validate(self, attrs: dict[str, Any]) -> Any:
        """The order as the rest of the house knows it."""
        given = {name: attrs[name] for name in ("email", "delay_days", "total", "phone") if name in attrs}
        return Order(
            number=attrs["order_number"],
            customer_name=one_line(attrs.get("customer_name", ""), 120),
            language=language_of(attrs.get("language", "")),
            client="api",
            **given,
        )


class ReportedSerializer(serializers.Serializer[Any]):
    """An order that was reported, and its invitation."""

    id = serializers.IntegerField()
    order_number = serializers.CharField()
    email = serializers.CharField(help_text="Empty a year after the order: we keep it no longer")
    customer_name = serializers.CharField()
    language = serializers.CharField()
    total = serializers.DecimalField(10, 2, source="order_total", allow_null=True, help_text="In euros")
    received_at = serializers.DateTimeField()
    invitation = InvitationSerializer(source="*")


class RowSerializer(serializers.Serializer[Any]):
    """What became of one order of a batch."""

    index = serializers.IntegerField(help_text="Its place in what you sent, from 0")
    result = serializers.ChoiceField(["created", "already_reported", "refused"])
    order_number = serializers.CharField(required=False, help_text="Not of refused rows")
    invitation = InvitationSerializer(required=False, help_text="Not of refused rows")
    errors = FieldSerializer(many=True, required=False, help_text="Of refused rows: each field that is wrong")  # type: ignore[assignment]


BatchSerializer = inline_serializer(
    "Batch",
    {
        "orders": serializers.ListField(
            child=OrderSerializer(), min_length=1, max_length=MOST_ORDERS, help_text=f"1 to {MOST_ORDERS:,} orders"
        )
    },
)
ResultsSerializer = inline_serializer(
    "BatchResults",
    {
        "created": serializers.IntegerField(help_text="How many rows are new"),
        "already_reported": serializers.IntegerField(help_text="How many were reported before: nothing to do"),
        "refused": serializers.IntegerField(help_text="How many rows were wrong; the others are not affected"),
        "results": RowSerializer(many=True),
    },
)
PageSerializer = inline_serializer(
    "OrderPage",
    {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": ReportedSerializer(many=True),
    },
)


class OrdersView(KeyedView):
    """The shop's orders."""

    chapter = "Orders"
    scopes = {"GET": Scope.ORDERS_READ, "POST": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="report_order",
        summary="Report an order, so that its customer is invited",
        request=OrderSerializer,
        responses={201: ReportedSerializer, 200: ReportedSerializer},
        examples=[examples.ORDER, examples.REPORTED],
    )
    @once
    def post(self, request: Request) -> Response:
        """The answer says when the invitation goes out, or why none will. An order that was reported before is no
        error: the answer is 200 instead of 201, with the invitation it got then.
        """
        order: Any = OrderSerializer(data=request.data)
        order.is_valid(raise_exception=True)
        (taken,) = take_in(self.shop, [order.validated_data], actor=self.caller, at=self.now)
        return Response(ReportedSerializer(taken.invitation).data, status=201 if taken.fresh else 200)

    @extend_schema(
        operation_id="orders",
        summary="The orders you reported, newest first",
        parameters=[*OrderFilter.described(), *PAGING],
        responses=PageSerializer,
        examples=[examples.ORDERS],
    )
    def get(self, request: Request) -> Response:
        """Whichever way they came in: over this API, by a plugin, or from a file."""
        page = page_of(chosen(OrderFilter, request, self.shop.invitations.with_review()), request, by="received_at")
        return Response(page.around(ReportedSerializer(page.rows, many=True).data))


class OrderView(KeyedView):
    """One order."""

    chapter = "Orders"
    scopes = {"GET": Scope.ORDERS_READ}

    @extend_schema(
        operation_id="order", summary="One order and its invitation", responses=ReportedSerializer,
        examples=[examples.REPORTED],
    )  # fmt: skip
    def get(self, request: Request, order_id: int) -> Response:
        """As it is now."""
        order = get_object_or_404(self.shop.invitations.with_review(), pk=order_id)
        return Response(ReportedSerializer(order).data)


class BatchView(KeyedView):
    """Many orders at once."""

    chapter = "Orders"
    scopes = {"POST": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="report_orders",
        summary=f"Report up to {MOST_ORDERS:,} orders at once",
        request=BatchSerializer,
        responses=ResultsSerializer,
        examples=[examples.BATCH, examples.RESULTS],
    )
    @once
    def post(self, request: Request) -> Response:
        """Each row has a result of its own: a wrong one says what is wrong and stops none of the others."""
        rows = _rows(request.data)
        orders, faults = _read(rows)
        taken = take_in(self.shop, list(orders.values()), actor=self.caller, at=self.now)
        results = {place: _result(place, each) for place, each in zip(orders, taken, strict=True)}
        results |= {place: {"index": place, "result": "refused", "errors": each} for place, each in faults.items()}
        counts = dict.fromkeys(("created", "already_reported", "refused"), 0)
        for each in results.values():
            counts[each["result"]] += 1
        return Response({**counts, "results": [results[place] for place in range(len(rows))]})


def _rows(data: Any) -> Sequence[Any]:
    rows = data.get("orders") if isinstance(data, Mapping) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ORDERS:
        raise ValidationError({"orders": f"Give a list of 1 to {MOST_ORDERS} orders."})
    return rows


def _read(rows: Sequence[Any]) -> tuple[dict[int, Order], dict[int, list[dict[str, str]]]]:
    """The orders in these rows by their place, and what is wrong with the other rows."""
    serializer: Any = OrderSerializer()
    orders: dict[int, Order] = {}
    faults: dict[int, list[dict[str, str]]] = {}
    for place, row in enumerate(rows):
        try:
            orders[place] = serializer.run_validation(row)
        except ValidationError as fault:
            faults[place] = named(fault.detail)
    return orders, faults


def _result(place: int, taken: Taken) -> dict[str, Any]:
    return {
        "index": place,
        "result": "created" if taken.fresh else "already_reported",
        "order_number": taken.invitation.order_number,
        "invitation": InvitationSerializer(taken.invitation).data,
    }
