"""Forms of the register of data breaches."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Breach, BreachLetter

_LONGEST = 8000
_MOST_ADDRESSES = 50_000


def _words(label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=_LONGEST, widget=area, required=required, help_text=help_text)


class NoteForm(forms.Form):
    """What is known in the first hour."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of breach is it?"), choices=Breach.Kind, widget=forms.RadioSelect
    )
    known_at = forms.DateTimeField(
        label=gettext_lazy("When did we know?"),
        help_text=gettext_lazy("The 72 hours count from here."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    what = _words(gettext_lazy("What happened?"))
    people = _words(gettext_lazy("Whose data, and about how many people?"), rows=2)
    categories = _words(gettext_lazy("Which data?"), rows=2)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["known_at"].initial = now

    def clean_known_at(self) -> datetime:
        known: datetime = self.cleaned_data["known_at"]
        if known > self.now:
            raise ValidationError(_("This moment is still to come"))
        return known


class DescribeForm(forms.Form):
    """What is known later."""

    use_required_attribute = False

    what = _words(gettext_lazy("What happened?"))
    people = _words(gettext_lazy("Whose data, and about how many people?"), rows=2)
    categories = _words(gettext_lazy("Which data?"), rows=2)
    consequences = _words(gettext_lazy("What can it lead to?"), rows=3, required=False)
    measures = _words(gettext_lazy("What did we do, and what do we change?"), required=False)


class NoReportForm(forms.Form):
    """Why the authority need not hear of it."""

    use_required_attribute = False

    because = _words(gettext_lazy("Why is there no risk for anybody?"), rows=2)


class LetterForm(forms.Form):
    """Whom we write, and what."""

    use_required_attribute = False

    readers = forms.ChoiceField(
        label=gettext_lazy("Who gets it?"), choices=BreachLetter.Readers, widget=forms.RadioSelect
    )
    addresses = forms.CharField(
        label=gettext_lazy("Addresses, one per line"),
        required=False,
        max_length=255 * _MOST_ADDRESSES,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_nl = _words(gettext_lazy("Text in Dutch"), rows=8)
    text_en = _words(gettext_lazy("Text in English"), rows=8)

    def clean(self) -> dict[str, Any]:
        """Addresses where they are asked for, each of them one."""
        said: dict[str, Any] = super().clean() or {}
        wanted = said.get("readers") == BreachLetter.Readers.ADDRESSES
        lines = [line.strip().lower() for line in said.get("addresses", "").splitlines() if line.strip()]
        if wanted and not lines:
            self.add_error("addresses", _("Give at least one address"))
        for line in lines if wanted else []:
            try:
                validate_email(line)
            except ValidationError:
                self.add_error("addresses", _("%(line)s is no e-mail address") % {"line": line[:80]})
                break
        said["addresses"] = "\n".join(dict.fromkeys(lines)) if wanted else ""
        return said
