"""A discount code as a member types it: in the application, and in the dashboard."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DiscountCodeForm(forms.Form):
    """The code, if there is one."""

    use_required_attribute = False

    discount_code = forms.CharField(
        label=gettext_lazy("Discount code"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-20", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Fill in the code")},
    )

    def __init__(self, *args: Any, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if optional:
            self.fields["discount_code"].required = False
            self.fields["discount_code"].help_text = gettext_lazy(
                "Of us or of a partner. Leave it empty if you have none."
            )

    def refuse(self) -> None:
        """The same words whatever the reason: a code is not for guessing."""
        self.add_error("discount_code", _("This code does not exist, is not valid now, or was used before"))
