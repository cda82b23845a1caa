"""Shops whose order numbers skip: ask the shop, write down what it said. Nothing happens to it by itself."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from frontend.access import PersonRequest, staff
from frontend.controls import RadioCards
from frontend.coverage import told_of
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove
from members.models import Shop
from reviews.models import ReachQuestion


class AnswerForm(forms.Form):
    """What the shop told, and what we make of it."""

    use_required_attribute = False

    answer = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=ReachQuestion.Answer.choices,
        widget=RadioCards(
            hints={
                ReachQuestion.Answer.CONFIRMED: gettext_lazy(
                    "The shop's page says so, with the estimate, as long as the numbers skip"
                )
            }
        ),
        error_messages={"required": gettext_lazy("Choose what came of it")},
    )
    note = forms.CharField(
        label=gettext_lazy("What the shop said"),
        help_text=gettext_lazy("For our own people. Name no customers."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write down what the shop said")},
    )


@staff("moderator")
@require_safe
def reach(request: PersonRequest) -> HttpResponse:
    """Open questions first come first; those that were answered below them."""
    every = ReachQuestion.objects.select_related("shop")
    waiting = every.filter(state=ReachQuestion.State.OPEN).order_by("raised_at")[:100]
    page = page_of(every.exclude(state=ReachQuestion.State.OPEN), request, by="raised_at")
    return render(request, "desk/reach.html", {"waiting": waiting, "page": page})


@staff("moderator")
@require_http_methods(["GET", "HEAD", "POST"])
def reach_question(request: PersonRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(ReachQuestion.objects.select_related("shop__member"), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            question.settle(**form.cleaned_data, actor=request.actor, at=request.now)
            messages.success(request, _("Written down."))
        except IllegalMove:
            messages.error(request, _("Somebody answered this question a moment ago."))
        return redirect("desk:reach")
    shop = get_object_or_404(Shop.objects.with_standing(), pk=question.shop_id)
    facts = {"question": question, "shop": shop, "form": form, "told": told_of(shop, request.now)}
    return render(request, "desk/reach_question.html", facts)


urlpatterns = [
    path("coverage/", reach, name="reach"),
    path("coverage/<int:pk>/", reach_question, name="reach_question"),
]
