"""Errors of our own API as problem details (RFC 9457): which field, and what is wrong with it."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.views import exception_handler

from keurmerk.lifecycle import IllegalMove

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger(__name__)


class Conflict(exceptions.APIException):
    """What is asked cannot be done to a thing in its present state."""

    status_code = HTTPStatus.CONFLICT
    default_detail = "This can no longer be done: its state does not allow it."


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is too large."


class Unreadable(exceptions.APIException):
    status_code = HTTPStatus.BAD_REQUEST
    default_detail = "The request could not be read."


class Broken(exceptions.APIException):
    default_detail = "Something went wrong on our side. The call did nothing; it may be repeated."


class FieldSerializer(serializers.Serializer[Any]):
    """What is wrong with one field."""

    field = serializers.CharField(help_text="Its name; of a part within, with dots: `orders.2.email`")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A problem (RFC 9457), as `application/problem+json`."""

    type = serializers.CharField(help_text="`about:blank`: the status says it all")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = FieldSerializer(many=True, required=False, help_text="Of invalid input: what is wrong")  # type: ignore[assignment]


def as_problem(fault: Exception, context: dict[str, Any]) -> Response:
    """The answer to whatever was raised. What we did not foresee is written to the log, without what was sent."""
    known = _known(fault)
    response = exception_handler(known, context)
    if response is None:
        _LOG.error("%s failed", type(context.get("view")).__name__, exc_info=fault)
        response = exception_handler(Broken(), context)
        assert response is not None  # it is an APIException
    response.data = problem(response.status_code, response.data, known)
    response.content_type = MEDIA_TYPE
    return response


def problem(status: int, data: Any, fault: Exception | None = None) -> dict[str, Any]:
    if isinstance(fault, exceptions.ValidationError):
        return {"type": "about:blank", "title": "Invalid input", "status": status, "errors": named(data)}
    title, detail = HTTPStatus(status).phrase, str(data.get("detail", ""))
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


def named(data: Any, field: str = "") -> list[dict[str, str]]:
    """Every complaint with the field it is about, however deep."""
    if isinstance(data, dict):
        inner = [(_sayable(name), value) for name, value in data.items()]
    elif isinstance(data, list) and any(isinstance(each, dict | list) for each in data):
        inner = [(str(number), each) for number, each in enumerate(data)]
    else:
        return [{"field": field, "detail": _sayable(each)} for each in (data if isinstance(data, list) else [data])]
    whole = "non_field_errors"
    return [
        found
        for name, value in inner
        for found in named(value, field if name == whole else f"{field}.{name}".lstrip("."))
    ]


def _sayable(said: Any) -> str:
    """A complaint may quote what was sent, and half a sign of Unicode cannot be sent back."""
    return str(said).encode("utf-8", "replace").decode()


def _known(fault: Exception) -> Exception:
    if isinstance(fault, IllegalMove):
        return Conflict()
    if isinstance(fault, RequestDataTooBig):
        return TooLarge()
    if isinstance(fault, SuspiciousOperation | BadRequest):
        return Unreadable()
    return fault
