"""The gallery: every component in every state, for whoever builds a page and for the tests that look at them."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from frontend.access import HouseRequest, staff
from frontend.coming_days import WORDS, Coming
from frontend.controls import STAR_CHOICES, RadioCards, Segmented, StarInput
from frontend.templatetags.levels import Level
from frontend.templatetags.trend import Step

SHELLS = ("desk", "desk_case", "dashboard", "public", "consumer", "account")
MONTHS = ("dec", "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov")
PER_MONTH = (61, 44, 52, 49, 66, 71, 58, 63, 70, 83, 92, 104)
SCORES = ("4,3", "4,3", "4,4", "4,4", "4,5", "4,4", "4,4", "4,5", "4,5", "4,6", "4,6", "4,7")


class SampleForm(forms.Form):
    """One field of each kind."""

    stars = forms.TypedChoiceField(
        label=_("How many stars do you give?"), choices=STAR_CHOICES, coerce=int, widget=StarInput()
    )
    delivery = forms.TypedChoiceField(
        label=_("Delivery"), choices=STAR_CHOICES, coerce=int, widget=StarInput(small=True), required=False
    )
    text = forms.CharField(
        label=_("Tell us what happened"),
        help_text=_("What went well, what could be better?"),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    order = forms.CharField(
        label=_("Order number"), max_length=60, required=False, widget=forms.TextInput(attrs={"class": "w-20"})
    )
    subject = forms.ChoiceField(label=_("Subject"), choices=[("", "–"), ("late", _("Delivered late"))])
    name = forms.ChoiceField(
        label=_("How do we show your name?"),
        choices=[("first", "Sanne K."), ("none", _("Anonymous"))],
        widget=RadioCards(hints={"first": _("First name and the first letter of your last name")}),
    )
    reader = forms.ChoiceField(
        label=_("Who reads this?"),
        choices=[("both", _("Both parties")), ("shop", _("Webshop")), ("note", _("Note"))],
        widget=Segmented(),
        required=False,
    )
    photo = forms.FileField(label=_("Add a photo"), help_text=_("A jpg or png of at most 5 MB."), required=False)
    agree = forms.BooleanField(label=_("I bought this myself"), help_text=_("We may ask for proof."))


class SampleFilter(forms.Form):
    """What stands above a list."""

    stars = forms.ChoiceField(label=_("Stars"), choices=[("", _("All"))], required=False)
    q = forms.CharField(label=_("Search"), max_length=100, required=False)


@staff()
def components(request: HouseRequest) -> HttpResponse:
    """Every component, in the shell that `?shell=` names."""
    return gallery(request, now=request.now)


def gallery(request: HttpRequest, *, now: datetime) -> HttpResponse:
    """The page itself, as the tests open it too."""
    shell = request.GET.get("shell", "desk")
    context = {
        "shell": f"base_{shell if shell in SHELLS else 'desk'}.html",
        "shells": SHELLS,
        "form": SampleForm(data={"text": "Was prima"}) if "errors" in request.GET else None,
        "fresh": SampleForm(initial={"stars": 4, "reader": "shop"}, auto_id="fresh_%s"),
        "filled": SampleForm(data={"text": "Was prima", "stars": "2"}, auto_id="filled_%s"),
        "filter": SampleFilter(data={"q": "fiets"}, auto_id="filter_%s"),
        "trend": [
            Step(month, float(score.replace(",", ".")), count, 4.2)
            for month, score, count in zip(MONTHS, SCORES, PER_MONTH, strict=True)
        ],
        "funnel": [
            Level(str(_("Orders")), "100", 1.0, 1.0),
            Level(str(_("Invitation sent")), "80", 0.8, 1.0),
            Level(str(_("Review written")), "24", 0.24, 0.8, mark=0.3, band=(0.2, 0.5)),
        ],
        "months": list(zip(MONTHS, PER_MONTH, SCORES, strict=True)),
        "spark": PER_MONTH,
        "distribution": {5: 912, 4: 203, 3: 48, 2: 17, 1: 24},
        "counts": {"desk:reviews": 3},
        "coming": [Coming(date(2026, 12, 31), WORDS["promotion"], "5.2", "#a5-2")],
        "embed": '<keur-badge shop="1" lang="nl"></keur-badge>',
    }
    return render(request, "desk/components.html", context | samples(now))


def samples(now: datetime) -> dict[str, Any]:
    """People and things to show."""
    reply = SimpleNamespace(text="Dat had sneller gemoeten, excuses. Je verzendkosten krijg je terug.", written_at=now)
    review = {
        "pk": 1,
        "stars": 5,
        "title": "Snel en netjes verpakt",
        "text": "Vrijdag besteld, zaterdag in huis. De fiets stond goed afgesteld.",
        "display_name": "Sanne K.",
        "language": "nl",
        "verified": True,
        "published_at": now - timedelta(days=1),
    }
    slow = {
        "pk": 2,
        "stars": 3,
        "title": "Levertijd klopte niet",
        "text": "Twee dagen werden er zes.",
        "delivery": 2,
        "reply": reply,
    }
    guest = {"pk": 3, "stars": 4, "title": "", "text": "Good help.", "display_name": "Anoniem", "language": "en"}
    return {
        "at": now - timedelta(hours=3),
        "long_ago": now - timedelta(days=300),
        "review": SimpleNamespace(**review),
        "slow_review": SimpleNamespace(**{**review, **slow}),
        "removed_review": SimpleNamespace(**{**review, "pk": 4, "stars": 1, "removed_at": now, "state": "removed"}),
        "guest_review": SimpleNamespace(**{**review, **guest, "verified": False, "edited_at": now}),
    }


urlpatterns = [path("components/", components, name="components")]
