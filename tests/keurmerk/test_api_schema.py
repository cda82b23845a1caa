"""Our own API under whatever its schema allows and forbids: every answer is one that the schema knows."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from keurmerk import clock
from members.models import ApiKey, Shop
from tests.factories import billing, disputes, keys, moderation, reviews

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))  # per call, way and caller
START = int(os.environ.get("FUZZ_START", "1"))  # `make fuzz` begins elsewhere every time
# What no schema can say. Of these fields a value that the schema allows may be refused, and the problem names them.
BEYOND = {
    "GET /api/v1/register": {"domain"},  # whether it is a host
    "GET /api/v1/statistics": {"until"},  # whether that day has come
    "POST /api/v1/orders": {"email", "order_number", "customer_name", "phone"},  # signs that no text may hold
    "PUT /api/v1/reviews/{review_id}/reply": {"text"},  # whether words are left
    "POST /api/v1/reviews/{review_id}/reply": {"text"},
    "POST /api/v1/notices": {"review_id", "product_review_id", "explanation", "quote"},  # whether the shop has it
    "POST /api/v1/disputes/{dispute_id}/answers": {"refuses", "text"},  # whether it is in mediation
}
NEVER_GOOD = {"GET /api/v1/register", "POST /api/v1/notices"}  # by chance nobody names a host, or a review of the shop
PUBLIC = ("GET /api/v1/register", "GET /api/v1/shops")
EVERYWHERE = {"cursor"}  # whether it is ours
ONE_BY_ONE = "POST /api/v1/orders/batch"  # a row that is wrong is refused in its place, with 200


@pytest.fixture
def api(db, monkeypatch, settings) -> Iterator[Any]:
    """Our schema, over WSGI in this process, with nobody held back by a limit."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr("keurmerk.open_api.PublicThrottle.rate", "1000000/min")
    monkeypatch.setattr(ApiKey, "is_within_limit", True)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the test's own connection stays
    yield schemathesis.openapi.from_wsgi("/api/v1/schema", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def excused(call: str, answer: Any) -> list[Any]:
    """The checks that this answer need not pass."""
    if call == ONE_BY_ONE:
        return [negative_data_rejection]
    named = {each["field"] for each in answer.json().get("errors", [])} if answer.status_code == 400 else set()
    return [positive_data_acceptance] if named and named <= BEYOND.get(call, set()) | EVERYWHERE else []


def faults(api: Any, mode: GenerationMode, town: dict[str, int], seen: dict[str, set[int]]) -> list[str]:
    """What is wrong with the answers, a sentence per fault. `seen` gathers the statuses that each call gave.

    Where the schema is kept to, the numbers in addresses are those of the town: others are all answered by 404.
    """
    operations = [result.ok() for result in api.get_all_operations()]
    known = town if mode == GenerationMode.POSITIVE else {}
    return [each for operation in operations for each in faults_of(operation, mode, known, seen)]


def faults_of(operation: Any, mode: GenerationMode, known: dict[str, int], seen: dict[str, set[int]]) -> list[str]:
    @seed(START)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: Any) -> None:
        case.path_parameters = {name: known.get(name, value) for name, value in (case.path_parameters or {}).items()}
        with transaction.atomic():  # each from the same town
            answer = case.call()
            transaction.set_rollback(True)
        seen.setdefault(operation.label, set()).add(answer.status_code)
        case.validate_response(answer, excluded_checks=excused(operation.label, answer))

    try:
        holds()
    except FailureGroup as group:
        return [f"{operation.label}: {each.title}: {each.message}"[:1500] for each in group.exceptions]
    except Exception as fault:
        return [f"{operation.label}: {fault!r}"[:1500]]
    return []


@pytest.fixture
def town(db) -> dict[str, int]:
    """One busy shop: the numbers that addresses name."""
    at = clock.now()
    review = reviews.review(at=at)
    reviews.reply(to=review, at=at)
    reviews.product_review(of=review.shop, at=at)
    order = reviews.invitation(of=review.shop, at=at)
    return {
        "shop_id": review.shop_id,
        "review_id": review.pk,
        "order_id": order.pk,
        "invitation_id": order.pk,
        "notice_id": moderation.request_of_shop(about=review, at=at).pk,
        "dispute_id": disputes.dispute(at=at, shop=review.shop).pk,
        "invoice_id": billing.invoice(at=at, of=review.shop.member).pk,
    }


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
class TestEveryCall:
    def test_with_a_key_is_answered_as_the_schema_says(self, api, mode, town):
        secret = keys.api_key(of=Shop.objects.get(pk=town["shop_id"]))[1]

        @api.auth()
        class OurKey:
            def get(self, case: Any, context: Any) -> str:
                return secret

            def set(self, case: Any, data: str, context: Any) -> None:
                case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}

        seen: dict[str, set[int]] = {}
        found = faults(api, mode, town, seen)
        assert not found, "\n".join(found)
        if mode == GenerationMode.POSITIVE:  # or it would prove little
            assert {call for call, statuses in seen.items() if not {200, 201} & statuses} <= NEVER_GOOD

    def test_without_a_key_is_answered_as_the_schema_says(self, api, mode, town):
        seen: dict[str, set[int]] = {}
        found = faults(api, mode, town, seen)
        assert not found, "\n".join(found)
        assert not {call for call, statuses in seen.items() if 200 in statuses and not call.startswith(PUBLIC)}
