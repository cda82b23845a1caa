"""Links and QR codes with which a shop asks by itself: general ones, and one for a single order."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend import review_card
from frontend.access import ShopRequest, for_shop
from frontend.controls import RadioCards
from frontend.email_field import AddressField
from keurmerk.lifecycle import IllegalMove
from members.models import Shop
from reviews import addresses, terms
from reviews.fates import Way
from reviews.models import AlreadyInvited, Invitation, ReviewLink

LANGUAGES = [("nl", "Nederlands"), ("en", "English")]


class LinkForm(forms.Form):
    """A general link: where it will be, and what the shop calls it."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Name of the link"),
        help_text=gettext_lazy("Only you see it, for example “Counter in Zwolle”"),
        max_length=60,
        error_messages={"required": gettext_lazy("Give the link a name")},
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Where do customers see it?"),
        choices=ReviewLink.Place.choices,
        widget=RadioCards(),
        error_messages={"required": gettext_lazy("Choose where customers see it")},
    )


class OrderLinkForm(forms.Form):
    """A link for one order, which proves the purchase and is spent by one review."""

    use_required_attribute = False
    prefix = "order"

    number = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the order number")},
    )
    email = AddressField(
        label=gettext_lazy("E-mail address of the customer"),
        help_text=gettext_lazy(
            "We send no invitation to it. It belongs to the order, so that nobody reviews it twice."
        ),
        error_messages={"required": gettext_lazy("Give the e-mail address of the customer")},
    )
    way = forms.ChoiceField(
        label=gettext_lazy("How do you hand it over?"),
        choices=[(way, way.label) for way in (Way.LINK, Way.STORE)],
        widget=RadioCards(),
        error_messages={"required": gettext_lazy("Choose how you hand it over")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES)


@for_shop
@require_safe
def invitation_links(request: ShopRequest) -> HttpResponse:
    return _page(request)


def _page(request: ShopRequest, **forms_: forms.Form) -> HttpResponse:
    working = list(request.shop.review_links.working().newest_first())
    facts: dict[str, Any] = {
        "form": LinkForm(initial={"place": ReviewLink.Place.LINK}),
        "order_form": OrderLinkForm(initial={"language": request.shop.language, "way": Way.STORE}),
        "links": [(link, addresses.review_link(link, request.shop.language)) for link in working],
        "revoked": request.shop.review_links.exclude(revoked_at=None).newest_first()[:20],
        "handed_over": request.shop.invitations.handed_over().newest_first()[:20],
        "most": terms.MOST_WRITTEN_PER_DAY,
        "sizes": review_card.SIZES,
        **forms_,
    }
    return render(request, "dashboard/invitation_links.html", facts)


@for_shop
@require_POST
def make_link(request: ShopRequest) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                ReviewLink.make(request.shop, **form.cleaned_data, actor=request.actor, at=request.now)
        except IntegrityError:
            form.add_error("name", _("You have a link with this name already"))
        else:
            messages.success(request, _("The link is ready."))
            return redirect("dashboard:invitation_links", shop_id=request.shop.pk)
    return _page(request, form=form)


@for_shop
@require_POST
def rotate_link(request: ShopRequest, link_id: int) -> HttpResponse:
    """The old address stops at once; what is printed with it leads nowhere any more."""
    _working(request, link_id).rotate(actor=request.actor, at=request.now)
    messages.success(request, _("The old link stopped. Print the new one."))
    return redirect("dashboard:invitation_links", shop_id=request.shop.pk)


@for_shop
@require_POST
def revoke_link(request: ShopRequest, link_id: int) -> HttpResponse:
    _working(request, link_id).revoke(actor=request.actor, at=request.now)
    messages.success(request, _("The link does not work any more."))
    return redirect("dashboard:invitation_links", shop_id=request.shop.pk)


@for_shop
@require_POST
def make_order_link(request: ShopRequest) -> HttpResponse:
    form = OrderLinkForm(request.POST)
    if form.is_valid():
        try:
            invitation = Invitation.hand_over(request.shop, **form.cleaned_data, actor=request.actor, at=request.now)
            return redirect("dashboard:order_link", shop_id=request.shop.pk, invitation_id=invitation.pk)
        except AlreadyInvited:
            form.add_error("number", _("This order was reported already: its customer gets, or got, an invitation"))
        except IllegalMove:
            form.add_error(
                "number", _("You cannot invite yet: your mark or the clause in your privacy statement is missing")
            )
    return _page(request, order_form=form)


@for_shop
@require_safe
def order_link(request: ShopRequest, invitation_id: int) -> HttpResponse:
    """The link of one order, with its code, to show or to print."""
    invitation = get_object_or_404(request.shop.invitations.handed_over(), pk=invitation_id)
    facts = {
        "invitation": invitation,
        "address": addresses.write_review(invitation),
        "open": invitation.is_open(request.now),
        "sizes": review_card.SIZES,
    }
    return render(request, "dashboard/order_link.html", facts)


@for_shop
@require_http_methods(["GET", "HEAD"])
def link_file(request: ShopRequest, link_id: int, name: str) -> HttpResponse:
    """The code of a general link as a picture, or on a card to print, in Dutch or English."""
    link = _working(request, link_id)
    language = _language(request)
    return _file(request.shop, addresses.review_link(link, language), name, language)


@for_shop
@require_safe
def order_file(request: ShopRequest, invitation_id: int, name: str) -> HttpResponse:
    invitation = get_object_or_404(request.shop.invitations.handed_over(), pk=invitation_id)
    return _file(request.shop, addresses.write_review(invitation), name, invitation.language)


def _file(shop: Shop, address: str, name: str, language: str) -> HttpResponse:
    if name == "qr.svg":
        return HttpResponse(review_card.qr_svg(address), content_type="image/svg+xml")
    size = name.removeprefix("card-").removesuffix(".pdf").upper()
    if name != f"card-{size.lower()}.pdf" or size not in review_card.SIZES:
        raise Http404
    made = review_card.as_pdf(shop, address, size=size, language=language)
    return HttpResponse(made, content_type="application/pdf")


def _language(request: ShopRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(LANGUAGES) else request.shop.language


def _working(request: ShopRequest, link_id: int) -> ReviewLink:
    return get_object_or_404(request.shop.review_links.working().select_related("shop"), pk=link_id)


_BASE = "shops/<int:shop_id>/links/"
urlpatterns = [
    path(_BASE, invitation_links, name="invitation_links"),
    path(f"{_BASE}make/", make_link, name="make_link"),
    path(f"{_BASE}<int:link_id>/rotate/", rotate_link, name="rotate_link"),
    path(f"{_BASE}<int:link_id>/revoke/", revoke_link, name="revoke_link"),
    path(f"{_BASE}<int:link_id>/<str:name>", link_file, name="link_file"),
    path(f"{_BASE}orders/make/", make_order_link, name="make_order_link"),
    path(f"{_BASE}orders/<int:invitation_id>/", order_link, name="order_link"),
    path(f"{_BASE}orders/<int:invitation_id>/<str:name>", order_file, name="order_file"),
]
