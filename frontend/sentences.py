"""Django's own sentences to people who fill in a form: said here so that our catalogue holds them, in our tone."""

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop, ngettext_lazy

IN_OUR_TONE = (
    gettext_noop("This field is required."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid value."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("The submitted file is empty."),
    ngettext_lazy(
        "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
_FIELDS = (forms.Field, forms.ChoiceField, forms.IntegerField, forms.DecimalField, forms.DateField, forms.FileField)
_GENERAL = [
    *(message for field in _FIELDS for message in field.default_error_messages.values()),
    validators.EmailValidator.message,
    validators.URLValidator.message,
    validators.MinLengthValidator.message,
    validators.MaxLengthValidator.message,
    validators.RegexValidator.message,
]


def is_general(error: ValidationError) -> bool:
    """True when the sentence is Django's, so that it does not say what it is about."""
    return any(error.message is each for each in _GENERAL)
