"""Writing a review without an invitation: form, check, a letter, and the click that makes it public (rulebook 2.6)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import HouseRequest, visitor
from frontend.consumer.review import to_check
from frontend.consumer.review_forms import ReviewForm, as_typed
from frontend.consumer.review_photos import album_of, taken_in
from frontend.email_field import AddressField
from frontend.throttle import too_often
from keurmerk.lifecycle import IllegalMove
from keurmerk.tokens import BadToken, unsign
from keurmerk.whereabouts import Whereabouts
from members.models import Shop
from reviews import terms
from reviews.addresses import CONFIRM
from reviews.models import OpenReview, Review, Trace
from reviews.models.open_review import TooManyLetters
from reviews.models.review import AlreadyWritten

page = require_http_methods(["GET", "HEAD", "POST"])
MOST_BEGUN, WITHIN = 10, timedelta(hours=1)  # forms sent by one visitor


class OpenReviewForm(ReviewForm):
    """With the address that will be asked whether it is right."""

    email = AddressField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link to it with which you confirm your review. Nobody else gets to see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Give the e-mail address to which we may send the link")},
    )


@never_cache
@visitor
@page
def open_review(request: HouseRequest, shop_id: int) -> HttpResponse:
    """From the page of a shop. A former member takes no new ones: its reviews stay as they were (rulebook 2.5)."""
    shop = get_object_or_404(Shop.objects.listed().with_standing(), pk=shop_id)
    if shop.standing == "ended":
        return render(request, "consumer/open_review_closed.html", {"shop": shop})
    return begin(request, shop, origin=Review.Origin.OPEN)


def begin(request: HouseRequest, shop: Shop, *, origin: str, taken: Callable[[], None] = lambda: None) -> HttpResponse:
    """The empty form, and what becomes of it when it is first sent: from then on the server keeps the draft.

    Links and QR codes of a shop begin here too, with an origin of their own; `taken` is called when a form comes in.
    """
    if request.method != "POST":
        return _form(request, OpenReviewForm(), shop)
    if too_often(request, "open_review", most=MOST_BEGUN, within=WITHIN):
        form = OpenReviewForm(request.POST)
        form.add_error(None, _("You sent this form often. Wait an hour and try again. Your text is still here."))
        return _form(request, form, shop, status=429)
    with transaction.atomic():
        taken()
        draft = OpenReview.begin(shop, origin=origin, language=get_language() or "nl", at=request.now)
    return _go_on(request, draft)


def _go_on(request: HouseRequest, draft: OpenReview) -> HttpResponse:
    form = OpenReviewForm(request.POST, album=taken_in(request, draft))
    draft.keep_draft(as_typed(request.POST, form=OpenReviewForm))
    if form.is_valid():
        form.settle_photos(actor=request.actor, at=request.now)
        return redirect("consumer:check_open_review", token=draft.token)
    return _form(request, form, draft.shop, draft=draft)


def _form(
    request: HouseRequest, form: OpenReviewForm, shop: Shop, *, draft: OpenReview | None = None, status: int = 200
) -> HttpResponse:
    facts = {"form": form, "shop": shop, "draft": draft}
    return render(request, "consumer/open_review.html", facts, status=status)


def _draft(token: str) -> OpenReview | None:
    return OpenReview.objects.select_related("shop").filter(token=token).first()


@never_cache
@visitor
@page
def write_open_review(request: HouseRequest, token: str) -> HttpResponse:
    """The same form, once the server knows the draft."""
    draft = _draft(token)
    if draft is None or draft.state != OpenReview.State.DRAFT:
        return _not_here(request, draft)
    if request.method == "POST":
        return _go_on(request, draft)
    return _form(request, OpenReviewForm(initial=draft.draft or {}, album=album_of(draft)), draft.shop, draft=draft)


@visitor
@require_POST
def keep_open_draft(request: HouseRequest, token: str) -> HttpResponse:
    """What was typed so far, sent by the page itself while somebody types (js/components/draft.js)."""
    draft = _draft(token)
    if draft is None or draft.state != OpenReview.State.DRAFT:
        return HttpResponse(status=404)
    draft.keep_draft(as_typed(request.POST, form=OpenReviewForm))
    return HttpResponse(status=204)


@never_cache
@visitor
@page
def check_open_review(request: HouseRequest, token: str) -> HttpResponse:
    """What will be public, to read once more; sending it writes the letter that asks whether the address is right."""
    draft = _draft(token)
    if draft is None or draft.state != OpenReview.State.DRAFT:
        return _not_here(request, draft)
    form = OpenReviewForm(draft.draft or {})
    if not form.is_valid():
        return redirect("consumer:write_open_review", token=token)
    if request.method == "POST" and request.POST.get("consent") == terms.CONSENT_VERSION:
        return _send(request, draft, form)
    facts = {"draft": draft, "email": form.cleaned_data["email"], **to_check(form, draft)}
    return render(request, "consumer/check_open_review.html", facts)


def _send(request: HouseRequest, draft: OpenReview, form: OpenReviewForm) -> HttpResponse:
    email, version = form.cleaned_data["email"], request.POST["consent"]
    try:
        draft.send(form.opinion(), email, consent_version=version, actor=request.actor, at=request.now)
    except TooManyLetters:
        messages.error(request, _("This address got several of our letters today. Try again tomorrow."))
        return redirect("consumer:check_open_review", token=draft.token)
    except IllegalMove:  # the same page was sent from another window a moment ago
        pass
    return redirect("consumer:open_review_sent", token=draft.token)


@never_cache
@visitor
@require_safe
def open_review_sent(request: HouseRequest, token: str) -> HttpResponse:
    """Look in your mail. Says the same whether or not this address wrote before: that is nobody else's business."""
    draft = _draft(token)
    if draft is None or draft.state == OpenReview.State.DRAFT:
        return _not_here(request, draft)
    return render(request, "consumer/open_review_sent.html", {"draft": draft})


