"""Finance's desk: objections to the amount of an invoice, answered in writing (terms 12.5)."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from billing.models import Objection
from frontend.access import PersonRequest, staff
from frontend.desk.trail import trail
from frontend.paging import page_of
from keurmerk.lifecycle import IllegalMove


class AnswerObjectionForm(forms.Form):
    """What is taken back of the invoice, if anything, and the reason."""

    use_required_attribute = False

    net = forms.DecimalField(
        label=gettext_lazy("Amount to credit without VAT, in euros"),
        help_text=gettext_lazy("Empty or 0: the amount stays as it is."),
        min_value=Decimal(0),
        max_digits=10,
        decimal_places=2,
        required=False,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-10"}),
        error_messages={"invalid": gettext_lazy("Fill in an amount, such as 49,95")},
    )
    answer = forms.CharField(
        label=gettext_lazy("Our answer, with the reason"),
        help_text=gettext_lazy("The member reads this: write it in the member's language."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write the answer, with its reason")},
    )

    def __init__(self, *args: Any, left: Decimal, **kwargs: Any) -> None:
        self.left = left
        super().__init__(*args, **kwargs)

    def clean_net(self) -> Decimal:
        net: Decimal = self.cleaned_data["net"] or Decimal(0)
        if net > self.left:
            raise forms.ValidationError(_("At most %(left)s is left of this invoice.") % {"left": self.left})
        return net


@staff("finance")
@require_safe
def objections(request: PersonRequest) -> HttpResponse:
    """What waits for us first, then everything."""
    rows = Objection.objects.select_related("invoice")
    waiting = rows.open().oldest_first()
    facts = {"waiting": waiting, "page": page_of(rows, request, by="filed_at")}
    return render(request, "desk/objections.html", facts)


@staff("finance")
@require_safe
def objection(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, _one(pk))


@staff("finance")
@require_POST
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Granted in whole or in part by a credit note, or not; both with the reason (terms 12.5)."""
    found = _one(pk)
    form = AnswerObjectionForm(request.POST, left=_left(found))
    if not form.is_valid():
        return _show(request, found, form=form, status=422)
    said = form.cleaned_data
    who: dict[str, Any] = {"actor": request.actor, "at": request.now}
    try:
        if said["net"]:
            found.grant(said["answer"], net=said["net"], **who)
        else:
            found.reject(said["answer"], **who)
        messages.success(request, _("Done."))
    except IllegalMove:
        messages.error(request, _("That did not happen: it changed meanwhile. Look again."))
    return redirect("desk:objection", pk=pk)


def _left(found: Objection) -> Decimal:
    """Of the invoice, without VAT, that no credit note took back."""
    return found.invoice.net - sum((note.net for note in found.invoice.credit_notes.all()), Decimal(0))


def _show(
    request: PersonRequest, found: Objection, *, form: AnswerObjectionForm | None = None, status: int = 200
) -> HttpResponse:
    open_form = (form or AnswerObjectionForm(left=_left(found))) if found.state == Objection.State.FILED else None
    facts = {"objection": found, "left": _left(found), "answer_form": open_form, "form": form, "trail": trail(found)}
    return render(request, "desk/objection.html", facts, status=status)


def _one(pk: int) -> Objection:
    return get_object_or_404(Objection.objects.select_related("invoice__member", "credit_note"), pk=pk)


urlpatterns = [
    path("objections/", objections, name="objections"),
    path("objections/<int:pk>/", objection, name="objection"),
    path("objections/<int:pk>/answer/", answer, name="answer_objection"),
]
