"""Who calls our API: the key, what it may do, and how often."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from keurmerk.open_api import ApiView
from members.models import ApiKey, Shop
from members.terms import API_CALLS, API_WINDOW


class ByKey(BaseAuthentication):
    """`Authorization: Bearer` and the key; never in an address, and not written down anywhere."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        key = ApiKey.objects.admitting(secret.strip(), request.now)  # type: ignore[attr-defined]  # of our middleware
        if key is None:
            raise AuthenticationFailed("This key does not exist, was withdrawn or has ended.")
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class WithinScope(BasePermission):
    """The key has the scope that the view names for this method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, ApiKey):
            return False
        scope = view.scope_of(request.method)
        if scope and not request.auth.opens(scope):
            raise PermissionDenied(f"This key lacks the scope {scope}.")
        return True


class PerKey(BaseThrottle):
    """So many calls a minute per key, counted exactly; who asks more is told when to come back."""

    named = "key"
    num_requests = API_CALLS
    duration = int(API_WINDOW.total_seconds())

    def allow_request(self, request: Request, view: Any) -> bool:
        assert isinstance(request.auth, ApiKey)  # WithinScope has looked
        self._key, self._at = request.auth, request.now  # type: ignore[attr-defined]
        self._key.count_call(self._at)
        return self._key.is_within_limit

    def wait(self) -> float:
        return self._key.seconds_to_wait(self._at)

    def left(self) -> int:
        return self._key.calls_left

    def seconds(self) -> int:
        return self._key.seconds_to_wait(self._at)


class KeyedView(ApiView):
    """A view for the software of one shop: what belongs to another shop does not exist."""

    authentication_classes = (ByKey,)
    permission_classes = (WithinScope,)
    throttle_classes: tuple[type[BaseThrottle], ...] = (PerKey,)
    scopes: dict[str, str] = {}

    def scope_of(self, method: str | None) -> str:
        return self.scopes.get("GET" if method == "HEAD" else method or "", "")

    @property
    def key(self) -> ApiKey:
        key = self.request.auth
        assert isinstance(key, ApiKey)  # WithinScope has looked
        return key

    @property
    def now(self) -> datetime:
        moment: datetime = self.request.now  # type: ignore[attr-defined]  # of our middleware
        return moment

    @property
    def shop(self) -> Shop:
        return self.key.shop

    @property
    def caller(self) -> str:
        """Who acts: in events, and for keurmerk.idempotency."""
        return f"api_key:{self.key.pk}"

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


class KeyInSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Says in the schema how to call, and with which scope."""

    target_class = ByKey
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        words = "A key of the shop, made in its dashboard. Each operation names the scope that the key needs."
        return {"type": "http", "scheme": "bearer", "description": words}

    def get_security_requirement(self, auto_schema: Any) -> dict[str, list[str]]:
        return {"key": [auto_schema.view.scope_of(auto_schema.method)]}
