"""What lists of our own API can be narrowed by. A value that cannot be read is refused, with the field named."""

import re
from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

CLAIMS = [("true", "true"), ("false", "false")]
PLAIN = r"^[^\x00]*$"  # the database holds every sign but this one
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})", re.IGNORECASE)


def is_true(said: str) -> bool:
    return said == "true"


class MomentField(forms.CharField):
    """A moment as RFC 3339 writes it, or a day in UTC; in UTC, for the database knows no offset of a whole day."""

    def clean(self, value: Any) -> datetime | None:
        said = super().clean(value)
        if not said:
            return None
        try:
            return _moment(said)
        except (ValueError, OverflowError) as nonsense:
            raise forms.ValidationError("Give a moment such as 2026-03-02T09:00:00Z.") from nonsense


def _moment(said: str) -> datetime:
    if _DAY.fullmatch(said):
        return datetime.fromisoformat(said).replace(tzinfo=UTC)
    found = parse_datetime(said.upper()) if _MOMENT.fullmatch(said) else None
    if found is None:
        raise ValueError(said)
    return found.astimezone(UTC)


class MomentFilter(django_filters.Filter):  # type: ignore[misc]  # django-filter has no types
    field_class = MomentField


class ApiFilter(django_filters.FilterSet):  # type: ignore[misc]
    @classmethod
    def described(cls) -> list[OpenApiParameter]:
        """The filters as the schema lists them."""
        return [
            OpenApiParameter(name, _kind(each), description=each.extra.get("help_text", ""))
            for name, each in cls.base_filters.items()
        ]


def _kind(each: Any) -> dict[str, Any]:
    """What may be given, as JSON Schema."""
    if isinstance(each, MomentFilter):
        return {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}
    if "choices" in each.extra:
        return {"type": "string", "enum": [str(value) for value, _ in each.extra["choices"]]}
    longest = {"maxLength": each.extra["max_length"]} if "max_length" in each.extra else {}
    return {"type": "string", "minLength": 1, "pattern": PLAIN, **longest}


def chosen(kind: type[ApiFilter], request: Request, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """The rows that were asked for. Raises ValidationError, also for a filter without a value or with two."""
    for name in kind.base_filters:
        given = request.query_params.getlist(name)
        if len(given) > 1 or given == [""]:
            raise ValidationError({name: "Give one value, or leave it out."})
    filtered = kind(request.query_params, queryset=rows)
    if not filtered.is_valid():
        raise ValidationError(dict(filtered.errors))
    found: QuerySet[Any] = filtered.qs
    return found
