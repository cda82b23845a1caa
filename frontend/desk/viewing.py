"""The manager looks along as somebody of a member's team, to understand a question; and stops."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import VIEWING, PersonRequest, person, staff
from frontend.account.proof import PasswordForm, SecondFactorForm
from keurmerk.lifecycle import IllegalMove
from members.models import Member, SecondFactor, User, Viewing


class ReasonForm(forms.Form):
    """Why; it is kept."""

    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("Why do you look along?"),
        help_text=gettext_lazy("Such as the question that you were asked. It is kept; the owner sees that you looked."),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff("manager")
@sensitive_post_parameters("code", "password")
@require_http_methods(["GET", "HEAD", "POST"])
def view_as(request: PersonRequest, pk: int, user_id: int) -> HttpResponse:
    """With a reason and a fresh proof of who asks. Our own people do not exist here."""
    member = get_object_or_404(Member, pk=pk)
    team = User.objects.filter(seats__shop__member=member, staff_role="", is_staff=False, is_superuser=False)
    found = get_object_or_404(team.filter(is_active=True).distinct(), pk=user_id)
    form, proof = ReasonForm(request.POST if request.method == "POST" else None), _proof(request)
    if form.is_valid() and proof.is_valid():
        try:
            viewing = Viewing.begin(request.user, found, form.cleaned_data["reason"], at=request.now)
        except IllegalMove:
            messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
            return redirect("desk:member", pk=pk)
        request.session[VIEWING] = viewing.pk
        return redirect("dashboard:start")
    facts = {"member": member, "found": found, "form": form, "proof": proof, "question": _question(proof)}
    return render(request, "desk/view_as.html", facts)


def _proof(request: PersonRequest) -> Any:
    """The second factor; the password of who has none, which only the sandbox allows."""
    if SecondFactor.guards(request.user):
        return SecondFactorForm(request, request.user)
    return PasswordForm(request)


def _question(proof: Any) -> str:
    return proof.question() if isinstance(proof, SecondFactorForm) else ""


@person
@require_POST
def end_viewing(request: PersonRequest) -> HttpResponse:
    """By the button in the banner. Without anything to end it leads back all the same."""
    number = request.session.pop(VIEWING, None)
    for viewing in Viewing.objects.open().filter(pk=number, by=request.user).select_related("person"):
        viewing.end(at=request.now)
        messages.success(request, _("You no longer look along as %(person)s.") % {"person": viewing.person})
    return redirect("dashboard:start")


urlpatterns = [
    path("members/<int:pk>/view-as/<int:user_id>/", view_as, name="view_as"),
    path("view-as/end/", end_viewing, name="end_viewing"),
]
