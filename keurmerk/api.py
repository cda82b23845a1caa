"""Our own API: its addresses, its schema, and a page on which a person reads it."""

import json
from datetime import UTC, datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView

from billing.api import InvoicePdfView, InvoicesView, InvoiceView
from disputes.api import AnswerView, DisputesView, DisputeView
from keurmerk import keyset
from keurmerk.api_docs import chapters
from keurmerk.links import absolute
from keurmerk.open_api import NotThere, PublicThrottle
from members.api import RegisterView
from members.api_own import OwnShopView, ShopsView
from members.outgoing.news import KINDS
from members.terms import API_CALLS, WEBHOOK_KEPT
from reviews.api import ReviewsView, ShopView
from reviews.api_invitations import CancelView, InvitationsView, InvitationView
from reviews.api_ledger import LedgerView
from reviews.api_notices import NoticesView, NoticeView, WithdrawView
from reviews.api_orders import MOST_ORDERS, BatchView, OrdersView, OrderView
from reviews.api_own import OwnReviewsView, OwnReviewView, ReplyView, ScoreView
from reviews.api_products import OwnProductReviewsView, ProductReviewsView
from reviews.api_statistics import StatisticsView

PROBLEM = """{
  "type": "about:blank",
  "title": "Invalid input",
  "status": 400,
  "errors": [{"field": "email", "detail": "Enter a valid email address."}]
}"""
WEBHOOK = """POST /your/address HTTP/1.1
Content-Type: application/json
webhook-id: msg_6yB0Yk3XG1UdsQ0w2Zlq9Jrt
webhook-timestamp: 1772445600
webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=

"""
CHECK = """import base64, hashlib, hmac, time

def is_ours(secret, headers, body):  # body: the bytes as they came
    number, moment = headers["webhook-id"], headers["webhook-timestamp"]
    if abs(time.time() - int(moment)) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{number}.{moment}.".encode() + body
    right = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    return any(
        hmac.compare_digest(each, f"v1,{right}") for each in headers["webhook-signature"].split(" ")
    )"""
LIMITS = {
    "calls": API_CALLS,
    "most_orders": MOST_ORDERS,
    "page_size": keyset.USUAL,
    "most_rows": keyset.MOST,
    "public_calls": PublicThrottle.rate.partition("/")[0],
}


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The schema as a page: no script, nothing from elsewhere. In English, as code is."""
    with translation.override("en"):
        kinds = _kinds()
        facts = {
            "chapters": chapters(),
            "base": absolute("/api/v1"),
            "problem": PROBLEM,
            "kinds": kinds,
            "webhook_call": WEBHOOK + next(each["example"] for each in kinds if each["name"] == "review.published"),
            "webhook_check": CHECK,
            "webhook_days": WEBHOOK_KEPT.days,
            **LIMITS,
        }
        return render(request, "api/docs.html", facts)


def _kinds() -> list[dict[str, str]]:
    """Every kind of message to the software of shops, as it is sent."""
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    return [
        {
            "name": each.name,
            "words": str(each.words),
            "example": json.dumps(each.message(each.example, at), indent=2, ensure_ascii=False),
        }
        for each in sorted(KINDS.values(), key=lambda each: each.name)
    ]


urlpatterns = [
    path("api/v1/register", RegisterView.as_view()),
    path("api/v1/shops", ShopsView.as_view()),
    path("api/v1/shops/<int:shop_id>", ShopView.as_view()),
    path("api/v1/shops/<int:shop_id>/reviews", ReviewsView.as_view()),
    path("api/v1/shops/<int:shop_id>/product-reviews", ProductReviewsView.as_view()),
    path("api/v1/shops/<int:shop_id>/ledger", LedgerView.as_view()),
    path("api/v1/orders", OrdersView.as_view()),
    path("api/v1/orders/batch", BatchView.as_view()),
    path("api/v1/orders/<int:order_id>", OrderView.as_view()),
    path("api/v1/invitations", InvitationsView.as_view()),
    path("api/v1/invitations/<int:invitation_id>", InvitationView.as_view()),
    path("api/v1/invitations/<int:invitation_id>/cancel", CancelView.as_view()),
    path("api/v1/reviews", OwnReviewsView.as_view()),
    path("api/v1/reviews/<int:review_id>", OwnReviewView.as_view()),
    path("api/v1/reviews/<int:review_id>/reply", ReplyView.as_view()),
    path("api/v1/product-reviews", OwnProductReviewsView.as_view()),
    path("api/v1/score", ScoreView.as_view()),
    path("api/v1/statistics", StatisticsView.as_view()),
    path("api/v1/notices", NoticesView.as_view()),
    path("api/v1/notices/<int:notice_id>", NoticeView.as_view()),
    path("api/v1/notices/<int:notice_id>/withdraw", WithdrawView.as_view()),
    path("api/v1/disputes", DisputesView.as_view()),
    path("api/v1/disputes/<int:dispute_id>", DisputeView.as_view()),
    path("api/v1/disputes/<int:dispute_id>/answers", AnswerView.as_view()),
    path("api/v1/invoices", InvoicesView.as_view()),
    path("api/v1/invoices/<int:invoice_id>", InvoiceView.as_view()),
    path("api/v1/invoices/<int:invoice_id>/pdf", InvoicePdfView.as_view()),
    path("api/v1/shop", OwnShopView.as_view()),
    path("api/v1/schema", login_not_required(SpectacularAPIView.as_view())),
    path("api/docs", docs, name="api_docs"),
    re_path(r"^api/v1/(?P<path>(?s:.*))\Z", NotThere.as_view()),  # also what holds the end of a line
]
