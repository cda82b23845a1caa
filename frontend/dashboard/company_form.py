"""The company behind a webshop: its names and numbers, each with the words to put it right."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members import numbers
from members.models import Member

_DUTCH_POSTCODE = re.compile(r"^(\d{4})\s*([A-Za-z]{2})$")


def text_input(autocomplete: str, width: str = "", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, "class": width, **attrs})


class CompanyForm(forms.ModelForm[Member]):
    """Who the member is (terms 3.2)."""

    class Meta:
        model = Member
        fields: tuple[str, ...] = (
            "legal_name",
            "legal_form",
            "kvk_number",
            "vat_number",
            "street",
            "house_number",
            "postcode",
            "city",
            "phone",
            "email",
        )
        widgets = {
            "legal_name": text_input("organization"),
            "kvk_number": text_input("off", "w-10", inputmode="numeric"),
            "vat_number": text_input("off", "w-20"),
            "street": text_input("address-line1"),
            "house_number": text_input("off", "w-10"),
            "postcode": text_input("postal-code", "w-10"),
            "city": text_input("address-level2"),
            "phone": text_input("tel", "w-20", type="tel"),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        help_texts = {
            "kvk_number": _("8 digits. It is on your extract from the trade register."),
            "vat_number": _("Such as NL864379213B01. Leave empty if you use the small businesses scheme (KOR)."),
            "phone": _("Where your customers can reach you. It is shown on your public page."),
            "email": _("Where your customers can reach you. It is shown on your public page."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kvk := self.fields.get("kvk_number"):  # without the column's own length: our sentence about it says more
            widget = text_input("off", "w-10", inputmode="numeric")
            self.fields["kvk_number"] = forms.CharField(label=kvk.label, help_text=kvk.help_text, widget=widget)

    def clean_kvk_number(self) -> str:
        """Eight digits; leading zeros stay (checklist 3.8)."""
        number = numbers.bare(self.cleaned_data["kvk_number"])
        if not number.isdigit() or not number.isascii():
            raise forms.ValidationError(_("A KvK number has digits only, such as 12345678."))
        if len(number) != numbers.KVK_DIGITS:
            counted = ngettext("you entered %(n)d digit", "you entered %(n)d digits", len(number)) % {"n": len(number)}
            raise forms.ValidationError(gettext("A KvK number has 8 digits, %(counted)s.") % {"counted": counted})
        return number

    def clean_vat_number(self) -> str:
        """By its check digits, of either kind (checklist 3.8); a small business may have none to show."""
        number = numbers.bare(self.cleaned_data["vat_number"])
        if number and number[:1].isdigit():
            number = f"NL{number}"
        if number and not numbers.is_vat_number(number):
            raise forms.ValidationError(
                _("This VAT number is not right. Compare it with the letter of the tax office, such as NL864379213B01.")
            )
        return number

    def clean_postcode(self) -> str:
        found = _DUTCH_POSTCODE.match(self.cleaned_data["postcode"].strip())
        if not found:
            raise forms.ValidationError(_("A postcode has 4 digits and 2 letters, such as 8011 AB."))
        return f"{found[1]} {found[2].upper()}"

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if not numbers.is_phone_number(phone):
            raise forms.ValidationError(
                _("A phone number has 10 digits, such as 038 123 45 67, or starts with + and the country.")
            )
        return phone
