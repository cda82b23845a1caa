"""One's own reviews of products, behind the same ever-valid link: change, remove (processing agreement, review)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from frontend.consumer.product_forms import ProductForm
from keurmerk.lifecycle import IllegalMove
from reviews.models import ProductReview

page = require_http_methods(["GET", "HEAD", "POST"])


def _mine(token: str, number: int) -> ProductReview:
    mine = ProductReview.objects.managed_with(token).writable().select_related("product", "shop")
    return get_object_or_404(mine, pk=number)


@never_cache
@visitor
@page
def edit_product_review(request: HouseRequest, token: str, number: int) -> HttpResponse:
    review = _mine(token, number)
    form = ProductForm(request.POST or None, initial={"stars": review.stars, "text": review.text})
    if request.method == "POST" and form.is_valid():
        opinion = form.opinion(review.display_name)
        if opinion is None:
            form.add_error("stars", _("Choose a number of stars"))
        else:
            try:
                review.edit(opinion, actor=request.actor, at=request.now)
            except IllegalMove as gone:  # removed in another window
                raise Http404 from gone
            if review.is_public:
                messages.success(request, _("Your change is online."))
            return redirect("consumer:manage_review", token=token)
    facts = {"form": form, "review": review, "token": token, "found": review.objection if review.held_by_rule else None}
    return render(request, "consumer/edit_product_review.html", facts)


@never_cache
@visitor
@page
def remove_product_review(request: HouseRequest, token: str, number: int) -> HttpResponse:
    """Asks once more, for it cannot be undone."""
    review = _mine(token, number)
    if request.method == "POST":
        review.remove_by_author(actor=request.actor, at=request.now)
        messages.success(request, _("Your review of the product is removed."))
        return redirect("consumer:manage_review", token=token)
    return render(request, "consumer/remove_product_review.html", {"review": review, "token": token})


urlpatterns = [
    path("review/<str:token>/products/<int:number>/edit/", edit_product_review, name="edit_product_review"),
    path("review/<str:token>/products/<int:number>/remove/", remove_product_review, name="remove_product_review"),
]
