"""A bank statement to upload, which movements finance sees, and the invoice that one of them pays."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from billing.matching import Reason
from billing.models import BankEntry, Invoice, Payment
from billing.models.bank import BankEntryQuerySet

MOST_MEGABYTES = 20
_NEVER_STORED = {Reason.KNOWN, Reason.OTHER_ACCOUNT, Reason.NOT_FINAL}


class StatementForm(forms.Form):
    """A file of the bank."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Bank statement"),
        help_text=_("CAMT.053 (.xml) or MT940 (.sta, .940, .txt), as your bank gives it."),
        allow_empty_file=True,  # the reader says what is wrong with it
        error_messages={"required": _("Choose a file")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(
                _("At most %(most)s MB here. Larger files: the command import_statement."),
                params={"most": MOST_MEGABYTES},
            )
        return file


class MoneyFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """By state, what waits unless asked otherwise, and by reason."""

    state = django_filters.ChoiceFilter(label=_("State"), choices=BankEntry.State, empty_label=None, method="by_state")
    reason = django_filters.ChoiceFilter(
        label=_("Reason"),
        choices=[each for each in Reason.choices if each[0] not in _NEVER_STORED],
        empty_label=_("All"),
    )

    class Meta:
        model = BankEntry
        fields: list[str] = []

    def __init__(self, data: Any, **kwargs: Any) -> None:
        asked = data.copy()
        asked.setdefault("state", BankEntry.State.WAITING)
        super().__init__(asked, **kwargs)

    def by_state(self, entries: BankEntryQuerySet, _name: str, state: str) -> BankEntryQuerySet:
        return entries.filter(state=state)


class AssignForm(forms.Form):
    """The open invoice that a movement pays."""

    use_required_attribute = False

    number = forms.CharField(
        label=_("Number of the invoice"),
        help_text=_("All of the money is booked on it; what is missing stays open, what is too much shows there."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off"}),
        error_messages={"required": _("Fill in the number of the invoice")},
    )

    def __init__(self, *args: Any, entry: BankEntry, **kwargs: Any) -> None:
        fits = entry.suggested if entry.suggested and entry.suggested.is_payable else None
        kwargs.setdefault("initial", {"number": fits.number if fits else ""})
        super().__init__(*args, **kwargs)

    def clean_number(self) -> Invoice:
        found = Invoice.objects.unpaid().filter(number=self.cleaned_data["number"].strip().upper()).first()
        if found is None:
            raise forms.ValidationError(_("There is no open invoice with this number"))
        return found


class ReturnForm(forms.Form):
    """The invoice whose payment the bank took back."""

    use_required_attribute = False

    number = forms.CharField(
        label=_("Number of the invoice"),
        help_text=_("Its payment is written down as returned, and what is missing is open again."),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "w-10", "autocomplete": "off"}),
        error_messages={"required": _("Fill in the number of the invoice")},
    )

    def __init__(self, *args: Any, entry: BankEntry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.amount = -entry.amount

    def clean_number(self) -> Payment:
        paid = Payment.objects.paid().filter(invoice__number=self.cleaned_data["number"].strip().upper())
        found = next((each for each in paid.order_by("-settled_at") if each.left >= self.amount), None)
        if found is None:
            raise forms.ValidationError(_("No payment of so much came in for an invoice with this number"))
        return found