@never_cache
@visitor
@page
def confirm_review(request: HouseRequest, token: str) -> HttpResponse:
    """A GET only asks, for scanners of mail open every link. The click of a person publishes, once."""
    try:
        waiting = OpenReview.objects.select_related("shop", "review").filter(pk=unsign(CONFIRM, token)).first()
    except BadToken:
        waiting = None
    if waiting is None or not waiting.is_open(request.now):
        return _not_here(request, waiting)
    if request.method != "POST":
        facts = {"waiting": waiting, "opinion": waiting.opinion, "photos": album_of(waiting).photos}
        return render(request, "consumer/confirm_review.html", facts)
    try:
        with transaction.atomic():
            review = Review.publish_confirmed(waiting, actor=request.actor, at=request.now)
            Trace.leave(review, Whereabouts.of(request), at=request.now)
    except AlreadyWritten:
        return render(request, "consumer/open_review_closed.html", {"shop": waiting.shop, "twice": True})
    except IllegalMove:  # confirmed in another window a moment ago
        return _not_here(request, OpenReview.objects.select_related("shop", "review").get(pk=waiting.pk))
    if review.is_public:
        messages.success(request, _("Thank you. Your review is online."))
    return redirect("consumer:manage_review", token=review.manage_token)


def _not_here(request: HouseRequest, draft: OpenReview | None) -> HttpResponse:
    """Sent, confirmed or expired already; or not a whole link."""
    if draft is None:
        return render(request, "consumer/link_unknown.html", status=404)
    facts: dict[str, Any] = {"shop": draft.shop, "state": draft.state, "states": OpenReview.State}
    return render(request, "consumer/open_review_closed.html", facts)


urlpatterns = [
    path("shops/<int:shop_id>/review/", open_review, name="open_review"),
    path("o/confirm/<str:token>/", confirm_review, name="confirm_review"),
    path("o/<str:token>/", write_open_review, name="write_open_review"),
    path("o/<str:token>/draft/", keep_open_draft, name="keep_open_draft"),
    path("o/<str:token>/check/", check_open_review, name="check_open_review"),
    path("o/<str:token>/sent/", open_review_sent, name="open_review_sent"),
]
