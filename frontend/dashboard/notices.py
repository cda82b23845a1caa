"""The shop's requests for moderation: filing one in questions, how each stands, our decision, and an appeal."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.limits import is_too_often
from frontend.notice_room import AppealForm, room_of
from frontend.paging import page_of
from frontend.refusals import words_for
from frontend.reporting import CHECK, SEND, STAYS, WORDS, Interview
from keurmerk.lifecycle import IllegalMove
from reviews.models import Appeal, Notice, NoticeFile, ProductReview, Review
from reviews.moderation import intake
from reviews.moderation.filing import NotAdmissible, Source, Subject, shop_has_spoken
from reviews.moderation.intake import Sender
from reviews.moderation.outcomes import Side

_MOST_AN_HOUR = 60
page = require_http_methods(["GET", "HEAD", "POST"])


@for_shop
@require_safe
def notices(request: ShopRequest) -> HttpResponse:
    """What the shop asked, and what was decided about its own replies; the newest first."""
    mine = Notice.objects.seen_by(request.shop)
    facts = {
        "page": page_of(mine, request, by="filed_at"),
        "numbers": Notice.objects.of(request.shop).in_numbers(),
    }
    return render(request, "dashboard/notices.html", facts)


@for_shop
@page
def notice(request: ShopRequest, notice_id: int) -> HttpResponse:
    """Whose turn, until when, what was decided and why. Who the writer is stays with us (rulebook 2.7)."""
    found = _mine(request, notice_id)
    side = _side(found)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            Appeal.file(found, side, form.cleaned_data["text"], actor=request.actor, at=request.now)
            messages.success(request, _("We have your appeal. Somebody else looks at it again."))
        except IllegalMove:
            messages.error(request, _("You cannot appeal any more, or you did so already."))
        return redirect("dashboard:notice", request.shop.pk, found.pk)
    files = found.files.filter(sender=NoticeFile.Sender.NOTIFIER) if side == Side.NOTIFIER else found.files.none()
    facts = {**room_of(found, side, request.now), "form": form, "files": files.order_by("pk")}
    return render(request, "dashboard/notice.html", facts)


@for_shop
@require_POST
def withdraw(request: ShopRequest, notice_id: int) -> HttpResponse:
    found = get_object_or_404(Notice.objects.of(request.shop), pk=notice_id)
    try:
        found.withdraw(actor=request.actor, at=request.now)
        messages.success(request, _("Your request is withdrawn."))
    except IllegalMove:
        messages.error(request, _("That is not possible any more: we are deciding, or have decided."))
    return redirect("dashboard:notice", request.shop.pk, found.pk)


@for_shop
@page
def request_moderation(request: ShopRequest, review_id: int) -> HttpResponse:
    """A question per page, and a last look. Only after the shop replied or wrote to the reviewer (rulebook 2.7)."""
    reviews = request.shop.reviews.public().with_reply().select_related("shop")
    review = get_object_or_404(reviews, pk=review_id)
    under_way = Notice.objects.of(request.shop).open().filter(review=review).first()
    if under_way:
        return redirect("dashboard:notice", request.shop.pk, under_way.pk)
    if not shop_has_spoken(review):
        return render(request, "dashboard/notice_reply_first.html", {"review": review})
    return _interview(request, review)


@for_shop
@page
def request_moderation_of_product(request: ShopRequest, review_id: int) -> HttpResponse:
    """The same for a review of a product: it is answered under the shop review of its order, if there is one."""
    reviews = request.shop.product_reviews.public().select_related("shop", "product", "invitation__review__reply")
    review = get_object_or_404(reviews, pk=review_id)
    under_way = Notice.objects.of(request.shop).open().filter(product_review=review).first()
    if under_way:
        return redirect("dashboard:notice", request.shop.pk, under_way.pk)
    if not shop_has_spoken(review):
        return render(request, "dashboard/notice_reply_first.html", {"review": review.shop_review})
    return _interview(request, review, Subject.PRODUCT)


def _interview(request: ShopRequest, review: Review | ProductReview, subject: Subject = Subject.REVIEW) -> HttpResponse:
    interview = Interview(request, for_shop=True)
    if interview.sent == WORDS and not is_too_often(
        request, f"files:{request.shop.pk}", most=_MOST_AN_HOUR, within=timedelta(hours=1)
    ):
        interview.keep_files()
    if "drop" in request.POST:
        interview.drop_file()
    refusal = ""
    if interview.page == CHECK and interview.sent == SEND and not interview.back_to:
        try:
            return _filed(request, review, interview, subject)
        except NotAdmissible as reason:
            refusal = words_for(reason)
    facts: dict[str, Any] = {"review": review, "interview": interview, "refusal": refusal}
    facts["drafts"] = interview.drafts if interview.page in {WORDS, CHECK} else []
    facts["form"] = interview.form if interview.page not in {CHECK, STAYS} else None
    return render(request, "dashboard/request_moderation.html", facts)


def _filed(
    request: ShopRequest, review: Review | ProductReview, interview: Interview, subject: Subject
) -> HttpResponse:
    sender = Sender(Source.SHOP, person=request.user)
    filed = intake.file(
        review, interview.report(), sender, actor=request.actor, at=request.now, key=interview.key, subject=subject
    )
    NoticeFile.attach(interview.key, filed)
    messages.success(request, _("We have your request. The review stays meanwhile, marked “under review”."))
    return redirect("dashboard:notice", request.shop.pk, filed.pk)


def _mine(request: ShopRequest, notice_id: int) -> Notice:
    mine = Notice.objects.seen_by(request.shop).select_related("shop", "review__reply", "product_review__invitation")
    return get_object_or_404(mine, pk=notice_id)


def _side(found: Notice) -> Side:
    """Of a notice about its reply the shop is the writer."""
    return Side.WRITER if found.subject == Subject.REPLY else Side.NOTIFIER


urlpatterns = [
    path("shops/<int:shop_id>/notices/", notices, name="notices"),
    path("shops/<int:shop_id>/notices/<int:notice_id>/", notice, name="notice"),
    path("shops/<int:shop_id>/notices/<int:notice_id>/withdraw/", withdraw, name="withdraw_request"),
    path("shops/<int:shop_id>/reviews/<int:review_id>/request/", request_moderation, name="request_moderation"),
    path(
        "shops/<int:shop_id>/product-reviews/<int:review_id>/request/",
        request_moderation_of_product,
        name="request_moderation_of_product",
    ),
]
