"""The proof of the host at the desk: look now, or waive it as a senior, with a reason (terms 5.7)."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from frontend.access import PersonRequest, staff
from frontend.throttle import too_often
from keurmerk.lifecycle import IllegalMove
from members import host_check, lookalikes
from members.models import Application, HostProof

SUSPICIONS = {
    lookalikes.MIXED: gettext_lazy("Letters of several alphabets in one name"),
    lookalikes.LOOKALIKE: gettext_lazy("Letters that look like ours and are not"),
}


class WaiveForm(forms.Form):
    """How we know it another way."""

    reason = forms.CharField(
        label=gettext_lazy("How do you know that the applicant runs this host?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def facts(request: PersonRequest, application: Application) -> dict[str, object]:
    """For the page of an application: the proof of its host, and what is odd about the host itself."""
    proof = HostProof.objects.filter(application=application, host=application.shop_host).first()
    holds = proof is not None and proof.holds
    return {
        "proof": proof,
        "is_open": application.state not in Application.FINAL,
        "host": lookalikes.readable(application.shop_host),
        "suspicion": SUSPICIONS.get(lookalikes.suspicion(application.shop_host)),
        "waive": WaiveForm() if request.user.has_role("manager") and not holds else None,
    }


@staff("inspector")
@require_POST
def look(request: PersonRequest, pk: int) -> HttpResponse:
    proof = _proof(request, pk)
    if too_often(request, f"host-proof:{proof.pk}", most=6, within=timedelta(minutes=5)):
        messages.warning(request, _("We looked several times just now. Wait a few minutes and try again."))
    elif host_check.look(proof, actor=request.actor, at=request.now).holds:
        messages.success(request, _("Found: the applicant runs this host."))
    else:
        messages.info(request, _("The code is not there yet."))
    return redirect("desk:application", pk=pk)


@staff("manager")
@require_POST
def waive(request: PersonRequest, pk: int) -> HttpResponse:
    """Only a senior may know it another way."""
    form = WaiveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write down how you know it."))
        return redirect("desk:application", pk=pk)
    try:
        _proof(request, pk).waive(form.cleaned_data["reason"], by=request.user, at=request.now)
    except IllegalMove:
        messages.info(request, _("It was settled already."))
    else:
        messages.success(request, _("Settled, with your reason."))
    return redirect("desk:application", pk=pk)


def _proof(request: PersonRequest, pk: int) -> HostProof:
    application = get_object_or_404(Application.objects.open().exclude(submitted_at=None), pk=pk)
    return HostProof.of(application, at=request.now)


urlpatterns = [
    path("applications/<int:pk>/host/look/", look, name="look_for_host_proof"),
    path("applications/<int:pk>/host/waive/", waive, name="waive_host_proof"),
]
