"""Writing a review from an invitation: form, check, done; and refusing invitations."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.access import HouseRequest, visitor
from frontend.consumer import product_forms
from frontend.consumer.product_forms import ProductRow
from frontend.consumer.review_forms import ReviewForm, as_typed
from frontend.consumer.review_photos import album_of, taken_in
from frontend.controls import STAR_CHOICES
from keurmerk.lifecycle import IllegalMove
from keurmerk.tokens import BadToken, unsign
from keurmerk.whereabouts import Whereabouts
from reviews import consent, terms
from reviews.addresses import UNSUBSCRIBE
from reviews.content import public_name
from reviews.models import Invitation, Opinion, Product, ProductReview, Review, Trace
from reviews.objections import holding

_ANSWERS = {"": "consumer/unsubscribe.html", "again": "consumer/resubscribed.html"}
_INVITATIONS = Invitation.objects.select_related("shop", "review")


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def write_review(request: HouseRequest, token: str) -> HttpResponse:
    """The form. A star in the letter fills it in; nothing is stored until a person sends it (product.md B11)."""
    invitation = _INVITATIONS.filter(token=token).first()
    if invitation is None or not invitation.is_open(request.now):
        return _closed(request, invitation)
    if request.method == "POST":
        album, asks_shop = taken_in(request, invitation), invitation.asks_shop
        form = ReviewForm(request.POST, album=album, asks_shop=asks_shop)
        rows = product_forms.rows_of(invitation, request.POST)
        ready = product_forms.are_valid(rows) & form.is_valid() and _says_something(form, rows, invitation)
        _keep(request, invitation, rows, always=ready and "step" in request.POST)
        if ready:
            form.settle_photos(actor=request.actor, at=request.now)
            return redirect("consumer:check_review", token=token)
    else:
        answers, asks_shop = _first_answers(request, invitation), invitation.asks_shop
        form = ReviewForm(initial=answers, album=album_of(invitation), asks_shop=asks_shop)
        rows = product_forms.rows_of(invitation, draft=invitation.draft)
    facts = {"form": form, "rows": rows, "invitation": invitation, "star_of_letter": _star_of_letter(request)}
    return render(request, "consumer/write_review.html", facts)


def _says_something(form: ReviewForm, rows: list[ProductRow], invitation: Invitation) -> bool:
    """Where the shop asked for the products alone, one of them has stars."""
    said = invitation.asks_shop or bool(product_forms.opinions_of(rows, ""))
    if not said:
        form.add_error(None, _("Give stars to at least one product"))
    return said


def _first_answers(request: HouseRequest, invitation: Invitation) -> dict[str, Any]:
    answers = {"display_name": public_name(invitation.customer_name), **(invitation.draft or {})}
    stars = _star_of_letter(request)
    return {**answers, "stars": stars} if stars else answers


def _star_of_letter(request: HouseRequest) -> str:
    """The star in the letter by which this page was opened; the form carries it along."""
    stars = request.POST.get("star_of_letter", "") if request.method == "POST" else request.GET.get("stars", "")
    return stars if stars in {str(n) for n, _words in STAR_CHOICES} else ""


def _keep(request: HouseRequest, invitation: Invitation, rows: list[ProductRow], *, always: bool = False) -> None:
    """Keeps what a person typed or changed. What the page filled in by itself is nobody's word (product.md B11).

    So a machine that sends the form as it found it leaves nothing, and changes nothing; nor does one that sends less
    than a browser would. `always` when a person goes on to the next step with what is there.
    """
    typed = as_typed(request.POST) | product_forms.as_typed(rows, request.POST)
    found, star = invitation.draft, _star_of_letter(request)
    says = any(value for name, value in typed.items() if name not in {"stars", "display_name"})
    if found and (says or "display_name" in request.POST):
        shown = {**found, "stars": star or found.get("stars", "")}
        theirs = any(typed[name] != shown.get(name, "") for name in typed)
    else:
        theirs = says
    if theirs or always:
        invitation.keep_draft(typed)


@visitor
@require_POST
def keep_draft(request: HouseRequest, token: str) -> HttpResponse:
    """What was typed so far, sent by the page itself while somebody types (js/components/draft.js)."""
    invitation = _INVITATIONS.filter(token=token).first()
    if invitation is None or not invitation.is_open(request.now):
        return HttpResponse(status=404)
    _keep(request, invitation, product_forms.rows_of(invitation))
    return HttpResponse(status=204)


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def check_review(request: HouseRequest, token: str) -> HttpResponse:
    """What will be public, to read once more. Sending publishes at once, whatever the stars (rulebook 2.6)."""
    invitation = _INVITATIONS.filter(token=token).first()
    if invitation is None or not invitation.is_open(request.now):
        return _closed(request, invitation)
    draft = invitation.draft or {}
    form, rows = ReviewForm(draft, asks_shop=invitation.asks_shop), product_forms.rows_of(invitation, draft)
    if not draft or not (product_forms.are_valid(rows) & form.is_valid()):  # nothing typed yet, or only half of it
        return redirect("consumer:write_review", token=token)
    products = product_forms.opinions_of(rows, form.cleaned_data["display_name"])
    if not (invitation.asks_shop or products):
        return redirect("consumer:write_review", token=token)
    if request.method == "POST" and request.POST.get("consent") == terms.CONSENT_VERSION:
        try:
            _publish(request, invitation, form, products)
        except IllegalMove:  # the same page was sent from another window a moment ago
            return _closed(request, _INVITATIONS.get(pk=invitation.pk))
        return redirect("consumer:review_done", token=token)
    facts = {"invitation": invitation, "products": products, **to_check(form, invitation)}
    return render(request, "consumer/check_review.html", facts)


def _publish(
    request: HouseRequest, invitation: Invitation, form: ReviewForm, products: list[tuple[Product, Opinion]]
) -> None:
    """The shop and the products of one order together, or none of them. Raises IllegalMove."""
    who: dict[str, Any] = {"actor": request.actor, "at": request.now, "language": get_language() or "nl"}
    with transaction.atomic():
        if invitation.asks_shop:
            review = Review.publish(invitation, form.opinion(), **who)
            Trace.leave(review, Whereabouts.of(request), at=request.now)
        for product, opinion in products:
            ProductReview.publish(invitation, product, opinion, **who)


def to_check(form: ReviewForm, draft: Any) -> dict[str, Any]:
    """What the check page shows of a valid form: everything that will be public, and what the writer agrees to."""
    opinion = form.opinion() if "stars" in form.fields else None
    photos = album_of(draft).photos if opinion else []
    return {
        "opinion": opinion,
        "photos": photos,
        "held": holding(opinion.title, opinion.text, *(photo.alt for photo in photos)) if opinion else None,
        "consent": consent.current(get_language() or "nl", shop=draft.shop.name),
        "consent_version": terms.CONSENT_VERSION,
    }


@never_cache
@visitor
@require_safe
def review_done(request: HouseRequest, token: str) -> HttpResponse:
    """It is online. With one or two stars, the way to help is shown too; the review stays (product.md B8)."""
    invitation = _INVITATIONS.filter(token=token).first()
    if invitation is None:
        return _closed(request, None)
    if invitation.state != Invitation.State.USED:
        return redirect("consumer:write_review", token=token)
    review = invitation.written or invitation.product_reviews.order_by("stars").first()
    if review is None:
        return _closed(request, invitation)
    return render(request, "consumer/review_done.html", {"invitation": invitation, "review": review})


def _closed(request: HouseRequest, invitation: Invitation | None) -> HttpResponse:
    """Why there is no form behind this link: used, expired, taken back, or not a whole link."""
    if invitation is None:
        return render(request, "consumer/link_unknown.html", status=404)
    return render(request, "consumer/review_closed.html", {"invitation": invitation, "states": Invitation.State})


@csrf_exempt  # mail programs post here without a page of ours (RFC 8058); the token is the proof
@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HouseRequest, token: str, *, one_click: bool = False) -> HttpResponse:
    """No more invitations. A GET only asks, for scanners of mail open every link.

    `one_click` is the address in the header of the letter, which no link in it leads to.
    """
    try:
        invitation = _INVITATIONS.filter(pk=unsign(UNSUBSCRIBE, token)).first()
    except BadToken:
        invitation = None
    if invitation is None:
        return render(request, "consumer/link_unknown.html", status=404)
    wish = _wish(request, one_click=one_click)
    if wish == "again":
        invitation.opt_in_again(at=request.now)
    elif wish:
        invitation.opt_out(everywhere=wish == "all", at=request.now)
    page = _ANSWERS.get(wish, "consumer/unsubscribed.html")
    return render(request, page, {"invitation": invitation})


def _wish(request: HouseRequest, *, one_click: bool) -> str:
    """What a person, or a mail program in their name, asks by POST: "all", "shop", "again"; empty when nothing.

    RFC 8058 has one body for one click, which counts at the address of the header alone. A scanner that posts to every
    link it finds gets the question.
    """
    if one_click and request.POST.get("List-Unsubscribe") == "One-Click":
        return "all"
    wish = request.POST.get("from", "")
    return wish if wish in {"all", "shop", "again"} else ""


urlpatterns = [
    path("r/<str:token>/", write_review, name="write_review"),
    path("r/<str:token>/draft/", keep_draft, name="keep_draft"),
    path("r/<str:token>/check/", check_review, name="check_review"),
    path("r/<str:token>/done/", review_done, name="review_done"),
    path("u/<str:token>/", unsubscribe, name="unsubscribe"),
    path("u/<str:token>/click/", unsubscribe, {"one_click": True}, name="unsubscribe_by_click"),
]
