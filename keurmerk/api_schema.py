"""How our API describes itself: each operation with its key, its problems and its Idempotency-Key."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from keurmerk import idempotency, keyset
from keurmerk.problems import MEDIA_TYPE, ProblemSerializer

PAGING = [
    OpenApiParameter(
        "page_size",
        {"type": "integer", "minimum": 1, "maximum": keyset.MOST},
        description=f"1 to {keyset.MOST}; {keyset.USUAL} when not given",
    ),
    OpenApiParameter("cursor", str, description="From the link to the next or previous page"),
]
_KEY = OpenApiParameter(
    idempotency.HEADER,
    {"type": "string", "pattern": "^[!-~]{1,255}$"},
    OpenApiParameter.HEADER,
    description="A name of your choice for this change, 1 to 255 characters. Repeated within 24 hours with the same "
    "body, the call does nothing and gets the same answer, with `Idempotent-Replayed: true`",
)
_PROBLEMS = {
    "400": "Invalid input; each field that is wrong is named",
    "401": "No key, or one that does not work",
    "403": "The key lacks the scope",
    "404": "It does not exist, or not in this shop",
    "409": "Its state does not allow it, or a call with this Idempotency-Key is under way",
    "413": "The request is too large",
    "415": "The body is not `application/json`",
    "422": "The Idempotency-Key was used for another request",
    "429": "Too many calls; `Retry-After` says how many seconds to wait",
    "500": "Our fault; the call did nothing",
}

_CLOSED = ("Order",)  # of these a field that does not exist is refused, elsewhere it is passed over


def closed(result: dict[str, Any], **_facts: Any) -> dict[str, Any]:
    """Says so in the schema (a hook of drf-spectacular)."""
    for name in _CLOSED:
        result["components"]["schemas"][name]["additionalProperties"] = False
    return result


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        return [_KEY] if self._repeatable else []

    def is_deprecated(self) -> bool:
        return getattr(self.view, "deprecated", None) is not None

    def get_tags(self) -> list[str]:
        return [str(getattr(self.view, "chapter", "Public"))]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        make: Any = self._get_response_for_code  # it has no types
        for status in self._problems:
            answer = OpenApiResponse(ProblemSerializer, description=_PROBLEMS[status])
            bodies.setdefault(status, make(answer, status, [MEDIA_TYPE], direction))
        return bodies

    @property
    def _repeatable(self) -> bool:
        return hasattr(getattr(self.view, self.method.lower()), "repeatable")

    @property
    def _problems(self) -> list[str]:
        keyed, writes = bool(self.view.authentication_classes), self.method != "GET"
        found = ["400", *(["401", "403"] if keyed else []), *(["404"] if "{" in self.path else [])]
        return [*found, *(["409", "413", "415", "422"] if writes else []), "429", "500"]
