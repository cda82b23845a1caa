"""Time in the room of a dispute: that it stands still, and asking for more of it; the same for both parties."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes import terms
from disputes.course import pause_line
from disputes.models import Dispute, Extension, Party
from disputes.models.extension import last_day, may_ask
from frontend.access import HouseRequest
from frontend.controls import DayInput, WordsField
from keurmerk.calendar import in_words
from keurmerk.lifecycle import IllegalMove


class MoreTimeForm(forms.Form):
    """Until which day, and why."""

    use_required_attribute = False
    prefix = "time"

    until = forms.DateField(
        label=gettext_lazy("Until which day?"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Fill in until which day you need"),
            "invalid": gettext_lazy("Fill in a date, such as 21-11-2026"),
        },
    )
    reason = WordsField(
        label=gettext_lazy("Why do you need more time?"),
        help_text=gettext_lazy("The other side and the mediator read this."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Write why you need more time")},
    )

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.after, self.last = last_day(dispute, before=True), last_day(dispute)
        self.fields["until"].help_text = _("On or before %(day)s.") % {"day": in_words(self.last)}

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.after < until <= self.last:
            words = _("Choose a day after %(first)s, and on or before %(last)s.")
            raise forms.ValidationError(words % {"first": in_words(self.after), "last": in_words(self.last)})
        return until


def time_in(dispute: Dispute, reader: Party, form: MoreTimeForm | None = None) -> dict[str, Any]:
    """What the room shows of it: the pause, the requests for time, and the form for who may ask."""
    asked = list(dispute.extensions.order_by("-pk"))
    pause = dispute.pauses.running().first() if dispute.paused_until else None
    open_now = next((each for each in asked if each.state == Extension.State.ASKED), None)
    mine = sum(each.by == reader for each in asked)
    offered = may_ask(dispute, reader) and not open_now and mine < terms.MOST_EXTENSIONS
    return {
        "pause": pause,
        "pause_line": pause_line(pause) if pause else "",
        "extension": open_now,
        "extensions": [each for each in asked if each.state != Extension.State.ASKED],
        "time_form": (form or MoreTimeForm(dispute=dispute)) if offered else None,
    }


def form_for(request: HouseRequest, dispute: Dispute) -> MoreTimeForm:
    return MoreTimeForm(request.POST, dispute=dispute)


def ask(request: HouseRequest, dispute: Dispute, form: MoreTimeForm, party: Party, *, actor: str) -> None:
    said = form.cleaned_data
    try:
        Extension.ask(dispute, party, until=said["until"], reason=said["reason"], actor=actor, at=request.now)
        messages.success(request, _("Asked. The mediator answers, and you get an e-mail."))
    except IllegalMove:
        messages.error(request, _("That is not possible any more: the dispute has changed meanwhile."))
