"""A shop gets another owner: its owner asks, the new one accepts with the documents (terms 1.5, 2.1, 7.1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import PersonRequest, ShopRequest, for_shop, person
from frontend.dashboard.application_forms import DOCUMENTS, agreement
from frontend.dashboard.company_form import CompanyForm
from frontend.email_field import AddressField
from keurmerk.lifecycle import IllegalMove
from keurmerk.tokens import BadToken
from members import documents
from members.links import takeover_behind
from members.models import Member, Seat, Takeover

MOST = 20


class HandoverForm(forms.Form):
    """To whom, why, and what becomes of the membership."""

    use_required_attribute = False

    to_email = AddressField(
        label=gettext_lazy("E-mail address of the new owner"),
        help_text=gettext_lazy("We write to this address; the new owner logs in with it."),
        error_messages={"required": gettext_lazy("Fill in the e-mail address of the new owner")},
    )
    why = forms.CharField(
        label=gettext_lazy("Why, and from which day?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write why, and from which day")},
    )
    gives_notice = forms.BooleanField(
        label=gettext_lazy("End my membership with this term if I have no other webshop"), required=False
    )


class DocumentsForm(forms.Form):
    """Each document in its version of today; all are needed (terms 2.1, 2.12)."""

    use_required_attribute = False

    owns_shop = forms.BooleanField(
        label=gettext_lazy("I am the owner of this shop, or may act for the owner"),
        error_messages={"required": gettext_lazy("Confirm that you own the shop or act for its owner.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for document, (name, page) in DOCUMENTS.items():
            self.fields[document] = forms.BooleanField(
                label=agreement(name, page, documents.CURRENT[document]),
                error_messages={"required": _("You can only join if you agree to %(name)s.") % {"name": name}},
            )


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: ShopRequest) -> HttpResponse:
    """What was asked before and how it stands; the form while nothing is open."""
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            Takeover.request(request.shop, **form.cleaned_data, actor=request.actor, at=request.now)
            messages.success(request, _("We wrote to the new owner. Nothing changes until we inspected the webshop."))
        except IllegalMove:
            messages.error(request, _("You have a request that is still open."))
        return redirect("dashboard:handover", request.shop.pk)
    found = list(_mine(request).newest_first()[:MOST])
    is_open = any(each.may_move_to(Takeover.State.WITHDRAWN) for each in found)
    return render(request, "dashboard/handover.html", {"handovers": found, "form": form, "is_open": is_open})


@for_shop
@require_POST
def withdraw(request: ShopRequest, pk: int) -> HttpResponse:
    try:
        get_object_or_404(_mine(request), pk=pk).withdraw(actor=request.actor, at=request.now)
        messages.success(request, _("Your request is withdrawn."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("dashboard:handover", request.shop.pk)


def _mine(request: ShopRequest) -> Any:
    """Of this shop, asked by the company that has it: what a former owner asked is not the new one's to read."""
    return Takeover.objects.filter(shop=request.shop, old_member=request.shop.member_id)


@person
@require_http_methods(["GET", "HEAD", "POST"])
def takeover(request: PersonRequest, token: str) -> HttpResponse:
    """Who was asked fills in the company and accepts the documents; for anybody else there is nothing here."""
    found = _asked_of(request, token)
    known = _company_of(request)
    posted = request.POST if request.method == "POST" else None
    company = None if known else CompanyForm(posted, initial={"email": request.user.email})
    form = DocumentsForm(posted)
    may = found.state == Takeover.State.REQUESTED
    if may and posted is not None and form.is_valid() & (company is None or company.is_valid()):
        member = known or company.save()  # type: ignore[union-attr]  # one of the two is there
        return _accepted(request, found, member)
    facts = {"handover": found, "company": company, "known": known, "form": form, "may": may}
    return render(request, "dashboard/takeover.html", facts)


def _accepted(request: PersonRequest, found: Takeover, member: Member) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR") or None
    try:
        found.accept(request.user, member, dict(documents.CURRENT), at=request.now, ip_address=address)
        messages.success(request, _("You accepted. We inspect the webshop, and you hear from us by e-mail."))
    except IllegalMove:
        messages.error(request, _("This cannot be taken over by your company, or it changed meanwhile."))
    return redirect(request.path)


def _asked_of(request: PersonRequest, token: str) -> Takeover:
    try:
        number = takeover_behind(token)
    except BadToken:
        raise Http404 from None
    mine = Takeover.objects.filter(to_email__iexact=request.user.email).select_related("shop", "old_member")
    return get_object_or_404(mine, pk=number)


def _company_of(request: PersonRequest) -> Member | None:
    """The company of a shop that this person owns already."""
    seat = Seat.objects.filter(user=request.user, role=Seat.Role.OWNER).select_related("shop__member").last()
    return seat.shop.member if seat else None


urlpatterns = [
    path("shops/<int:shop_id>/handover/", handover, name="handover"),
    path("shops/<int:shop_id>/handover/<int:pk>/withdraw/", withdraw, name="withdraw_handover"),
    path("takeover/<str:token>/", takeover, name="takeover"),
]
