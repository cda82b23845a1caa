"""A secret in the address of a webhook, for vendors that sign nothing: HTTP basic authentication.

A wrong one gets 401, never 403: that would stop Postmark's retries for good (integrations.md 3).
"""

import base64
import binascii
import secrets

from django.http import HttpRequest, HttpResponse


def knows(request: HttpRequest, secret: str) -> bool:
    """Does the request say "user:password" as in `secret`? Nobody knows an empty one."""
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        said = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    return kind.lower() == "basic" and bool(secret) and secrets.compare_digest(said, secret.encode())


def refusal() -> HttpResponse:
    return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="webhook"'})
