"""Why we do something to somebody: the form of each decision that needs its reason written down."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """A reason for our own file; it fits the column that keeps it."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For our own file."),
        max_length=200,
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


class EndForm(forms.Form):
    """The ground of an ending, as the terms know it; `end_reason` keeps its code."""

    GROUNDS = (
        ("requirements", _("Does not meet the requirements (articles 6.5 and 7.3)")),
        ("complaints", _("Complaints about the member (article 11.13)")),
        ("unpaid", _("Does not pay (article 12.10)")),
        ("improper", _("Does not keep the agreement (articles 13.8 and 14.1)")),
        ("insolvent", _("Bankruptcy or suspension of payments (article 14.4)")),
        ("no_reason_given", _("Without giving reasons (article 5.5)")),
    )
    reason = forms.ChoiceField(label=_("Ground"), choices=GROUNDS, widget=forms.RadioSelect)
