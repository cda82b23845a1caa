"""Why we do something to somebody: the form of each decision that needs its reason written down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.controls import DayInput
from members.grounds import GROUNDS
from members.models import Circumstance


class ReasonForm(forms.Form):
    """A reason for our own file; it fits the column that keeps it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For our own file."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RefusalForm(ReasonForm):
    """Why, for ourselves; and what the applicant hears of it, which may be nothing (terms 3.8, 5.5)."""

    told = forms.CharField(
        label=_("What we tell the applicant"),
        help_text=_("Goes into the letter, in the applicant's language. Empty: the letter gives no reason."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ToldReasonForm(ReasonForm):
    """A reason that the other side hears too."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The owner reads this: write it in the owner's language."),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChannelForm(forms.Form):
    """How a member's notice came in, when not through the dashboard (terms 13.5)."""

    CHANNELS = (("EMAIL", _("By e-mail")), ("POST", _("By post")))
    reason = forms.ChoiceField(label=_("How did it come in?"), choices=CHANNELS, widget=forms.RadioSelect)


def _grounds() -> list[tuple[str, str]]:
    return [
        (code, _("%(words)s (article %(article)s)") % {"words": each.words, "article": each.article})
        for code, each in GROUNDS.items()
    ]


class EndForm(forms.Form):
    """The ground of an ending, as the terms know it; `end_reason` keeps its code."""

    reason = forms.ChoiceField(label=_("Ground"), choices=_grounds, widget=forms.RadioSelect)


class CircumstanceForm(forms.Form):
    """What is the matter with a member, and since when; complaints and broken agreements come by themselves."""

    use_required_attribute = False

    KINDS = tuple(each for each in Circumstance.Kind.choices if each[0] not in {"COMPLAINTS", "NOT_KEPT"})
    kind = forms.ChoiceField(label=_("What is the matter?"), choices=KINDS, widget=forms.RadioSelect)
    since = forms.DateField(label=_("Since"), widget=DayInput())
    note = forms.CharField(label=_("Note"), help_text=_("For our own file."), max_length=300, required=False)
