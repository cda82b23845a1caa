"""What an owner chooses of a widget: which, where, how large, in which language and colours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.controls import RadioCards, Segmented
from frontend.widgets import accent

KINDS = {  # value -> words, hint
    "seal": (_("Seal"), _("The mark with your standing. Fits in a footer.")),
    "badge": (_("Badge"), _("The mark with your score, in one line.")),
    "reviews": (_("Reviews"), _("Your newest reviews.")),
    "sidebar": (_("Side button"), _("A button at the edge that opens your score and reviews.")),
}
LANGUAGES = [("nl", "Nederlands"), ("en", "English"), ("de", "Deutsch")]
THEMES = [("light", _("Light")), ("dark", _("Dark")), ("auto", _("Automatic"))]
LAYOUTS = [("row", _("In a row")), ("grid", _("In a grid"))]
SIDES = [("right", _("Right")), ("left", _("Left"))]
SIZES = [("m", _("Normal")), ("l", _("Large"))]
SCRIPTS = [("pinned", _("Stays as it is")), ("following", _("Improves by itself"))]
FITS = {"size": "seal badge", "layout": "reviews", "side": "sidebar"}  # option -> the kinds that have it
USUAL = {
    "kind": "badge",
    "layout": "row",
    "side": "right",
    "size": "m",
    "theme": "light",
    "accent": "",
    "script": "pinned",
}


class ColourPicker(forms.TextInput):
    """The browser's own; it always has a colour, so one that was not touched counts for nothing."""

    input_type = "color"


class WidgetForm(forms.Form):
    """Everything but the shop. `picked` is the browser's colour picker, `before` what it began with."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("Widget"),
        choices=[(kind, words) for kind, (words, _hint) in KINDS.items()],
        widget=RadioCards(hints={kind: hint for kind, (_words, hint) in KINDS.items()}),
    )
    size = forms.ChoiceField(label=_("Size"), choices=SIZES, widget=Segmented)
    layout = forms.ChoiceField(
        label=_("How the reviews stand"),
        choices=LAYOUTS,
        widget=Segmented,
        help_text=_("A row can be scrolled; a grid shows as many as fit beside each other."),
    )
    side = forms.ChoiceField(label=_("Edge of the window"), choices=SIDES, widget=Segmented)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=Segmented)
    theme = forms.ChoiceField(
        label=_("Colours"),
        choices=THEMES,
        widget=Segmented,
        help_text=_("Automatic follows what the visitor set on their device."),
    )
    accent = forms.CharField(
        label=_("Your own colour for the stars"),
        required=False,
        max_length=9,
        help_text=_("Six digits behind a #, such as #1d3fae. Leave it empty for our orange."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "w-10"}),
    )
    picked = forms.CharField(
        label=_("Or pick it"), max_length=40, required=False, widget=ColourPicker(attrs={"class": "w-10"})
    )
    before = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    script = forms.ChoiceField(
        label=_("Version of the script"),
        choices=SCRIPTS,
        widget=Segmented,
        help_text=_(
            "Stays as it is: the browser checks that it runs exactly the script of today, and for an improvement you "
            "paste anew. Improves by itself: there is nothing to paste again, and the browser cannot check the script."
        ),
    )

    def __init__(self, data: dict[str, str], *, language: str) -> None:
        """`data` may hold anything, for it comes from an address; what is missing is the usual."""
        self.usual = {**USUAL, "language": language}
        super().__init__(_with_one_colour({**self.usual, **data}))

    def clean_accent(self) -> str:
        said = self.cleaned_data["accent"]
        try:
            return accent.written(said) if said else ""
        except ValueError:
            raise forms.ValidationError(_("This is not a colour: write it as #1d3fae")) from None

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, and the usual for what cannot be."""
        self.full_clean()
        return {**self.usual, **self.cleaned_data}

    def fitting(self) -> list[tuple[Any, str]]:
        """Each field with the kinds that it fits, separated by spaces; "" for all."""
        return [(field, FITS.get(field.name, "")) for field in self.visible_fields()]


def _with_one_colour(data: dict[str, Any]) -> dict[str, Any]:
    """Two controls make one colour: the picker counts when it was moved, what is typed in all other cases."""
    picked, before = data.get("picked", ""), data.get("before", "")
    typed = picked if picked and before and picked != before else data["accent"]
    try:
        shown = accent.written(typed)
    except ValueError:
        shown = accent.OURS
    return {**data, "accent": typed, "picked": shown, "before": shown}
