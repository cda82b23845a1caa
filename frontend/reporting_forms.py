"""The questions of a notice: what is wrong, whether that can be established, and in whose words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.controls import RadioCards, Segmented
from frontend.email_field import AddressField
from frontend.files_field import FilesField
from reviews.grounds import Grounds
from reviews.moderation.fact_or_opinion import OPINION
from reviews.moderation.filing import FEWEST_CHARACTERS

HINTS = {
    Grounds.INSULT: _("It calls people names. Harsh criticism is allowed."),
    Grounds.DISCRIMINATION: _("It puts people down for who they are."),
    Grounds.PERSONAL: _("A name of staff or a customer, an address, a phone number."),
    Grounds.UNLAWFUL: _("A threat, slander, or something else that a law forbids."),
    Grounds.CHILD_ABUSE: _("You can report this without your name."),
    Grounds.ADVERTISING: _("It praises something else, or somebody sells with it."),
    Grounds.OFF_TOPIC: _("It is about another shop, or about nothing that happened here."),
    Grounds.NO_PURCHASE: _("We ask the writer for proof. We do not tell who that is."),
    Grounds.INTEREST: _("A competitor, or somebody of the webshop itself."),
    Grounds.REWARDED: _("For a discount, a present or money."),
    Grounds.TWICE: _("The same person about the same order."),
    Grounds.FALSE_FACTS: _("A fact that can be checked, such as a date or an amount."),
    OPINION: _("The score, the tone, or how the writer experienced it."),
}
ABOUT_A_REPLY = (
    Grounds.INSULT,
    Grounds.DISCRIMINATION,
    Grounds.PERSONAL,
    Grounds.UNLAWFUL,
    Grounds.CHILD_ABUSE,
    Grounds.ADVERTISING,
    Grounds.FALSE_FACTS,
)
_YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


def _question(label: Any, hint: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=hint,
        choices=_YES_OR_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=Segmented(),
        error_messages={"required": _("Choose yes or no")},
    )


class ReasonForm(forms.Form):
    """One of the written grounds, or none of them."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        widget=RadioCards(hints=HINTS),
        error_messages={"required": _("Choose what is wrong with it")},
    )

    def __init__(self, *args: Any, about_reply: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = ABOUT_A_REPLY if about_reply else tuple(each for each in HINTS if each != OPINION)
        choices = [(each, Grounds(each).label) for each in grounds]
        self.fields["reason"].choices = [*choices, (OPINION, _("I do not agree with it"))]  # type: ignore[attr-defined]


class FactForm(forms.Form):
    """Three questions that tell a fact from an opinion (numbers.md 6.1: the objective test)."""

    use_required_attribute = False

    is_experience = _question(
        _("Does the sentence say how it was for the writer?"), _("Such as slow, rude, expensive or disappointing.")
    )
    is_checkable = _question(
        _("Could somebody who was not there check it?"), _("With a document, a date, an amount or a photo.")
    )
    can_be_shown = _question(
        _("Can you show that it is wrong?"), _("Everybody who sees what you have should come to the same conclusion.")
    )


class WordsForm(forms.Form):
    """Which words, and why; whoever is not logged in says who they are (DSA 16, second paragraph)."""

    use_required_attribute = False

    quote = forms.CharField(
        label=_("Which sentence do you mean?"),
        help_text=_("Copy it from the text. Leave it empty when it is the whole text."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    explanation = forms.CharField(
        label=_("Why may it not stay?"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Explain why it may not stay")},
    )
    documents = FilesField(
        label=_("Documents that show it"),
        help_text=_("PDF, JPG, PNG or WebP, at most 5 files of 10 MB. Only our moderators see them."),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        label=_("Your e-mail address"),
        help_text=_("For our answer. The webshop and the writer do not hear who you are."),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Fill in an e-mail address, such as name@example.com")},
    )
    flagger = forms.CharField(
        label=_("Code of a trusted flagger"),
        help_text=_("Only for organisations that got a code from us."),
        required=False,
        max_length=64,
    )
    good_faith = forms.BooleanField(
        label=_("What I write here is true and complete, as far as I know."),
        error_messages={"required": _("Confirm that what you write is true, as far as you know")},
    )

    def __init__(self, *args: Any, reason: str, for_shop: bool, has_files: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason, self.for_shop, self.has_files = reason, for_shop, has_files
        self.fields["explanation"].help_text = (
            _("The writer reads this. Do not name staff or other customers.")
            if for_shop
            else _("In your own words. Only our moderators read this.")
        )
        for name in ("name", "email", "flagger") if for_shop else ("documents",):
            del self.fields[name]

    def clean_explanation(self) -> str:
        text = str(self.cleaned_data["explanation"]).strip()
        if len(text) < FEWEST_CHARACTERS:
            sentence = _("Write at least %(least)d characters, you have %(now)d")
            raise forms.ValidationError(sentence % {"least": FEWEST_CHARACTERS, "now": len(text)})
        return text

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if self.reason == Grounds.FALSE_FACTS and not answers.get("quote") and "quote" not in self.errors:
            self.add_error("quote", _("Copy the sentence with the fact that is wrong"))
        shown = self.has_files or not self.for_shop or answers.get("documents") or "documents" in self.errors
        if self.reason == Grounds.FALSE_FACTS and not shown:
            self.add_error("documents", _("Send a document that shows the fact is wrong"))
        nameless = not self.for_shop and self.reason != Grounds.CHILD_ABUSE
        for name, sentence in (("name", _("Fill in your name")), ("email", _("Fill in your e-mail address"))):
            if nameless and not answers.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return answers
