"""One's own review, for ever: look, change, remove, and write with the shop (processing agreement, review)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import HouseRequest, visitor
from frontend.consumer.review_forms import ReviewForm, answers_of
from frontend.consumer.review_photos import album_of, taken_in
from frontend.controls import WordsField
from frontend.public.photos import picture
from keurmerk.lifecycle import IllegalMove
from reviews import consent, terms
from reviews.models import ProductReview, Review, ReviewMessage, ReviewPhoto
from reviews.models.message import TooMany

_REVIEWS = Review.objects.select_related("shop", "reply")
_WRITABLE = {Review.State.PUBLISHED, Review.State.EDITED, Review.State.HELD}
page = require_http_methods(["GET", "HEAD", "POST"])


class PrivateForm(forms.Form):
    """A private message, of the writer or of the shop."""

    use_required_attribute = False

    text = WordsField(
        label=gettext_lazy("Your message"),
        max_length=terms.LONGEST_MESSAGE,
        error_messages={"required": gettext_lazy("Write a message first")},
    )


@never_cache
@visitor
@require_safe
def manage_review(request: HouseRequest, token: str) -> HttpResponse:
    """The review as it is now, what it said before, what the shop did, and what its writer may do."""
    return _as_it_is(request, token)


def _as_it_is(request: HouseRequest, token: str) -> HttpResponse:
    review = _REVIEWS.with_all().filter(manage_token=token).first()
    products = ProductReview.objects.managed_with(token).writable().select_related("product", "shop").order_by("pk")
    if review is None:
        return _products_alone(request, token, list(products))
    facts = {
        "products": products,
        "token": token,
        "review": review,
        "versions": review.versions.all(),
        "written": review.messages.last(),
        "found": review.objection if review.held_by_rule else None,
        "consent": consent.text(review.consent_version, review.letters_in, shop=review.shop.name),
    }
    return render(request, "consumer/manage_review.html", facts)


def _products_alone(request: HouseRequest, token: str, products: list[ProductReview]) -> HttpResponse:
    """An order whose shop asked about the products only; or a link that we do not know."""
    if not ProductReview.objects.managed_with(token).exists():
        return render(request, "consumer/link_unknown.html", status=404)
    return render(request, "consumer/manage_products.html", {"products": products, "token": token})


@never_cache
@visitor
@page
def edit_review(request: HouseRequest, token: str) -> HttpResponse:
    review = _REVIEWS.filter(manage_token=token, state__in=_WRITABLE).first()
    if review is None:
        return _as_it_is(request, token)
    if request.method == "POST":
        form = ReviewForm(request.POST, album=taken_in(request, review))
        if form.is_valid():
            return _changed(request, review, form)
    else:
        form = ReviewForm(initial=answers_of(review), album=album_of(review))
    words = consent.current(review.letters_in, shop=review.shop.name)
    return render(request, "consumer/edit_review.html", {"form": form, "review": review, "consent": words})


def _changed(request: HouseRequest, review: Review, form: ReviewForm) -> HttpResponse:
    try:
        form.settle_photos(actor=request.actor, at=request.now)
        review.edit(form.opinion(), actor=request.actor, at=request.now)
    except IllegalMove:  # removed in another window
        return _as_it_is(request, review.manage_token)
    if review.is_public:
        messages.success(request, _("Your change is online."))
    return redirect("consumer:manage_review", token=review.manage_token)


@never_cache
@visitor
@page
def remove_review(request: HouseRequest, token: str) -> HttpResponse:
    """Asks once more, for it cannot be undone."""
    review = _REVIEWS.filter(manage_token=token).first()
    if review is None or not review.may_move_to(Review.State.REMOVED_BY_AUTHOR):
        return _as_it_is(request, token)
    if request.method == "POST":
        review.remove_by_author(actor=request.actor, at=request.now)
        return redirect("consumer:manage_review", token=token)
    return render(request, "consumer/remove_review.html", {"review": review})


@never_cache
@visitor
@page
def review_messages(request: HouseRequest, token: str) -> HttpResponse:
    """What the shop wrote in private, and the writer's answer: through us, so that nobody learns an address."""
    review = _REVIEWS.filter(manage_token=token, state__in=_WRITABLE).first()
    written = list(review.messages.all()) if review else []
    if review is None or not written:  # the shop begins; without that there is nothing to answer
        return _as_it_is(request, token)
    form = PrivateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text, author = form.cleaned_data["text"], ReviewMessage.Author.WRITER
        try:
            ReviewMessage.write(review, author, text, actor="writer", at=request.now)
        except TooMany:
            form.add_error("text", _("You wrote several messages. Wait for an answer, or go on tomorrow."))
        else:
            messages.success(request, _("Your message was sent."))
            return redirect("consumer:review_messages", token=token)
    facts: dict[str, Any] = {"review": review, "written": written, "form": form}
    return render(request, "consumer/review_messages.html", facts)


@visitor
@require_safe
def own_photo(request: HouseRequest, token: str, name: str, size: str) -> HttpResponse:
    """A photo of one's own review, also while nobody else may see it."""
    return picture(get_object_or_404(ReviewPhoto, review__manage_token=token, name=name), size)


urlpatterns = [
    path("review/<str:token>/", manage_review, name="manage_review"),
    path("review/<str:token>/edit/", edit_review, name="edit_review"),
    path("review/<str:token>/remove/", remove_review, name="remove_review"),
    path("review/<str:token>/messages/", review_messages, name="review_messages"),
    path("review/<str:token>/photos/<slug:name>-<str:size>.webp", own_photo, name="own_photo"),
]
