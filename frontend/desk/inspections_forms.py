"""What an inspector fills in: a verdict on a point, and a word with the decision."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inspections.models import Finding

INSERT = "insert"  # the button that puts a standard text into the finding, and judges nothing
_JUDGED = [each for each in Finding.Verdict.choices if each[0] != Finding.Verdict.WAIVED]


class JudgeForm(forms.Form):
    """The buttons carry the verdict; the texts go with it."""

    verdict = forms.ChoiceField(choices=_JUDGED, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Finding, for the webshop"),
        help_text=_("The webshop reads this: name what you saw and where."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    advice = forms.CharField(
        label=_("Advice, for the webshop"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    private_note = forms.CharField(
        label=_("Private note"),
        help_text=_("Only colleagues read this."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @classmethod
    def with_text(cls, typed: dict[str, str], text: str) -> "JudgeForm":
        """What was typed stays; the standard text comes after it."""
        note = "\n\n".join(part for part in (typed.get("note", "").strip(), text) if part)
        kept = {name: typed.get(name, "") for name in ("advice", "private_note")}
        return cls(initial={**kept, "note": note}, auto_id="id_%s")

    @classmethod
    def of(cls, finding: Finding) -> "JudgeForm":
        advice = finding.what_to_do_in(finding.inspection.language)
        texts = {"note": finding.note, "advice": advice, "private_note": finding.private_note}
        return cls(initial=texts, auto_id="id_%s")


class DecideForm(forms.Form):
    """The word that goes with the result."""

    note = forms.CharField(
        label=_("A word with the result"),
        help_text=_("Goes into the letter, above the points."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WaiveForm(forms.Form):
    """Why a point that is not met may pass all the same."""

    reason = forms.CharField(
        label=_("Why this point may pass"),
        help_text=_("Only colleagues read this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
