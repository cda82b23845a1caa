"""The shop's data: what the owner changes himself, and what he asks us to change (terms 7.1)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frontend.access import ShopRequest, for_shop
from frontend.dashboard import attention
from frontend.dashboard.company_form import CompanyForm
from frontend.dashboard.newsletter import reader_of
from members.categories import Category
from members.models import Shop

page = require_http_methods(["GET", "HEAD", "POST"])


class ShopDataForm(forms.ModelForm[Shop]):
    """How the shop presents itself; the host is not among it (terms 5.7)."""

    class Meta:
        model = Shop
        fields = ("name", "description", "category", "language")
        widgets = {"description": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"] = forms.ChoiceField(
            label=gettext_lazy("Category"),
            required=False,
            choices=[("", gettext_lazy("Not chosen yet")), *Category.choices],
            help_text=gettext_lazy("What you sell most of. With it we compare your figures with similar webshops."),
        )
        self.fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language of the shop"), choices=[("nl", "Nederlands"), ("en", "English")]
        )


class ContactForm(CompanyForm):
    """The company's address and contact; its name and numbers stay what the trade register says."""

    class Meta(CompanyForm.Meta):
        fields: tuple[str, ...] = ("street", "house_number", "postcode", "city", "phone", "email")


@for_shop
@page
def shop_settings(request: ShopRequest) -> HttpResponse:
    """Name, description, category and language of the shop."""
    form = ShopDataForm(request.POST or None, initial=_now(request.shop, ShopDataForm))
    if form.is_valid():
        request.shop.change(form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, _("Your webshop is changed."))
        return redirect("dashboard:settings", shop_id=request.shop.pk)
    facts = {"is_owner": request.is_owner, "newsletter": reader_of(request.user)}
    shown = {"form": form, "counts": attention.counts(request.shop)}
    return render(request, "dashboard/settings.html", shown | facts)


@for_shop
@page
def contact(request: ShopRequest) -> HttpResponse:
    """The company's address and contact, for all its shops."""
    member = request.shop.member
    form = ContactForm(request.POST or None, initial=_now(member, ContactForm))
    if form.is_valid():
        member.change(form.cleaned_data, actor=request.actor, at=request.now)
        messages.success(request, _("Your company data are changed."))
        return redirect("dashboard:settings", shop_id=request.shop.pk)
    return render(request, "dashboard/contact.html", {"form": form, "counts": attention.counts(request.shop)})


def _now(thing: Any, form: Any) -> dict[str, str]:
    return {name: getattr(thing, name) for name in form.Meta.fields}


urlpatterns = [
    path("shops/<int:shop_id>/settings/", shop_settings, name="settings"),
    path("shops/<int:shop_id>/settings/contact/", contact, name="contact"),
]
