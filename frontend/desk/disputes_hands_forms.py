"""What a mediator fills in about the time and the hands of a case: a pause, an answer about time, a handover."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes import terms
from disputes.models import Dispute, Pause
from disputes.models.handover import may_mediate
from frontend.controls import DayInput, Segmented, WordsField
from keurmerk.calendar import in_words
from members.models import User


class PauseForm(forms.Form):
    """Why, until which day, and the words that both parties read."""

    use_required_attribute = False
    prefix = "pause"

    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=Pause.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why it is paused")},
    )
    until = forms.DateField(
        label=gettext_lazy("On which day does it go on?"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Fill in on which day it goes on"),
            "invalid": gettext_lazy("Fill in a date, such as 21-11-2026"),
        },
    )
    words = WordsField(
        label=gettext_lazy("Explain to both parties"),
        help_text=gettext_lazy("This is a message in the dispute."),
        max_length=2000,
        rows=3,
        error_messages={"required": gettext_lazy("Explain the pause to both parties")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        most = {"n": terms.LONGEST_PAUSE.days}
        self.fields["until"].help_text = _("At most %(n)d days from now. Every date moves by as many days.") % most

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        last = self.today + terms.LONGEST_PAUSE
        if not self.today < until <= last:
            words = _("Choose a day after today, and on or before %(last)s.")
            raise forms.ValidationError(words % {"last": in_words(last)})
        return until


class ExtensionAnswerForm(forms.Form):
    """Yes or no to more time, and why."""

    use_required_attribute = False
    prefix = "extension"

    granted = forms.TypedChoiceField(
        label=gettext_lazy("More time?"),
        choices=[("yes", gettext_lazy("Grant it")), ("no", gettext_lazy("Refuse it"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=Segmented(),
        error_messages={"required": gettext_lazy("Choose whether there is more time")},
    )
    answer = WordsField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("Both parties read this."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Write why")},
    )


class HandoverForm(forms.Form):
    """Which colleague, of those who may mediate here, and what they must know."""

    use_required_attribute = False
    prefix = "handover"

    taker = forms.TypedChoiceField(
        label=gettext_lazy("To whom?"),
        coerce=int,
        empty_value=None,
        error_messages={"required": gettext_lazy("Choose a colleague")},
    )
    note = WordsField(
        label=gettext_lazy("What must your colleague know?"),
        help_text=gettext_lazy("Between us: the parties and the committee never see this."),
        max_length=2000,
        rows=3,
        error_messages={"required": gettext_lazy("Write what your colleague must know")},
    )

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [User.StaffRole.MEDIATOR, User.StaffRole.MANAGER]
        staff = User.objects.filter(is_active=True, staff_role__in=roles).exclude(pk=dispute.mediator_id or 0)
        self.people = {each.pk: each for each in staff.order_by("name")}
        self.fields["taker"].choices = [("", "–"), *((pk, str(each)) for pk, each in self.people.items())]  # type: ignore[attr-defined]
        self.dispute = dispute

    def clean_taker(self) -> User:
        """Whether one stands too near the shop is asked of the one who is chosen, not of everybody on the list."""
        taker = self.people[self.cleaned_data["taker"]]
        if not may_mediate(taker, self.dispute):
            raise forms.ValidationError(_("%(who)s inspected this webshop or works there.") % {"who": taker})
        return taker
