"""The address of its own from which a shop's invitations come: choose, prove, look, stop."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.throttle import too_often
from keurmerk.mail import domains
from reviews import own_sender
from reviews.asking.senders import envelope_of
from reviews.models import Sender, TakenElsewhere

Answer = Sender.Answer
_MOST_LOOKS, _WITHIN = 20, timedelta(hours=1)
_UNFIT = {
    "form": gettext_lazy(
        "Write an e-mail address such as info@yourshop.nl, with letters, digits, dots and dashes only"
    ),
    "ours": gettext_lazy("This is a domain of ours. Choose an address on the domain of your webshop."),
    "shared": gettext_lazy(
        "Everybody can have an address at this provider, and you cannot set records there. Choose an address on the "
        "domain of your webshop."
    ),
    "public": gettext_lazy("We do not know this domain. Choose an address on a domain that you registered."),
}
_SAID: dict[str, tuple[str, str | Promise]] = {
    "": ("", gettext_lazy("We have not looked yet")),
    Answer.FOUND: ("ok", gettext_lazy("Found")),
    Answer.OTHER: ("bad", gettext_lazy("There is a record with this name, but it says something else")),
    Answer.MISSING: ("bad", gettext_lazy("Not found")),
    Answer.UNAVAILABLE: ("warn", gettext_lazy("No answer")),
}
_HINTS: dict[str, str | Promise] = {
    Answer.MISSING: gettext_lazy("A new record can take an hour to be seen everywhere, sometimes a day."),
    Answer.UNAVAILABLE: gettext_lazy(
        "The name servers of your domain did not answer. That says nothing about the record; we look again later."
    ),
}
_TITLES = {
    "dkim": gettext_lazy("The key that letters are signed with (DKIM)"),
    "return_path": gettext_lazy("The address for what comes back (return path, for SPF)"),
}


class SenderForm(forms.Form):
    """The address; what is wrong with it is said beside it."""

    use_required_attribute = False

    address = forms.CharField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "On the domain of your webshop, and read by somebody: answers of customers come in there."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Write the address first")},
    )


@dataclass(frozen=True)
class Shown:
    """One record as the page shows it."""

    row: own_sender.Row
    title: str | Promise
    said: str | Promise
    kind: str
    hint: str | Promise


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def sender(request: ShopRequest) -> HttpResponse:
    form = SenderForm(request.POST or None)
    if settings.DOMAIN_PROVIDER and form.is_valid() and _choose(request, form):
        return redirect("dashboard:sender", shop_id=request.shop.pk)
    return render(request, "dashboard/sender.html", _facts(request, form))


def _choose(request: ShopRequest, form: SenderForm) -> bool:
    """Says whether the address was taken; if not, the form says why."""
    try:
        chosen = own_sender.choose(request.shop, form.cleaned_data["address"], actor=request.actor, at=request.now)
    except own_sender.Unfit as fault:
        form.add_error("address", str(_UNFIT[fault.code]))
    except own_sender.AskedOften:
        form.add_error("address", _("You chose several addresses today. Try again tomorrow."))
    except TakenElsewhere:
        form.add_error("address", _("Another webshop sends from this address already. Choose another one."))
    except domains.Refused:
        form.add_error("address", _("Our mail service cannot send for this domain. Choose an address on another one."))
    except domains.Unavailable:
        form.add_error(None, _("Our mail service does not answer now. Try again in a few minutes."))
    else:
        sentence = _("We sent a letter to %(address)s. Confirm it there, and set the two records below.")
        messages.success(request, sentence % {"address": chosen.address})
        return True
    return False


def _facts(request: ShopRequest, form: SenderForm) -> dict[str, Any]:
    chosen = Sender.objects.filter(shop=request.shop).first()
    records = [_shown(row) for row in own_sender.rows_of(chosen)] if chosen else []
    return {
        "sender": chosen,
        "records": records,
        "all_found": bool(records) and all(each.row.answer == Answer.FOUND for each in records),
        "vendor_waits": chosen is not None and _vendor_waits(chosen),
        "waits_for_reader": chosen is not None and chosen.confirmed_at is None,
        "now_from": envelope_of(request.shop).sender,
        "form": form,
        "available": bool(settings.DOMAIN_PROVIDER),
    }


def _vendor_waits(chosen: Sender) -> bool:
    return bool(chosen.findings.get("vendor", {}).get("answer") == Answer.UNAVAILABLE)


def _shown(row: own_sender.Row) -> Shown:
    kind, said = _SAID[row.answer]
    return Shown(row, _TITLES[row.name], said, kind, _HINTS.get(row.answer, ""))


@for_shop
@require_POST
def check_sender(request: ShopRequest) -> HttpResponse:
    """Looks now. What it finds stands beside each record."""
    mine = get_object_or_404(Sender, shop=request.shop)
    if too_often(request, f"sender:{request.shop.pk}", most=_MOST_LOOKS, within=_WITHIN):
        messages.error(request, _("You asked often. We look again by ourselves; come back in an hour."))
    else:
        looked = own_sender.look(mine, actor=request.actor, at=request.now)
        _tell(request, looked)
    return redirect("dashboard:sender", shop_id=request.shop.pk)


def _tell(request: ShopRequest, looked: Sender) -> None:
    rows = own_sender.rows_of(looked)
    found = sum(row.answer == Answer.FOUND for row in rows)
    if looked.state == Sender.State.ACTIVE and found == len(rows):
        messages.success(request, _("Both records are there. Your invitations come from your own address."))
    elif found == len(rows):
        messages.success(request, _("Both records are there."))
    else:
        words = {"found": found, "all": len(rows)}
        messages.warning(request, _("We looked: %(found)d of the %(all)d records is as it should be.") % words)


@for_shop
@require_POST
def ask_sender(request: ShopRequest) -> HttpResponse:
    """The letter to the address once more."""
    mine = get_object_or_404(Sender, shop=request.shop, confirmed_at=None)
    if own_sender.ask_again(mine, actor=request.actor, at=request.now):
        messages.success(request, _("We sent the letter to %(address)s again.") % {"address": mine.address})
    else:
        messages.error(request, _("The last letter is on its way, or you asked several times today. Look there first."))
    return redirect("dashboard:sender", shop_id=request.shop.pk)


@for_shop
@require_POST
def stop_sender(request: ShopRequest) -> HttpResponse:
    mine = Sender.objects.filter(shop=request.shop).first()
    if mine:
        mine.give_up(actor=request.actor, at=request.now)
    messages.success(request, _("Your invitations come from our address, with the name of your webshop."))
    return redirect("dashboard:sender", shop_id=request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/invitations/sender/", sender, name="sender"),
    path("shops/<int:shop_id>/invitations/sender/check/", check_sender, name="check_sender"),
    path("shops/<int:shop_id>/invitations/sender/ask/", ask_sender, name="ask_sender"),
    path("shops/<int:shop_id>/invitations/sender/stop/", stop_sender, name="stop_sender"),
]
