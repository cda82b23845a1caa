"""A POST that may be repeated: the answer is kept with the change, and given again to whoever asks again.

The client chooses a key and sends it as `Idempotency-Key`. The answer is stored in the transaction of the change, so
a server that is killed half-way leaves neither; a lock that ends with the transaction says that a call is under way.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from keurmerk.models import KeptAnswer
from keurmerk.problems import Conflict

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LIFE = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
Handler = Callable[..., Response]


class OtherBody(APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key was used for another request. Choose a new key for each change."


def once(handler: Handler) -> Callable[..., HttpResponse]:
    """For a method of a view with a `caller`: in one transaction, and with an Idempotency-Key only once.

    Refusals are not kept: who puts the request right may use the key again.
    """

    @wraps(handler)
    def answered(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        fingerprint = _fingerprint(request)
        key = _key_in(request)
        with transaction.atomic():
            if not key:
                return handler(view, request, *args, **kwargs)
            _alone(view.caller, key)
            kept = KeptAnswer.objects.filter(caller=view.caller, key=key).first()
            if kept and kept.expires_at > request.now:  # type: ignore[attr-defined]  # of our middleware
                return _again(kept, fingerprint)
            if kept:
                kept.delete()
            answer = _plain(handler(view, request, *args, **kwargs))
            KeptAnswer.objects.create(
                caller=view.caller,
                key=key,
                fingerprint=fingerprint,
                status=answer.status_code,
                body=answer.content.decode(),
                expires_at=request.now + LIFE,  # type: ignore[attr-defined]
            )
            return answer

    answered.repeatable = True  # type: ignore[attr-defined]  # the schema says so
    return answered


def _fingerprint(request: Request) -> str:
    """Of what is asked, and where. Reads the body, within its limit."""
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(asked).hexdigest()


def _key_in(request: Request) -> str:
    key = request.headers.get(HEADER, "")
    if HEADER in request.headers and not _KEY.fullmatch(key):
        raise ValidationError({HEADER: "Give 1 to 255 letters, digits or signs, without spaces."})
    return key


def _alone(caller: str, key: str) -> None:
    """Nobody else works on this call until the end of the transaction. Raises Conflict when somebody does."""
    number = int.from_bytes(hashlib.sha256(f"{caller}\n{key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Conflict("A call with this Idempotency-Key is under way. Ask again in a moment.")


def _again(kept: KeptAnswer, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise OtherBody
    answer = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    answer[REPLAYED] = "true"
    return answer


def _plain(answer: Response) -> HttpResponse:
    """The bytes that are sent now are those that are sent again."""
    return HttpResponse(JSONRenderer().render(answer.data), status=answer.status_code, content_type="application/json")
