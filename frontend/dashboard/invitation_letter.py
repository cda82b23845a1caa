"""The words in which the shop asks for a review: write, look, try, take back."""

from dataclasses import dataclass
from typing import Any

from csp.decorators import csp_replace, csp_update
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST

from frontend.access import ShopRequest, for_shop
from frontend.controls import Segmented, WordsField
from reviews.asking import rules, trial
from reviews.asking.wording import NAMES, Gap, Wording, ours
from reviews.models import LetterText

_SENTENCES = {
    "unknown": gettext_lazy("We do not know %(words)s. Choose from the words between braces beside the letter."),
    "only_in_body": gettext_lazy("%(words)s cannot stand in the subject."),
    "missing": gettext_lazy("Put %(words)s once on a line of its own: without it nobody can write a review."),
    "link": gettext_lazy("Leave out “%(words)s”: the letter has no links or addresses but ours."),
    "offer": gettext_lazy(
        "Leave out “%(words)s”: you may offer nothing for a review, no discount, no gift and no chance to win."
    ),
    "steer": gettext_lazy(
        "Leave out “%(words)s”: ask everybody alike for an honest review, not for certain stars or satisfied "
        "customers, and send nobody elsewhere first."
    ),
}


_GAPS = {
    Gap.GREETING: gettext_lazy("“Dear Sanne de Koning,” or “Hello,” when we know no name"),
    Gap.NAME: gettext_lazy("The name of your customer; nothing when we know none"),
    Gap.SHOP: gettext_lazy("The name of your webshop"),
    Gap.ORDER: gettext_lazy("The number of the order; between brackets it goes with them when there is none"),
    Gap.LAST_DAY: gettext_lazy("The last day on which the link works"),
    Gap.STARS: gettext_lazy("The five stars to choose from; once, on a line of its own"),
    Gap.BUTTON: gettext_lazy("The button to the form; once, on a line of its own"),
}


class WhichForm(forms.Form):
    """Which letter, in which language."""

    use_required_attribute = False

    letter = forms.ChoiceField(label=gettext_lazy("Letter"), choices=LetterText.Letter.choices, widget=Segmented)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, widget=Segmented)


