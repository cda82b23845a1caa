"""The one field for an e-mail address that somebody types: never longer than the database keeps."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

LONGEST_ADDRESS = 254  # RFC 5321, and every column that keeps one; Django's own field lets 320 through


class AddressField(forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS, **kwargs})


def end(field: forms.Field, *, otherwise: int) -> None:
    """Gives a text of somebody else's form an end: an address that of its column."""
    if not isinstance(field, forms.CharField):
        return
    most = LONGEST_ADDRESS if isinstance(field, forms.EmailField) else otherwise
    field.max_length = most
    field.validators.append(MaxLengthValidator(most))
    field.widget.attrs["maxlength"] = most
