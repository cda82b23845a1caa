"""Keys of our own API for tests, and a client that carries one and holds every answer against our own schema."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from openapi_core import Config, OpenAPI
from werkzeug.datastructures import Headers

from members.models import ApiKey, Scope, Shop
from tests.factories import reviews
from tests.factories.members import LONG_AGO
from tests.peers.contract import SpecRequest

HOST = "http://testserver"


def api_key(
    *, of: Shop | None = None, scopes: tuple[str, ...] = tuple(Scope.values), at: datetime = LONG_AGO, **facts: Any
) -> tuple[ApiKey, str]:
    """A key that may do everything unless told otherwise, and what it is."""
    return ApiKey.issue(of or reviews.inviting_shop(), name="Kassa", scopes=scopes, actor="test", at=at, **facts)


@cache
def our_schema() -> OpenAPI:
    kinds = {
        "application/problem+json": json.loads,
        "application/pdf": lambda content: content.decode("latin-1"),
        "application/jsonl": lambda lines: json.loads(lines.splitlines()[0]),
    }
    return OpenAPI.from_dict(
        SchemaGenerator().get_schema(public=True), config=Config(extra_media_type_deserializers=kinds)
    )


class SpecResponse:
    """An answer as openapi-core wants it."""

    def __init__(self, answer: Any) -> None:
        self.status_code, self.data = answer.status_code, answer.getvalue()
        if answer.streaming:
            answer.streaming_content = [self.data]  # read here, and there for the test to read
        self.content_type = answer["Content-Type"]
        self.headers = Headers(list(answer.items()))


def faults_of(answer: Any, method: str, path: str) -> list[str]:
    """Every way in which an answer breaks our own schema, in words."""
    found = []
    asked = SpecRequest(HOST, method, path, {}, b"")
    for error in our_schema().iter_response_errors(asked, SpecResponse(answer)):
        inner = getattr(error.__cause__, "schema_errors", None)
        found += [each.message for each in inner] if inner else [f"{error!r} {error}"]
    return found


class Caller(Client):
    """Software of a shop: every call carries its key, and every answer is what the schema says."""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        method, path = request["REQUEST_METHOD"].lower(), request["PATH_INFO"]
        if answer.status_code != 405:
            faults = faults_of(answer, method, path)
            assert not faults, f"{method} {path} {answer.status_code}: {faults} in {answer.getvalue()[:500]!r}"
        return answer

    def report(self, path: str, data: Any, *, key: str = "", method: str = "post") -> Any:
        """Sends JSON, with an Idempotency-Key when one is given."""
        headers = {"Idempotency-Key": key} if key else {}
        return getattr(self, method)(f"/api/v1/{path}", data, content_type="application/json", headers=headers)

    def ask(self, path: str, **query: Any) -> Any:
        return self.get(f"/api/v1/{path}", query)


def caller(*, of: Shop | None = None, scopes: tuple[str, ...] = tuple(Scope.values), secret: str = "") -> Caller:
    """A client with a key of this shop."""
    secret = secret or api_key(of=of, scopes=scopes)[1]
    return Caller(headers={"Authorization": f"Bearer {secret}"})