class WordsForm(forms.Form):
    """Subject and body, held against the written rule (reviews/asking/rules.py)."""

    use_required_attribute = False

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write a subject first")},
    )
    body = WordsField(
        label=gettext_lazy("Letter"),
        help_text=gettext_lazy("An empty line begins a new paragraph. Below it we always say how to unsubscribe."),
        max_length=4000,
        rows=18,
        error_messages={"required": gettext_lazy("Write the letter first")},
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean(self) -> None:
        if not self.errors:
            for each in rules.objections(self.wording(), self.language):
                self.add_error(each.field, _SENTENCES[each.code] % {"words": each.words})

    def wording(self) -> Wording:
        """What was typed, whether it may be sent or not."""
        return Wording(self.cleaned_data.get("subject", ""), self.cleaned_data.get("body", ""))


@dataclass(frozen=True)
class Which:
    """The letter and the language that the address names."""

    letter: str
    language: str

    @classmethod
    def of(cls, request: ShopRequest) -> "Which":
        """What is unknown there is the invitation, and the shop's own language."""
        usual = {"letter": LetterText.Letter.INVITATION, "language": request.shop.language}
        form = WhichForm({**usual, **request.GET.dict()})
        return cls(**(form.cleaned_data if form.is_valid() else usual))

    def url(self, request: ShopRequest, page: str = "invitation_letter") -> str:
        query = urlencode({"letter": self.letter, "language": self.language})
        return f"{reverse(f'dashboard:{page}', kwargs={'shop_id': request.shop.pk})}?{query}"


@for_shop
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # django-csp knows no arguments of addresses
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_letter(request: ShopRequest) -> HttpResponse:
    which = Which.of(request)
    form = _form(request, which)
    if request.method == "POST" and form.is_valid():
        _write(request, which, form.wording())
        messages.success(request, _("The letter is saved. From now on your customers get these words."))
        return redirect(which.url(request))
    return _page(request, which, form)


def _write(request: ShopRequest, which: Which, words: Wording) -> None:
    said = {"subject": words.subject, "body": words.body}
    LetterText.write(request.shop, which.letter, which.language, **said, actor=request.actor, at=request.now)


def _form(request: ShopRequest, which: Which) -> WordsForm:
    now = LetterText.objects.of(request.shop, which.letter, which.language).current().first()
    words = Wording(now.subject, now.body) if now else ours(which.letter, which.language)
    return WordsForm(
        request.POST or None, initial={"subject": words.subject, "body": words.body}, language=which.language
    )


def _page(request: ShopRequest, which: Which, form: WordsForm) -> HttpResponse:
    versions = list(LetterText.objects.of(request.shop, which.letter, which.language)[:20])
    facts = {
        "form": form,
        "which": WhichForm(initial={"letter": which.letter, "language": which.language}),
        "own": any(version.replaced_at is None for version in versions),
        "versions": [version for version in versions if version.replaced_at],
        "gaps": [(f"{{{name}}}", _GAPS[gap]) for name, gap in NAMES[which.language].items()],
        "urls": {name: which.url(request, f"{name}_letter") for name in ("preview", "try", "reset")},
        "chosen_url": which.url(request),
    }
    return render(request, "dashboard/invitation_letter.html", facts)


@for_shop
@xframe_options_sameorigin
@csp_replace(  # type: ignore[arg-type]
    {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"], "sandbox": [""]}
)
@require_http_methods(["GET", "HEAD", "POST"])
def preview_letter(request: ShopRequest) -> HttpResponse:
    """For a frame: the saved letter, or what is typed; mail readers want inline styles, our pages forbid them."""
    which = Which.of(request)
    form = _form(request, which)
    form.is_valid()
    words = form.wording() if form.is_bound else Wording(form.initial["subject"], form.initial["body"])
    read = trial.preview(request.shop, which.letter, words, which.language, at=request.now)
    if request.GET.get("part") == "text" or "as_text" in request.POST:
        return HttpResponse(f"{read.subject}\n\n{read.text}", content_type="text/plain; charset=utf-8")
    return HttpResponse(read.html)


@for_shop
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
@require_POST
def try_letter(request: ShopRequest) -> HttpResponse:
    """To the address of who asks for it, and to no other."""
    which = Which.of(request)
    form = _form(request, which)
    if not form.is_valid():
        return _page(request, which, form)
    sent = trial.send_trial(request.shop, which.letter, form.wording(), which.language, to=request.user, at=request.now)
    if sent:
        sentence = _("The trial letter is on its way to %(email)s. It is not saved yet.")
        messages.success(request, sentence % {"email": request.user.email})
    else:
        messages.error(request, _("You sent several trial letters in the last hour. Try again in a while."))
    return _page(request, which, form)


@for_shop
@require_POST
def reset_letter(request: ShopRequest) -> HttpResponse:
    which = Which.of(request)
    LetterText.reset(request.shop, which.letter, which.language, actor=request.actor, at=request.now)
    messages.success(request, _("Your customers get our words again. Yours stay below, to use once more."))
    return redirect(which.url(request))


@for_shop
@require_POST
def restore_letter(request: ShopRequest, text_id: int) -> HttpResponse:
    """An earlier version again, if it still keeps to the rule."""
    text = get_object_or_404(request.shop.letter_texts.all(), pk=text_id)
    which = Which(text.letter, text.language)
    form = WordsForm({"subject": text.subject, "body": text.body}, language=text.language)
    if not form.is_valid():
        messages.error(request, _("This version breaks a rule of today. Copy it into the form and change it."))
        return redirect(which.url(request))
    _write(request, which, Wording(text.subject, text.body))
    messages.success(request, _("This version is in use again."))
    return redirect(which.url(request))


urlpatterns = [
    path("shops/<int:shop_id>/invitations/letter/", invitation_letter, name="invitation_letter"),
    path("shops/<int:shop_id>/invitations/letter/preview/", preview_letter, name="preview_letter"),
    path("shops/<int:shop_id>/invitations/letter/try/", try_letter, name="try_letter"),
    path("shops/<int:shop_id>/invitations/letter/reset/", reset_letter, name="reset_letter"),
    path("shops/<int:shop_id>/invitations/letter/<int:text_id>/restore/", restore_letter, name="restore_letter"),
]
