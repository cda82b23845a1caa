"""What customers say: the list, one review, and what the shop says back, in public and in private."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import ShopRequest, for_shop
from frontend.dashboard.reviews_forms import MessageForm, ReplyForm, ReviewFilter, TemplateChoice, waiting_for_shop
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove
from reviews.models import Rating, Review, ReviewMessage
from reviews.models.message import TooMany
from reviews.models.reviews import ReviewQuerySet
from reviews.placeholders import filled


@for_shop
@require_safe
def reviews(request: ShopRequest) -> HttpResponse:
    everything = _public_reviews(request)
    chosen = ReviewFilter(request.GET, queryset=everything)
    page = page_of(chosen.qs, request, by="published_at")
    facts = {
        "filter": chosen,
        "page": page,
        "rating": Rating.objects.filter(shop=request.shop).first(),
        "waiting": waiting_for_shop(request.shop.reviews.public().written_here()).count(),
        "counts": {"dashboard:reviews": request.shop.reviews.unanswered().count()},
    }
    return render(request, "dashboard/reviews.html", facts)


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: ShopRequest, review_id: int) -> HttpResponse:
    """One review, and the form of the answer; a second answer edits the first."""
    found = get_object_or_404(_public_reviews(request), pk=review_id)
    form = ReplyForm(request.POST or None, initial={"text": _first_words(request, found)})
    if request.method == "POST" and form.is_valid():
        try:
            found.reply_with(form.cleaned_data["text"], actor=request.actor, at=request.now)
        except IllegalMove:  # its writer took it back meanwhile, or we took this answer down
            messages.error(request, _("That is not possible: the review or your answer was taken down."))
            return redirect("dashboard:reviews", shop_id=request.shop.pk)
        messages.success(request, _("Your answer is online."))
        return _back(request, found)
    return _one(request, found, form=form)


def _first_words(request: ShopRequest, found: Review) -> str:
    """The answer that is there, or a standard text with this customer's facts filled in."""
    choice = TemplateChoice(request.GET, shop=request.shop)
    template = choice.cleaned_data["template"] if choice.is_valid() else None
    if template is None:
        return found.reply.text if hasattr(found, "reply") else ""
    facts = {"name": found.display_name, "shop": request.shop.name, "stars": str(found.stars)}
    return filled(template.text, facts)


def _one(request: ShopRequest, found: Review, **forms: Any) -> HttpResponse:
    reply = getattr(found, "reply", None)
    facts: dict[str, Any] = {
        "review": found,
        "reply": reply,
        "versions": reply.versions.all() if reply else [],
        "form": ReplyForm(initial={"text": reply.text if reply else ""}),
        "message_form": MessageForm(),
        "choice": TemplateChoice(request.GET or None, shop=request.shop),
        "written": found.messages.all(),
        **forms,
    }
    return render(request, "dashboard/review.html", facts)


@for_shop
@require_POST
def write_private(request: ShopRequest, review_id: int) -> HttpResponse:
    """To the writer alone; we send it on."""
    found = get_object_or_404(_public_reviews(request), pk=review_id)
    form = MessageForm(request.POST)
    if form.is_valid():
        text, author = form.cleaned_data["text"], ReviewMessage.Author.SHOP
        try:
            ReviewMessage.write(found, author, text, actor=request.actor, at=request.now)
        except TooMany:
            form.add_error("text", _("You wrote several messages. Wait for an answer, or go on tomorrow."))
        else:
            messages.success(request, _("Your message was sent."))
            return _back(request, found)
    return _one(request, found, message_form=form, errors_of=form)


@for_shop
@require_POST
def ask_update(request: ShopRequest, review_id: int) -> HttpResponse:
    """Whether the review is still right: once, and only after a public answer."""
    found = get_object_or_404(_public_reviews(request), pk=review_id)
    try:
        found.ask_update(actor=request.actor, at=request.now)
    except IllegalMove:
        messages.error(request, _("You can ask this once, after your answer, and while the writer has not reacted."))
    else:
        messages.success(request, _("We asked the writer whether the review is still right."))
    return _back(request, found)


def _back(request: ShopRequest, found: Review) -> HttpResponse:
    return redirect("dashboard:review", shop_id=request.shop.pk, review_id=found.pk)


def _public_reviews(request: ShopRequest) -> ReviewQuerySet:
    return request.shop.reviews.public().with_all().select_related("invitation")


urlpatterns = [
    path("shops/<int:shop_id>/reviews/", reviews, name="reviews"),
    path("shops/<int:shop_id>/reviews/<int:review_id>/", review, name="review"),
    path("shops/<int:shop_id>/reviews/<int:review_id>/message/", write_private, name="write_private"),
    path("shops/<int:shop_id>/reviews/<int:review_id>/ask-update/", ask_update, name="ask_update"),
]
