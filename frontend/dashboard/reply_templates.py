"""The shop's standard texts for answers: list, write, change, remove."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.controls import WordsField
from reviews.models import ReplyTemplate
from reviews.placeholders import unknown

MOST = 50
page = require_http_methods(["GET", "HEAD", "POST"])


class TemplateForm(forms.ModelForm[ReplyTemplate]):
    """A title to find it by, and the text with its placeholders."""

    use_required_attribute = False

    text = WordsField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "These words are filled in for you: {name} is the name of the writer, {shop} that of your webshop, "
            "{stars} the number of stars."
        ),
        max_length=2000,
        rows=6,
        error_messages={"required": gettext_lazy("Write the text first")},
    )

    class Meta:
        model = ReplyTemplate
        fields = ("title", "text")
        labels = {"title": gettext_lazy("Title")}
        help_texts = {"title": gettext_lazy("Only you see it, in the list to choose from.")}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        strange = unknown(text)
        if strange:
            sentence = _("We do not know {%(word)s}. Use {name}, {shop} or {stars}.")
            raise forms.ValidationError(sentence % {"word": strange[0]}, code="unknown")
        return text

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        same = self.instance.shop.reply_templates.filter(title=title).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("You have a text with this title already. Choose another title."))
        return title


@for_shop
@page
def reply_templates(request: ShopRequest) -> HttpResponse:
    """All of them, and the form for a new one."""
    existing = request.shop.reply_templates.all()
    form = TemplateForm(request.POST or None, instance=ReplyTemplate(shop=request.shop))
    if request.method == "POST" and form.is_valid():
        if existing.count() < MOST:
            form.save()
            messages.success(request, _("The text is kept. You find it beside the form of an answer."))
            return redirect("dashboard:reply_templates", shop_id=request.shop.pk)
        form.add_error(None, _("You have %(most)d texts. Remove one that you do not use.") % {"most": MOST})
    return render(request, "dashboard/reply_templates.html", {"form": form, "templates": existing})


@for_shop
@page
def reply_template(request: ShopRequest, template_id: int) -> HttpResponse:
    """One of them, to change."""
    template = get_object_or_404(request.shop.reply_templates, pk=template_id)
    form = TemplateForm(request.POST or None, instance=template)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The text is changed."))
        return redirect("dashboard:reply_templates", shop_id=request.shop.pk)
    return render(request, "dashboard/reply_template.html", {"form": form, "template": template})


@for_shop
@require_POST
def remove_reply_template(request: ShopRequest, template_id: int) -> HttpResponse:
    """Answers that began with it stay as they are."""
    request.shop.reply_templates.filter(pk=template_id).delete()
    messages.success(request, _("The text is removed."))
    return redirect("dashboard:reply_templates", shop_id=request.shop.pk)


urlpatterns = [
    path("shops/<int:shop_id>/reviews/texts/", reply_templates, name="reply_templates"),
    path("shops/<int:shop_id>/reviews/texts/<int:template_id>/", reply_template, name="reply_template"),
    path(
        "shops/<int:shop_id>/reviews/texts/<int:template_id>/remove/",
        remove_reply_template,
        name="remove_reply_template",
    ),
]
