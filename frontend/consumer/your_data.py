"""What we hold about me, without an account and without asking a person (GDPR 12, 15, 17 and 20; reading A22).

An address goes in, the answer is always the same, and a link by mail proves who reads that address.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import HouseRequest, visitor
from frontend.consumer.your_data_words import as_json, sections
from frontend.email_field import AddressField
from frontend.throttle import too_often
from keurmerk import forgetting, personal_data
from keurmerk.tokens import BadToken
from members import data_link

MOST, WITHIN = 5, timedelta(hours=1)  # addresses asked about by one visitor
page = require_http_methods(["GET", "HEAD", "POST"])


class AddressForm(forms.Form):
    """Whose data."""

    use_required_attribute = False

    email = AddressField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a link to it. Only who reads that mail sees the data."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Give the e-mail address that it is about")},
    )


@visitor
@page
def ask(request: HouseRequest) -> HttpResponse:
    """Says the same whether or not we know the address."""
    form = AddressForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        if too_often(request, "your_data", most=MOST, within=WITHIN):
            form.add_error(None, _("You asked this often. Wait an hour and try again."))
            status = 429
        else:
            data_link.send_link(form.cleaned_data["email"], get_language() or "nl", at=request.now)
            return redirect("consumer:your_data_sent")
    return render(request, "consumer/your_data_ask.html", {"form": form}, status=status)


@visitor
@require_safe
def sent(request: HouseRequest) -> HttpResponse:
    return render(request, "consumer/your_data_sent.html", {"hours": data_link.LIFE // timedelta(hours=1)})


@never_cache
@visitor
@require_safe
def your_data(request: HouseRequest, token: str) -> HttpResponse:
    """Everything, for what and until when. A GET changes nothing: scanners of mail open every link."""
    try:
        address = data_link.address_in(token)
    except BadToken:
        return _too_late(request)
    facts = {"token": token, "address": address, "sections": sections(personal_data.everything(address))}
    return render(request, "consumer/your_data.html", facts)


@never_cache
@visitor
@require_safe
def download(request: HouseRequest, token: str, kind: str) -> HttpResponse:
    """The same as a file, for a machine (GDPR 20) or to read."""
    try:
        address = data_link.address_in(token)
    except BadToken:
        return _too_late(request)
    found = personal_data.everything(address)
    if kind == "json":
        answer: HttpResponse = JsonResponse(
            as_json(address, found, at=request.now), json_dumps_params={"indent": 2, "ensure_ascii": False}
        )
    else:
        facts: dict[str, Any] = {"address": address, "sections": sections(found, whole=True), "made_at": request.now}
        answer = render(request, "consumer/your_data_file.html", facts)
    answer["Content-Disposition"] = f'attachment; filename="{_("my-data")}.{kind}"'
    return answer


@never_cache
@visitor
@page
def erase(request: HouseRequest, token: str) -> HttpResponse:
    """Asks once more, for it cannot be undone; and says what stays, and why."""
    try:
        address = data_link.address_in(token)
    except BadToken:
        return _too_late(request)
    if request.method == "POST":
        return _erased(request, address, token)
    shown = sections(personal_data.everything(address))
    facts = {
        "token": token,
        "address": address,
        "going": [each for each in shown if each.going],
        "staying": [each for each in shown if each.staying],
    }
    return render(request, "consumer/your_data_erase.html", facts)


def _erased(request: HouseRequest, address: str, token: str) -> HttpResponse:
    try:
        done = forgetting.forget(address, at=request.now)
    except OSError:  # the list cannot be written: then nothing was erased either
        messages.error(request, _("We could not do this now, and nothing was erased. Try again in an hour."))
        return redirect("consumer:your_data", token=token)
    times = done.gone.total()
    if times:
        said = ngettext("We erased %(times)d record.", "We erased %(times)d records.", times) % {"times": times}
        messages.success(request, said)
    else:
        messages.success(request, _("There was nothing to erase."))
    return redirect("consumer:your_data", token=token)


def _too_late(request: HouseRequest) -> HttpResponse:
    return render(request, "consumer/your_data_too_late.html", status=404)


urlpatterns = [
    path("your-data/", ask, name="your_data_ask"),
    path("your-data/sent/", sent, name="your_data_sent"),
    path("your-data/<str:token>/", your_data, name="your_data"),
    path("your-data/<str:token>/file.json", download, {"kind": "json"}, name="your_data_json"),
    path("your-data/<str:token>/file.html", download, {"kind": "html"}, name="your_data_html"),
    path("your-data/<str:token>/erase/", erase, name="erase_your_data"),
]
