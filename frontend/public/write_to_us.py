"""The contact form: what somebody asks becomes a thread at our desk, and the answer goes by letter."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from frontend.access import HouseRequest, visitor
from frontend.email_field import AddressField
from frontend.throttle import too_often
from keurmerk.harmless import cleaned, one_line
from keurmerk.tokens import new_token
from members import arriving, thread_letters
from members.models import Thread

MOST_AN_HOUR = 5


class WriteForm(forms.Form):
    """Who, and what. `key` makes sending it twice the same as sending it once."""

    use_required_attribute = False

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Fill in your name")},
    )  # fmt: skip
    email = AddressField(
        label=gettext_lazy("Your e-mail address"), help_text=gettext_lazy("We answer you there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Fill in your e-mail address"),
            "invalid": gettext_lazy("Fill in an e-mail address, such as name@example.com"),
        },
    )  # fmt: skip
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=120,
        error_messages={"required": gettext_lazy("Tell in a few words what it is about")},
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": gettext_lazy("Write a message first")},
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_token)

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"], 120)

    def clean_subject(self) -> str:
        return one_line(self.cleaned_data["subject"], 120)

    def clean_text(self) -> str:
        return cleaned(self.cleaned_data["text"])


@never_cache
@visitor
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HouseRequest) -> HttpResponse:
    """Who is logged in is not asked again who he is (WCAG 3.3.7)."""
    known: dict[str, Any] = {}
    if request.user.is_authenticated:
        known = {"name": request.user.name, "email": request.user.email}
    form = WriteForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/write_to_us.html", {"form": form}, status=422 if form.errors else 200)
    if too_often(request, "write", most=MOST_AN_HOUR, within=timedelta(hours=1)):
        messages.warning(request, _("You wrote several times in a short time. Try again in an hour, or mail us."))
        return render(request, "public/write_to_us.html", {"form": form}, status=429)
    _received(request, form.cleaned_data)
    messages.success(request, _("We have your message. We answer by e-mail."))
    return redirect("public:contact")


def _received(request: HouseRequest, said: dict[str, str]) -> None:
    """The shop is known only of who is logged in: anybody can type an address."""
    proven = request.user.is_authenticated and request.user.email.lower() == said["email"].lower()
    shop, member = arriving.of_address(said["email"]) if proven else (None, None)
    try:
        with transaction.atomic():
            thread = Thread.begin(
                email=said["email"], name=said["name"], subject=said["subject"], language=get_language() or "nl",
                shop=shop, member=member, at=request.now,
            )  # fmt: skip
            sent = f"form:{said['key']}"
            thread.receive(said["text"], sender=said["email"], message_id=sent, actor="visitor", at=request.now)
            thread_letters.received(thread, at=request.now)
    except IntegrityError:
        pass  # sent twice, received once


urlpatterns = [path("contact/write/", write, name="write_to_us")]
