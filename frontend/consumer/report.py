"""Anybody says that a review or a reply may not stay: no account, no JavaScript, a few questions (DSA 16)."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import HouseRequest, visitor
from frontend.limits import is_too_often
from frontend.refusals import words_for
from frontend.reporting import CHECK, SEND, STAYS, Interview
from keurmerk.tokens import BadToken, sign, unsign
from members.models import Shop
from reviews.models import Notice, ProductReview, Review, TrustedFlagger
from reviews.moderation import intake
from reviews.moderation.filing import NotAdmissible, Source, Subject
from reviews.moderation.intake import Sender

ACTOR = "visitor"
_AN_HOUR = timedelta(hours=1)
_MOST_AN_HOUR = 10
_SENT = "notices.sent"


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def report_review(request: HouseRequest, review_id: int) -> HttpResponse:
    return _report(request, review_id, Subject.REVIEW)


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def report_product(request: HouseRequest, review_id: int) -> HttpResponse:
    return _report(request, review_id, Subject.PRODUCT)


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def report_reply(request: HouseRequest, review_id: int) -> HttpResponse:
    return _report(request, review_id, Subject.REPLY)


def _report(request: HouseRequest, review_id: int, subject: str) -> HttpResponse:
    review = _readable(review_id, subject)
    interview = Interview(request, for_shop=False, about_reply=subject == Subject.REPLY)
    refusal = ""
    if interview.page == CHECK and interview.sent == SEND and not interview.back_to:
        refusal = _limited(request)
        if not refusal:
            try:
                return _filed(request, review, interview, subject)
            except NotAdmissible as reason:
                refusal = words_for(reason)
    facts: dict[str, Any] = {
        "review": review,
        "shop": review.shop,
        "interview": interview,
        "refusal": refusal,
        "subject": subject,
    }
    facts["form"] = interview.form if interview.page not in {CHECK, STAYS} else None
    return render(request, "consumer/report.html", facts)


def _readable(review_id: int, subject: str) -> Review | ProductReview:
    """What everybody can read can be reported by everybody."""
    if subject == Subject.PRODUCT:
        products = ProductReview.objects.public().select_related("shop", "product", "invitation__review")
        return get_object_or_404(products.filter(shop__in=Shop.objects.listed()), pk=review_id)
    listed = Review.objects.public().with_reply().select_related("shop").filter(shop__in=Shop.objects.listed())
    review = get_object_or_404(listed, pk=review_id)
    if subject == Subject.REPLY and review.public_reply is None:
        raise Http404
    return review


def _limited(request: HouseRequest) -> str:
    if is_too_often(request, "report", most=_MOST_AN_HOUR, within=_AN_HOUR):
        return _("You sent many notices in a short time. Try again in an hour. What you typed is still here.")
    return ""


def _filed(request: HouseRequest, review: Review | ProductReview, interview: Interview, subject: str) -> HttpResponse:
    code = interview.words.get("flagger", "")
    flagger = TrustedFlagger.objects.standing(request.now).filter(code=code).first() if code else None
    sender = Sender(Source.FLAGGER if flagger else Source.ANYONE, flagger=flagger)
    notice = intake.file(
        review, interview.report(), sender, actor=ACTOR, at=request.now, subject=subject, key=interview.key
    )
    return redirect("consumer:reported", sign(_SENT, notice.pk))


@never_cache
@visitor
@require_safe
def reported(request: HouseRequest, receipt: str) -> HttpResponse:
    """It is with us. The link to follow it goes by mail, to whoever reads that mailbox."""
    try:
        notice = get_object_or_404(Notice.objects.select_related("shop"), pk=unsign(_SENT, receipt, max_age=24 * 3600))
    except BadToken:
        raise Http404 from None
    facts: dict[str, Any] = {"notice": notice, "shop": notice.shop}
    return render(request, "consumer/reported.html", facts)


urlpatterns = [
    path("report/review/<int:review_id>/", report_review, name="report_review"),
    path("report/product/<int:review_id>/", report_product, name="report_product"),
    path("report/reply/<int:review_id>/", report_reply, name="report_reply"),
    path("report/sent/<str:receipt>/", reported, name="reported"),
]
