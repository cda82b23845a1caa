"""The intake of a dispute: short questions, and why we sometimes cannot help."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from disputes.admission import Complaint, NotAdmissible, admit
from disputes.models import Kind
from frontend.controls import DayInput, RadioCards, Segmented
from frontend.email_field import AddressField
from keurmerk.tokens import new_token
from members.models import Shop

REFUSALS = {
    "not_consumer": (
        "is_consumer",
        _("We mediate for consumers only. For a purchase by your company you can go to a lawyer or the court."),
    ),
    "future": ("ordered_on", _("One of these days has yet to come. Check the dates.")),
    "not_member": (
        "ordered_on",
        _("This shop was not a member on that day, so we cannot mediate. You can ask ConsuWijzer for advice."),
    ),
    "too_old": (
        "ordered_on",
        _("This is more than twelve months ago, so we cannot mediate. You can ask ConsuWijzer for advice."),
    ),
}


def _long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ComplaintForm(forms.Form):
    """What a consumer tells. `key` makes sending it twice the same as sending it once."""

    use_required_attribute = False

    is_consumer = forms.TypedChoiceField(
        label=_("Did you buy this for yourself?"),
        choices=[("yes", _("Yes, for private use")), ("no", _("No, for a company"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=Segmented(),
        error_messages={"required": _("Choose whether you bought this for yourself")},
    )
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Kind,
        widget=RadioCards(),
        error_messages={"required": _("Choose what it is about")},
    )
    order_number = forms.CharField(label=_("Order number"), max_length=60, required=False)
    ordered_on = forms.DateField(
        label=_("When did you order?"),
        widget=DayInput(),
        error_messages={
            "required": _("Fill in the day of your order"),
            "invalid": _("Fill in a date, such as 21-11-2026"),
        },
    )
    complained_on = forms.DateField(
        label=_("When did you first complain to the shop?"),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": _("Fill in a date, such as 21-11-2026")},
    )
    amount = forms.DecimalField(
        label=_("What amount is it about, in euros?"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w-10"}),
        error_messages={"invalid": _("Fill in an amount, such as 49,95")},
    )
    story = forms.CharField(
        label=_("What happened?"),
        help_text=_("In your own words, in the order in which it happened. The shop reads this."),
        max_length=5000,
        widget=_long_text(6),
        error_messages={"required": _("Tell what happened")},
    )
    tried = forms.CharField(label=_("What did you try already?"), max_length=2000, required=False, widget=_long_text(3))
    wish = forms.CharField(
        label=_("What would solve it for you?"),
        help_text=_("For example: money back, a repair, a new one."),
        max_length=1000,
        widget=_long_text(2),
        error_messages={"required": _("Tell what would solve it")},
    )
    consumer_name = forms.CharField(
        label=_("Your name"),
        help_text=_("The shop sees your name, so that it can find your order."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Fill in your name")},
    )
    consumer_email = AddressField(
        label=_("Your e-mail address"),
        help_text=_("We send you a link to follow your dispute. The shop does not see this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Fill in your e-mail address"),
            "invalid": _("Fill in an e-mail address, such as name@example.com"),
        },
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, initial=new_token)

    def __init__(self, *args: Any, shop: Shop, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop, self.today = shop, today

    def clean(self) -> dict[str, Any]:
        """Asks whether we may take it, once all the facts are there; says at the field why not."""
        answers = super().clean() or {}
        if not self.errors:
            try:
                admit(self.complaint(), self.shop, today=self.today)
            except NotAdmissible as refusal:
                self.add_error(*REFUSALS[refusal.reason])
        return answers

    def complaint(self) -> Complaint:
        answers = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        return Complaint(**answers, language=get_language() or "nl")


class MessageForm(forms.Form):
    """A message in the room."""

    use_required_attribute = False

    text = forms.CharField(
        label=_("Your message"),
        max_length=5000,
        widget=_long_text(4),
        error_messages={"required": _("Write a message first")},
    )
