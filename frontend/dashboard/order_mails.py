"""Copies of order mails: the shop's address for them, what became of each, and settling by hand what was not clear."""

from email.utils import parseaddr
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.email_field import AddressField
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove
from keurmerk.mail.arriving.mail import MOST_BYTES, Unreadable, read
from reviews.imports.mails import facts
from reviews.imports.mails.take import CLIENT, take_mail_in
from reviews.models import OrderMail, OrderMailbox
from reviews.orders import Order

REFUSALS = {
    "MAIL_TOO_BIG": gettext_lazy("This mail is too big: at most 15 MB."),
    "MAIL_TOO_INTRICATE": gettext_lazy("This mail is put together from too many parts to read."),
    "MAIL_BROKEN": gettext_lazy("We cannot read this mail. Save it again from your mail program as .eml."),
    "NO_MAIL": gettext_lazy("This is not a mail. Save an order mail from your mail program as .eml."),
}


class MailForm(forms.Form):
    """A mail as a file."""

    file = forms.FileField(
        label=gettext_lazy("Order mail (.eml)"),
        help_text=gettext_lazy("Save the mail from your mail program as a file."),
        allow_empty_file=True,
    )


class SettleForm(forms.Form):
    """The order in a mail that we did not recognise."""

    email = AddressField(label=gettext_lazy("E-mail address of the customer"))
    number = forms.CharField(label=gettext_lazy("Order number"), max_length=80)
    name = forms.CharField(label=gettext_lazy("Name of the customer"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invitation"), choices=[("nl", "Nederlands"), ("en", "English")]
    )


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def order_mails(request: ShopRequest) -> HttpResponse:
    """The shop's address, a door for a mail as a file, what waits and what came in."""
    form = MailForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (mail := _receive(request, form)):
        return _to(request, mail)
    waiting = request.shop.order_mails.unrecognised().order_by("received_at")[:50]
    page = page_of(request.shop.order_mails.exclude(state=OrderMail.State.UNRECOGNISED), request, by="received_at")
    facts = {"form": form, "waiting": waiting, "page": page, "address": _address(request)}
    facts |= {"rules": request.shop.order_mail_rules.all(), "arrives": bool(settings.POSTMARK_INBOUND_SECRET)}
    return render(request, "dashboard/order_mails.html", facts)


def _address(request: ShopRequest) -> str:
    """Where copies may be sent to; none where no mail could come in. The sandbox shows one, and says what it is."""
    if not settings.INBOUND_DOMAIN or not (settings.SANDBOX or settings.POSTMARK_INBOUND_SECRET):
        return ""
    return f"orders+{OrderMailbox.of(request.shop, at=request.now).token}@{settings.INBOUND_DOMAIN}"


def _receive(request: ShopRequest, form: MailForm) -> OrderMail | None:
    file = form.cleaned_data["file"]
    try:
        return take_mail_in(request.shop, read(file.read(MOST_BYTES + 1)), actor=request.actor, at=request.now)
    except Unreadable as refusal:
        form.add_error("file", str(REFUSALS[refusal.code]))
        return None


def _to(request: ShopRequest, mail: OrderMail) -> HttpResponse:
    if mail.state == OrderMail.State.UNRECOGNISED:
        messages.warning(request, mail.get_reason_display())
        return redirect("dashboard:order_mail", shop_id=request.shop.pk, mail_id=mail.pk)
    if mail.invitation:
        messages.success(request, _("Recognised: order %(number)s.") % {"number": mail.invitation.order_number})
    else:
        messages.info(request, f"{mail.get_state_display()}: {mail.get_reason_display()}")
    return redirect("dashboard:order_mails", shop_id=request.shop.pk)


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def order_mail(request: ShopRequest, mail_id: int) -> HttpResponse:
    """A mail that was not recognised, as plain text, with what we make of it filled in."""
    mail = get_object_or_404(request.shop.order_mails.unrecognised(), pk=mail_id)
    form = SettleForm(request.POST or None, initial=_guess(mail, request.shop.language))
    if form.is_valid():
        told = form.cleaned_data
        order = Order(told["email"], told["number"], told["name"], told["language"], client=CLIENT)
        try:
            mail.become(order, by_hand=True, actor=request.actor, at=request.now)
            messages.success(request, _("The order is taken in. What the mail said is deleted."))
        except IllegalMove:
            messages.error(request, _("This mail was settled already."))
        return redirect("dashboard:order_mails", shop_id=request.shop.pk)
    return render(request, "dashboard/order_mail.html", {"mail": mail, "form": form})


def _guess(mail: OrderMail, language: str) -> dict[str, Any]:
    name, email = parseaddr(mail.recipient)
    return {
        "email": email,
        "number": facts.order_number(mail.subject, mail.text),
        "name": facts.as_name(name) or facts.greeted(mail.text),
        "language": facts.language(f"{mail.subject} {mail.text}") or language,
    }


@for_shop
@require_POST
def dismiss_order_mail(request: ShopRequest, mail_id: int) -> HttpResponse:
    mail = get_object_or_404(request.shop.order_mails.all(), pk=mail_id)
    try:
        mail.dismiss(actor=request.actor, at=request.now)
        messages.success(request, _("Set aside. What the mail said is deleted."))
    except IllegalMove:
        messages.error(request, _("This mail was settled already."))
    return redirect("dashboard:order_mails", shop_id=request.shop.pk)


@for_shop
@require_POST
def rotate_order_mailbox(request: ShopRequest) -> HttpResponse:
    OrderMailbox.of(request.shop, at=request.now).rotate(actor=request.actor, at=request.now)
    messages.success(request, _("The old address stopped. Put the new one in your webshop."))
    return redirect("dashboard:order_mails", shop_id=request.shop.pk)


_MAILS = "shops/<int:shop_id>/invitations/mails/"
urlpatterns = [
    path(_MAILS, order_mails, name="order_mails"),
    path(f"{_MAILS}address/", rotate_order_mailbox, name="rotate_order_mailbox"),
    path(f"{_MAILS}<int:mail_id>/", order_mail, name="order_mail"),
    path(f"{_MAILS}<int:mail_id>/dismiss/", dismiss_order_mail, name="dismiss_order_mail"),
]
