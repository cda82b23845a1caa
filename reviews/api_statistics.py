"""A shop's statistics over our API: counts and score per month, and how far its orders came."""

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.calendar import add_months, amsterdam_date
from members.api_door import KeyedView
from members.models import Scope
from reviews import api_examples as examples
from reviews.api import MeansSerializer
from reviews.api_examples import SCALE
from reviews.models.recount import Month
from reviews.scoring import SUB_SCORES
from reviews.statistics.facts import Measured, measured
from reviews.statistics.funnel import Funnel
from reviews.statistics.spans import Span, Unit

MOST_MONTHS = 60
USUAL_MONTHS = 12


class SpanSerializer(serializers.Serializer[Any]):
    """Which months."""

    months = serializers.IntegerField(min_value=1, max_value=MOST_MONTHS, default=USUAL_MONTHS)
    until = serializers.DateField(required=False)


class MonthSerializer(serializers.Serializer[Any]):
    """The reviews that were published in one month, and are still public."""

    month = serializers.CharField(help_text="Such as 2026-03, in Amsterdam")
    public_count = serializers.IntegerField(help_text="All of them")
    count = serializers.IntegerField(help_text="The verified ones, which the score is made of")
    score = serializers.DecimalField(5, 4, coerce_to_string=False, allow_null=True, help_text="Their plain mean")
    distribution = serializers.DictField(child=serializers.IntegerField())
    parts = MeansSerializer()


class FunnelSerializer(serializers.Serializer[Any]):
    """From order to review, of the orders that came in in these months."""

    orders = serializers.IntegerField(help_text="Reported to us")
    invited = serializers.IntegerField(help_text="Asked, or going to be")
    sent = serializers.IntegerField()
    delivered = serializers.IntegerField(allow_null=True, help_text="Null: that was not told, or is forgotten")
    opened = serializers.IntegerField(allow_null=True)
    reviewed = serializers.IntegerField()
    response = serializers.DecimalField(
        5, 1, coerce_to_string=False, allow_null=True, help_text="Reviews per hundred invitations that left"
    )
    is_estimated = serializers.BooleanField(help_text="Delivered and opened are taken from a part of what was sent")


class StatisticsSerializer(serializers.Serializer[Any]):
    """Some months of a shop."""

    scale = serializers.CharField(help_text="The scale of every score here")
    first = serializers.DateField(help_text="The first day that is counted")
    last = serializers.DateField(help_text="The last day that is counted")
    months = MonthSerializer(many=True)
    total = MonthSerializer(help_text="All these months together; `month` is empty")
    funnel = FunnelSerializer()


class StatisticsView(KeyedView):
    """Statistics."""

    chapter = "Reviews"
    scopes = {"GET": Scope.STATISTICS_READ}

    @extend_schema(
        operation_id="statistics",
        summary="Reviews and scores per month, and from order to review",
        parameters=[
            OpenApiParameter(
                "months",
                {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS},
                description=f"1 to {MOST_MONTHS}; {USUAL_MONTHS} when not given",
            ),
            OpenApiParameter("until", date, description="The last of these months is that of this day; today"),
        ],
        responses=StatisticsSerializer,
        examples=[examples.STATISTICS],
    )
    def get(self, request: Request) -> Response:
        """The same numbers as in the dashboard. A month that runs counts until today."""
        asked: Any = SpanSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        today = amsterdam_date(self.now)
        span = _span(asked.validated_data["months"], asked.validated_data.get("until", today), today)
        return Response(StatisticsSerializer(_facts(measured(self.shop, span, Unit.MONTH, today=today))).data)


def _span(months: int, until: date, today: date) -> Span:
    """So many whole months up to that of `until`. Raises ValidationError for days before there were any."""
    if not date(2000, 1, 1) <= until <= today:
        raise serializers.ValidationError({"until": "Give a day between 2000-01-01 and today."})
    first = add_months(until.replace(day=1), 1 - months)
    end = add_months(until.replace(day=1), 1)
    return Span(first, min(date.fromordinal(end.toordinal() - 1), today))


def _facts(found: Measured) -> dict[str, Any]:
    months = [{"month": f"{step.first:%Y-%m}", **_month(month)} for step, month in found.steps]
    return {
        "scale": SCALE,
        "first": found.span.first,
        "last": found.span.last,
        "months": months,
        "total": {"month": "", **_month(found.total)},
        "funnel": _funnel(found.funnel),
    }


def _month(month: Month) -> dict[str, Any]:
    tally = month.tally
    return {
        "public_count": month.public_count,
        "count": tally.count,
        "score": tally.mean,
        "distribution": tally.distribution,
        "parts": {name: tally.part(name) for name in SUB_SCORES},
    }


def _funnel(funnel: Funnel) -> dict[str, Any]:
    names = ("orders", "invited", "sent", "delivered", "opened", "reviewed", "response", "is_estimated")
    return {name: getattr(funnel, name) for name in names}
