"""What a mediator fills in about the committee: that the file went there, and the ruling that came."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes import terms
from disputes.evidence_file import Taken
from disputes.models import Ruling
from frontend.controls import DayInput, RadioCards, WordsField
from frontend.dispute_evidence import EvidenceFileField
from reviews.content import one_line


class SentForm(forms.Form):
    """That the file was handed over by hand, and what the committee calls it."""

    use_required_attribute = False
    prefix = "sent"

    reference = forms.CharField(
        label=gettext_lazy("Reference of the committee"),
        max_length=terms.LONGEST_REFERENCE,
        required=False,
    )

    def clean_reference(self) -> str:
        return one_line(self.cleaned_data["reference"], terms.LONGEST_REFERENCE)


class RulingForm(forms.Form):
    """The ruling, as it came: what, when, by which day, and the paper itself."""

    use_required_attribute = False
    prefix = "ruling"

    outcome = forms.ChoiceField(
        label=gettext_lazy("What did the committee decide?"),
        choices=Ruling.Outcome,
        widget=RadioCards(),
        error_messages={"required": gettext_lazy("Choose what the committee decided")},
    )
    decided_on = forms.DateField(
        label=gettext_lazy("Decided on"),
        widget=DayInput(),
        error_messages={
            "required": gettext_lazy("Fill in the day of the ruling"),
            "invalid": gettext_lazy("Fill in a date, such as 21-11-2026"),
        },
    )
    comply_by = forms.DateField(
        label=gettext_lazy("To be done on or before"),
        required=False,
        widget=DayInput(),
        error_messages={"invalid": gettext_lazy("Fill in a date, such as 21-11-2026")},
    )
    words = WordsField(label=gettext_lazy("In short, for both parties"), max_length=2000, rows=3, required=False)
    file = EvidenceFileField(
        label=gettext_lazy("The ruling itself, as PDF"),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose the file of the ruling")},
    )

    def clean_file(self) -> Taken:
        file: Taken = self.cleaned_data["file"][0]
        if file.kind != "PDF":
            raise forms.ValidationError(_("The ruling has to be a PDF."))
        return file

    def clean(self) -> dict[str, Any]:
        """What has to be done has a day."""
        said = super().clean() or {}
        owed = said.get("outcome") in {Ruling.Outcome.CONSUMER, Ruling.Outcome.PARTLY}
        if owed and not said.get("comply_by") and "comply_by" not in self.errors:
            self.add_error("comply_by", _("Fill in by which day it has to be done"))
        return said
