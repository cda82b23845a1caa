"""How many of the shop's buyers are asked for a review, month by month, and what the public reads of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from frontend.access import ShopRequest, for_shop
from frontend.coverage import months_of, told_of
from reviews import gaps, terms
from reviews.models import Reach, ReachQuestion


@for_shop
@require_safe
def coverage(request: ShopRequest) -> HttpResponse:
    """Also what the order numbers say: an estimate, how it is made, and whether we have a question about it."""
    reach = Reach.objects.filter(shop=request.shop).first()
    estimate = reach.estimate if reach else None
    facts = {
        "months": months_of(request.shop, request.now),
        "told": told_of(request.shop, request.now),
        "estimate": estimate,
        "percent": round(100 * estimate.share) if estimate else 0,
        "judged_at": reach.judged_at if reach else None,
        "question": request.shop.reach_questions.filter(state=ReachQuestion.State.OPEN).first(),
        "threshold": round(100 * gaps.MOST_SHARE),
        "fewest": gaps.FEWEST,
        "late_days": gaps.LATE.days,
        "window_days": terms.GAP_WINDOW.days,
    }
    return render(request, "dashboard/coverage.html", facts)


urlpatterns = [path("shops/<int:shop_id>/coverage/", coverage, name="coverage")]
