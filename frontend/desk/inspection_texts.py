"""The standard texts of the inspectors: kept at the desk, inserted in a case with the key T."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import PersonRequest, staff
from inspections.models import StandardText


class StandardTextForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs alone
    """One text, in Dutch and in English."""

    use_required_attribute = False

    text_nl = forms.CharField(label=gettext_lazy("Text in Dutch"), max_length=5000, widget=forms.Textarea({"rows": 4}))
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"), max_length=5000, widget=forms.Textarea({"rows": 4})
    )

    class Meta:
        model = StandardText
        fields = ("name", "code", "text_nl", "text_en")
        labels = {  # as Django reads it
            "name": gettext_lazy("Name of the text"),
            "code": gettext_lazy("For which point"),
        }
        help_texts = {"code": gettext_lazy("A point such as WD-04, a section such as WD, or nothing for every point.")}


@staff("inspector")
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: PersonRequest) -> HttpResponse:
    """All of them by name, and a form for a new one."""
    form = StandardTextForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("desk:standard_texts")
    return render(request, "desk/standard_texts.html", {"texts": StandardText.objects.all(), "form": form})


@staff("inspector")
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: PersonRequest, pk: int) -> HttpResponse:
    """One text, to be changed; what was inserted before stays as it was."""
    found = get_object_or_404(StandardText, pk=pk)
    form = StandardTextForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("desk:standard_texts")
    return render(request, "desk/standard_text.html", {"text": found, "form": form})


@staff("inspector")
@require_POST
def remove_text(request: PersonRequest, pk: int) -> HttpResponse:
    get_object_or_404(StandardText, pk=pk).delete()
    messages.success(request, _("Removed. What was inserted before stays."))
    return redirect("desk:standard_texts")


urlpatterns = [
    path("standard-texts/", texts, name="standard_texts"),
    path("standard-texts/<int:pk>/", text, name="standard_text"),
    path("standard-texts/<int:pk>/remove/", remove_text, name="remove_standard_text"),
]
