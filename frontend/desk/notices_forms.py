"""What a moderator writes with a decision, and which words are needed for which."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.grounds import RULES, Basis, Grounds
from reviews.models import Notice
from reviews.moderation import standard_texts
from reviews.moderation.outcomes import Outcome
from reviews.moderation.reasons import Evidence, Reasons

INSERT, ASK = "INSERT", "ask"


class ReasonsForm(forms.Form):
    """One form for every decision: the button says which, and with that what must be filled in."""

    use_required_attribute = False

    standard = forms.ChoiceField(label=_("Standard text"), required=False)
    question = forms.CharField(
        label=_("Question to the writer"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    grounds = forms.ChoiceField(label=_("Ground"), choices=Grounds)
    law = forms.CharField(
        label=_("Article of the law"), help_text=_("Only where the ground is the law."), required=False, max_length=200
    )
    evidence = forms.ChoiceField(label=_("What it rests on"), choices=Evidence)
    facts = forms.CharField(
        label=_("What we found"),
        help_text=_("Both sides read this. No names, nothing that tells who the other is."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reasoning = forms.CharField(
        label=_("Why it may or may not stay"),
        help_text=_("Both sides read this."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    manifestly_unfounded = forms.BooleanField(
        label=_("Manifestly unfounded: count it"),
        help_text=_("Only with “it stays” or “do not take up”."),
        required=False,
    )
    private_note = forms.CharField(
        label=_("Private note"),
        help_text=_("Only colleagues read this."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, notice: Notice, languages: list[str], desk_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        fitting = standard_texts.fitting(notice.grounds, standard_texts.ASK, *Outcome)
        choices = [(each.key, each.name[desk_language]) for each in fitting]
        self.fields["standard"].choices = [("", _("Choose a text")), *choices]  # type: ignore[attr-defined]

    @classmethod
    def first(cls, notice: Notice, languages: list[str], desk_language: str) -> "ReasonsForm":
        """As it opens: on the ground that was reported, nothing written yet."""
        given = {"grounds": notice.grounds, "law": RULES[notice.grounds].law, "evidence": Evidence.WORDS}
        return cls(initial=given, notice=notice, languages=languages, desk_language=desk_language)

    def with_text(self, typed: dict[str, Any]) -> dict[str, Any]:
        """What was typed, with the chosen text behind it: for fields that stay editable."""
        text = standard_texts.find(typed.get("standard", ""))
        if text is None:
            return typed
        for name in ("facts", "reasoning", "question"):
            words = getattr(text, name)
            if words:
                said = standard_texts.said(words, self.languages)
                typed[name] = "\n\n".join(each for each in (typed.get(name, "").strip(), said) if each)
        kept = {name: getattr(text, name) or typed.get(name, "") for name in ("evidence", "law")}
        return {**typed, **kept}

    def demand(self, outcome: str) -> bool:
        """Is everything there that this decision needs? Says at the field what is not."""
        if not self.is_valid():
            return False
        said = self.cleaned_data
        needed = {"question": _("Write what you want to ask")} if outcome == ASK else _NEEDED
        for name, sentence in needed.items():
            if not said[name].strip():
                self.add_error(name, sentence)
        restricts = outcome in {Outcome.REMOVE, Outcome.EDIT, Outcome.HOLD}
        rule = RULES[said["grounds"]]
        if restricts and rule.basis == Basis.LAW and not (said["law"].strip() or rule.law):
            self.add_error("law", _("Name the article of the law"))
        if said["manifestly_unfounded"] and outcome not in {Outcome.KEEP, Outcome.DISMISS}:
            self.add_error("manifestly_unfounded", _("What is granted is not manifestly unfounded"))
        return not self.errors

    def reasons(self) -> Reasons:
        names = ("grounds", "facts", "reasoning", "evidence", "law", "private_note", "manifestly_unfounded")
        return Reasons(**{name: self.cleaned_data[name] for name in names})


_NEEDED = {
    "facts": _("Write what we found"),
    "reasoning": _("Write why it may or may not stay"),
}


class DeclineForm(forms.Form):
    """Why the second reader does not agree, for colleagues."""

    use_required_attribute = False

    note = forms.CharField(
        label=_("Why not?"),
        help_text=_("Only colleagues read this."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class OwnCaseForm(forms.Form):
    """A case that we open ourselves."""

    use_required_attribute = False

    grounds = forms.ChoiceField(label=_("Ground"), choices=Grounds)
    explanation = forms.CharField(
        label=_("What did you see?"),
        help_text=_("For our own file."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you saw")},
    )
