"""What a colleague fills in at a thread."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from frontend.desk.threads_ties import CHOICES
from members.models import User
from members.standard_answers import everything, text_of

INSERT = "insert"


class AnswerForm(forms.Form):
    """An answer by letter; a standard answer is put under what stands there, and stays editable."""

    use_required_attribute = False

    standard = forms.ChoiceField(label=_("Standard text"), required=False)
    text = forms.CharField(
        label=pgettext_lazy("correspondence", "Answer"),
        help_text=_("The letter has the greeting, your name and the number by itself."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write an answer first")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = get_language() or "nl"
        standard: Any = self.fields["standard"]
        standard.choices = [("", "–"), *((each.key, each.name.get(ours, each.key)) for each in everything())]

    def with_text(self, language: str) -> dict[str, str]:
        """What was typed, with the standard answer below it, in the language of who reads it."""
        typed = str(self.data.get("text", ""))[:10_000].strip()
        chosen = text_of(str(self.data.get("standard", "")), language)
        return {"text": "\n\n".join(part for part in (typed, chosen) if part)}


class NoteForm(forms.Form):
    """For colleagues."""

    use_required_attribute = False
    prefix = "note"

    text = forms.CharField(
        label=pgettext_lazy("correspondence", "Note for colleagues"), max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": _("Write something first")},
    )  # fmt: skip


class AssignForm(forms.Form):
    """In whose hands."""

    use_required_attribute = False

    to = forms.ModelChoiceField(
        label=_("In hand"), queryset=User.objects.none(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues: Any = self.fields["to"]
        colleagues.queryset = User.objects.exclude(staff_role="").filter(is_active=True).order_by("name", "pk")
        colleagues.label_from_instance = lambda user: user.name or user.email


class MergeForm(forms.Form):
    """In which other thread this goes on."""

    use_required_attribute = False

    number = forms.CharField(
        label=_("Number of the other thread"), max_length=20,
        help_text=_("Such as T-0012. Everything goes on there."),
        error_messages={"required": _("Fill in a number")},
    )  # fmt: skip

    def clean_number(self) -> int:
        digits = self.cleaned_data["number"].strip().upper().removeprefix("T-")
        if not digits.isdecimal() or not digits.isascii() or len(digits) > 12:
            raise forms.ValidationError(_("This is no number of a thread, such as T-0012"))
        return int(digits)


class TieForm(forms.Form):
    """What it is about."""

    use_required_attribute = False

    label = forms.ChoiceField(
        label=pgettext_lazy("correspondence", "About"), choices=[("", "–"), *CHOICES], required=False
    )
    number = forms.CharField(label=_("Number"), max_length=30, required=False)
