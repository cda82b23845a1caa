"""The form to object to the amount of an invoice, for the dashboard and for who has its signed link (terms 12.5)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Invoice, Objection
from frontend.access import HouseRequest
from keurmerk.lifecycle import IllegalMove


class ObjectionForm(forms.Form):
    """What is wrong about the amount."""

    use_required_attribute = False

    story = forms.CharField(
        label=gettext_lazy("What is wrong about the amount, and why?"),
        help_text=gettext_lazy("Object within five days of the invoice date if you can; later is handled too."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write what is wrong about the amount")},
    )


def file(request: HouseRequest, invoice: Invoice, form: ObjectionForm, *, back: str) -> HttpResponseRedirect:
    """Notes it, and goes back to where it can be read (terms 12.5)."""
    try:
        Objection.file(invoice, form.cleaned_data["story"], actor=request.actor, at=request.now)
        messages.success(request, _("Your objection is in. You get our answer by e-mail, and find it here."))
    except IllegalMove:
        messages.error(request, _("Of this invoice nothing is left to object to."))
    return redirect(back)
