"""What every view of our own API shares: in English and UTC, problems as problem+json, limits in headers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from django.utils import timezone, translation
from django.utils.http import http_date
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, BaseThrottle
from rest_framework.views import APIView


class Limit(Protocol):
    """A throttle that can say what remains: how many calls, of how many in how many seconds, and until when."""

    named: str
    num_requests: int
    duration: int

    def left(self) -> int: ...

    def seconds(self) -> int: ...


class PublicThrottle(AnonRateThrottle):
    """Six hundred calls a minute per address; who asks more is told when to come back."""

    rate = "600/min"
    named = "public"
    history: list[float] = []

    def left(self) -> int:
        allowed: int = self.num_requests  # type: ignore[attr-defined]  # missing in the stubs
        return max(allowed - len(self.history), 0)

    def seconds(self) -> int:
        return int(self.duration)  # type: ignore[attr-defined]


class Json(JSONParser):
    """JSON; a text that is nested without end is refused as any other that cannot be read."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as fault:
            raise ParseError("JSON parse error - nested too deeply") from fault


@dataclass(frozen=True)
class Deprecation:
    """A call that will go: since when it is advised against, when it ends, and where that is explained."""

    since: datetime
    until: datetime
    more: str

    def headers(self) -> dict[str, str]:
        """RFC 9745 and RFC 8594."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": http_date(self.until.timestamp()),
            "Link": f'<{self.more}>; rel="deprecation"',
        }


class ApiView(APIView):
    """A view for machines."""

    parser_classes = (Json,)
    limits: list[Any] = []
    deprecated: Deprecation | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with translation.override("en"), timezone.override(UTC):
            return super().dispatch(request, *args, **kwargs)

    def get_throttles(self) -> list[Any]:
        self.limits = super().get_throttles()
        return self.limits

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Says what remains of the limit (draft-ietf-httpapi-ratelimit-headers), and whether the call will go."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for limit in self.limits:
            answer["RateLimit-Policy"] = f'"{limit.named}";q={limit.num_requests};w={limit.duration}'
            answer["RateLimit"] = f'"{limit.named}";r={limit.left()};t={limit.seconds()}'
        for name, value in (self.deprecated.headers() if self.deprecated else {}).items():
            answer[name] = value
        return answer


class PublicView(ApiView):
    """A view that anyone may read, from any page."""

    throttle_classes: tuple[type[BaseThrottle], ...] = (PublicThrottle,)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        return answer


class NotThere(PublicView):
    """Every address of the API that does not exist: a problem, not a page."""

    schema = None
    throttle_classes = ()

    def get(self, request: Request, path: str = "") -> Response:
        raise NotFound

    post = put = patch = delete = get
