"""The house's own form controls; each works by keyboard and without JavaScript."""

from collections.abc import Mapping
from typing import Any

from django.forms import CharField, DateInput, RadioSelect, Textarea, Widget
from django.utils.translation import gettext_lazy as _

from reviews.content import cleaned

STAR_CHOICES = [
    (1, _("Poor")),
    (2, _("Fair")),
    (3, _("All right")),
    (4, _("Good")),
    (5, _("Excellent")),
]


class StarInput(RadioSelect):
    """Five radios drawn as stars: `TypedChoiceField(choices=STAR_CHOICES, coerce=int, widget=StarInput)`."""

    template_name = "components/star_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, small: bool = False) -> None:
        super().__init__(attrs, choices=STAR_CHOICES)
        self.small = small

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds `small`, for sub-scores."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["small"] = self.small
        return context


class RadioCards(RadioSelect):
    """Radios as cards; `hints` maps a value to the sentence under its label."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, hints: Mapping[Any, Any] | None = None) -> None:
        super().__init__(attrs)
        self.hints = dict(hints or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's option, with its hint."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(getattr(value, "value", value), "")}


class Segmented(RadioSelect):
    """Two to four short answers side by side in one control."""

    template_name = "components/segmented.html"


class DayInput(DateInput):
    """A day, chosen in the browser's own calendar, which wants it written as 2026-11-21."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "w-20", **(attrs or {})}, format="%Y-%m-%d")


class WordsField(CharField):
    """A long text of somebody, harmless to the page, and counted as the page counts it (js/components/form.js).

    The browser cuts nothing off: who pastes too much reads how much too much it is.
    """

    widget = Textarea

    def __init__(self, *, max_length: int, rows: int = 5, **kwargs: Any) -> None:
        messages = {
            "max_length": _("Write at most %(limit_value)d characters, you have %(show_value)d"),
            **kwargs.pop("error_messages", {}),
        }
        kwargs.setdefault("widget", Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        return cleaned(super().to_python(value) or "")

    def widget_attrs(self, widget: Widget) -> dict[str, Any]:
        """Without `maxlength`, which would cut."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs
