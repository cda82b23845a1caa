"""What calls of our own API look like: shown on its page, and held against its schema by the tests."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

from members.api import SHOP_EXAMPLE

SCALE = "1-5"

_INVITATION: dict[str, Any] = {
    "id": 4812,
    "order_number": "2026-1044",
    "state": "SCHEDULED",
    "reason": "",
    "reason_text": "",
    "delay_days": 7,
    "received_at": "2026-03-02T09:00:00Z",
    "send_at": "2026-03-09T09:00:00Z",
    "sent_at": None,
    "reminded_at": None,
    "expires_at": "2026-06-07T09:00:00Z",
    "used_at": None,
    "review_id": None,
}
_CANCELLED = {**_INVITATION, "state": "CANCELLED", "reason": "BY_SHOP", "reason_text": "Cancelled by you"}
_ORDER = {
    "order_number": "2026-1044",
    "email": "sanne@example.com",
    "customer_name": "Sanne de Koning",
    "language": "nl",
    "delay_days": 7,
    "total": "89.95",
}
_REPORTED = {
    "id": 4812,
    "order_number": "2026-1044",
    "email": "sanne@example.com",
    "customer_name": "Sanne de Koning",
    "language": "nl",
    "total": "89.95",
    "received_at": "2026-03-02T09:00:00Z",
    "invitation": _INVITATION,
}
_RESULTS = {
    "created": 1,
    "already_reported": 0,
    "refused": 1,
    "results": [
        {"index": 0, "result": "created", "order_number": "2026-1044", "invitation": _INVITATION},
        {"index": 1, "result": "refused", "errors": [{"field": "email", "detail": "Enter a valid email address."}]},
    ],
}
_REVIEW = {
    "id": 7,
    "stars": 4,
    "parts": {"delivery": 5, "service": None, "price": 4, "aftersales": None},
    "title": "Fijne fiets",
    "text": "Snel geleverd en netjes ingepakt.",
    "name": "Sanne K.",
    "verified": True,
    "brought_from": "",
    "published_at": "2026-03-12T19:20:00Z",
    "edited_at": None,
    "language": "nl",
    "under_review": False,
    "reply": {"text": "Dank je wel, Sanne.", "written_at": "2026-03-13T09:00:00Z", "edited_at": None},
}
_OWN_REVIEW = {**_REVIEW, "order_number": "2026-1044", "origin": "INVITATION", "recommends": True}
_REQUESTS = {"requests": 3, "granted": 1, "refused": 2, "open": 0}
_SCORE = {
    "scale": SCALE,
    "score": 4.6666,
    "count": 3,
    "distribution": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 2},
    "parts": {"delivery": 4.5, "service": None, "price": 4.0, "aftersales": None},
    "score_all_time": 4.5,
    "count_all_time": 8,
    "recommends": 0.6666,
    "public_count": 9,
    "as_of": "2026-03-02T09:00:00.000000Z",
}
_PRODUCT_REVIEW = {
    "id": 3,
    "product": {"external_id": "12-B", "name": "Fietsbel"},
    "stars": 5,
    "title": "Heldere bel",
    "text": "Goed te horen in de stad.",
    "name": "Sanne K.",
    "published_at": "2026-03-12T19:20:00Z",
    "edited_at": None,
    "language": "nl",
    "under_review": False,
}
_REQUEST = {
    "review_id": 7,
    "grounds": "INSULT",
    "quote": "Een stelletje oplichters.",
    "explanation": "De schrijver scheldt onze medewerkers uit; de klacht zelf mag blijven.",
    "good_faith": True,
}
_NOTICE: dict[str, Any] = {
    "id": 5,
    "number": "M-2026-0005",
    "review_id": 7,
    "product_review_id": None,
    "grounds": "INSULT",
    "quote": "Een stelletje oplichters.",
    "explanation": "De schrijver scheldt onze medewerkers uit; de klacht zelf mag blijven.",
    "state": "ADMISSIBLE",
    "turn": "US",
    "due_at": "2026-03-20T22:59:59.999999Z",
    "filed_at": "2026-03-13T09:00:00Z",
    "result": "",
    "appeal_until": None,
    "decision": None,
}
_DECIDED = {
    **_NOTICE,
    "state": "DECIDED_KEEP",
    "turn": "",
    "due_at": None,
    "result": "REFUSED",
    "appeal_until": "2026-09-16T09:00:00Z",
    "decision": {
        "outcome": "KEEP",
        "grounds": "INSULT",
        "facts": "De schrijver noemt de winkel oplichters.",
        "reasoning": "Harde kritiek op een winkel is geen belediging van een persoon.",
        "decided_at": "2026-03-16T09:00:00Z",
    },
}
_MONTH = {
    "month": "2026-02",
    "public_count": 9,
    "count": 3,
    "score": 4.6666,
    "distribution": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 2},
    "parts": {"delivery": 4.5, "service": None, "price": 4.0, "aftersales": None},
}
_STATISTICS = {
    "scale": SCALE,
    "first": "2026-02-01",
    "last": "2026-02-28",
    "months": [_MONTH],
    "total": {**_MONTH, "month": ""},
    "funnel": {
        "orders": 120,
        "invited": 110,
        "sent": 100,
        "delivered": 97,
        "opened": 60,
        "reviewed": 9,
        "response": 9.0,
        "is_estimated": False,
    },
}
_LEDGER = {"length": 14, "head": "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"}


def _asked(name: str, value: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def _answered(name: str, value: Any, **facts: Any) -> OpenApiExample:
    return OpenApiExample(name, value=value, response_only=True, **facts)


def _page(name: str, row: Any, **facts: Any) -> OpenApiExample:
    return _answered(name, {**facts, "next": None, "previous": None, "results": [row]}, status_codes=["200"])


ORDER = _asked("An order", _ORDER)
REPORTED = _answered("The order and its invitation", _REPORTED, status_codes=["200", "201"])
ORDERS = _page("One order", _REPORTED)
BATCH = _asked("Two orders", {"orders": [_ORDER, {"order_number": "2026-1045", "email": "sanne@"}]})
RESULTS = _answered("One is taken, one is refused", _RESULTS, status_codes=["200"])
INVITATION = _answered("An invitation", _INVITATION, status_codes=["200"])
INVITATIONS = _page("One invitation", _INVITATION)
CANCELLED = _answered("Cancelled", _CANCELLED, status_codes=["200"])
REVIEWS = _page("One review", _REVIEW, scale=SCALE)
OWN_REVIEWS = _page("One review", _OWN_REVIEW, scale=SCALE)
OWN_REVIEW = _answered("A review", {"scale": SCALE, **_OWN_REVIEW}, status_codes=["200"])
REPLY = _asked("A reply", {"text": "Dank je wel, Sanne."})
REPLIED = _answered("The reply as it is now", _REVIEW["reply"], status_codes=["200", "201"])
SCORE = _answered("A score", _SCORE, status_codes=["200"])
SHOP = _answered(
    "A shop", {**SHOP_EXAMPLE, "rating": _SCORE, "ledger": _LEDGER, "moderation": _REQUESTS}, status_codes=["200"]
)
LEDGER = OpenApiExample(
    "One entry",
    value={
        "at": "2026-03-02T09:00:00.000000Z",
        "by": "mark",
        "facts": {
            "aftersales": None,
            "counts_until": "2027-03-02T09:00:00.000000Z",
            "delivery": 5,
            "origin": "INVITATION",
            "price": None,
            "public": False,
            "published_at": "2026-03-02T09:00:00.000000Z",
            "recommends": True,
            "service": None,
            "stars": 4,
            "verified": True,
        },
        "hash": _LEDGER["head"],
        "kind": "removed",
        "number": 14,
        "previous": "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
        "reason": "INSULT",
        "review": 7,
        "shop": 1,
        "shown": None,
        "words": None,
    },
    response_only=True,
    media_type="application/jsonl",
)
PRODUCT_REVIEWS = _page("One review", _PRODUCT_REVIEW, scale=SCALE)
OWN_PRODUCT_REVIEWS = _page("One review", {**_PRODUCT_REVIEW, "order_number": "2026-1044"}, scale=SCALE)
REQUEST = _asked("An insult", _REQUEST)
FILED = _answered("Under review", _NOTICE, status_codes=["201"])
NOTICE = _answered("Decided", _DECIDED, status_codes=["200"])
NOTICES = _page("One request", _DECIDED)
WITHDRAWN = _answered("Withdrawn", {**_NOTICE, "state": "CLOSED", "turn": "", "due_at": None}, status_codes=["200"])
STATISTICS = _answered("One month", _STATISTICS, status_codes=["200"])
