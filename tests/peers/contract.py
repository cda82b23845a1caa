"""Checks a request against an OpenAPI file, and says what is wrong with it."""

import json
import os
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from werkzeug.datastructures import Headers, ImmutableMultiDict

SHARED = Path(os.environ.get("KEURMERK_SHARED", Path(__file__).resolve().parents[3] / "shared"))


def shared(*parts: str) -> Path:
    """A file of the shared folder; skips the test where the folder is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"The official files are not on this machine: {path.name} is missing")
    return path


@cache
def specification(service: str, name: str) -> OpenAPI:
    text = shared("peers", service, name).read_text()
    return OpenAPI.from_dict(json.loads(text) if name.endswith(".json") else yaml.safe_load(text))


class SpecRequest:
    """A request as openapi-core wants it."""

    def __init__(self, host: str, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        parts = urlsplit(target)
        self.host_url, self.path, self.method = host, parts.path, method.lower()
        self.body = body or None
        self.content_type = headers.get("Content-Type", "application/json").split(";")[0]
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(parts.query)),
            header=Headers(list(headers.items())),
            cookie=ImmutableMultiDict(),
        )


def faults(spec: OpenAPI, request: SpecRequest) -> list[str]:
    """Every way in which the request breaks the specification, in words."""
    found = []
    for error in spec.iter_request_errors(request):
        schema = getattr(error.__cause__, "schema_errors", None)
        found += [each.message for each in schema] if schema else [str(error)]
    return found
