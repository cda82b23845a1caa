"""The one field for an e-mail address that somebody types: never longer than the database keeps."""

from typing import Any

from django import forms

LONGEST_ADDRESS = 254  # RFC 5321, and every column that keeps one; Django's own field lets 320 through


class AddressField(forms.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS, **kwargs})
