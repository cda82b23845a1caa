"""How often one hears of new reviews: each person chooses for themselves, per shop."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frontend.access import ShopRequest, for_shop
from frontend.controls import RadioCards
from members.models import Seat
from reviews.models import ReviewNews


class NewsForm(forms.Form):
    """Each, daily, or none."""

    pace = forms.ChoiceField(
        label=gettext_lazy("E-mails about new reviews"),
        choices=ReviewNews.Pace.choices,
        widget=RadioCards(
            hints={
                ReviewNews.Pace.EACH: gettext_lazy("At once, with the text of the review."),
                ReviewNews.Pace.DAILY: gettext_lazy("In the morning, when there is something new."),
                ReviewNews.Pace.NONE: gettext_lazy("You find the reviews here. Messages of writers still come."),
            }
        ),
    )


@for_shop
@require_http_methods(["GET", "HEAD", "POST"])
def review_settings(request: ShopRequest) -> HttpResponse:
    seat = get_object_or_404(Seat, user=request.user, shop=request.shop)
    form = NewsForm(request.POST or None, initial={"pace": ReviewNews.pace_of(seat)})
    if request.method == "POST" and form.is_valid():
        ReviewNews.choose(seat, form.cleaned_data["pace"], at=request.now)
        messages.success(request, _("Your choice is kept."))
        return redirect("dashboard:review_settings", shop_id=request.shop.pk)
    return render(request, "dashboard/review_settings.html", {"form": form})


urlpatterns = [path("shops/<int:shop_id>/reviews/settings/", review_settings, name="review_settings")]
