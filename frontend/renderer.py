"""How every form of the house is drawn: label, hint, error, control; hooked up by settings.FORM_RENDERER."""

from typing import Any

from django.forms import BoundField, Textarea, Widget
from django.forms.renderers import DjangoTemplates

from frontend.sentences import is_general

OWN_LOOK = {"radio", "checkbox", "hidden"}  # these take no box around them


class HouseField(BoundField):
    """A field that gives its control the house's class and leaves refusing to the server."""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Adds the class of a boxed control; drops `required`, so that people meet our error summary."""
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        if getattr(widget, "input_type", "text") not in OWN_LOOK:
            own = (widget.attrs.get("class"), attrs.get("class"))
            attrs["class"] = " ".join(["input", *(str(name) for name in own if name)])
        if self.counts and widget is self.field.widget:  # hidden on a page that asks to check, it has no counter
            attrs["data-count"] = str(self.max_length)
        return attrs

    @property
    def kind(self) -> str:
        """Which of the layouts of components/field.html fits: "choices", "checkbox", "custom" or "plain"."""
        widget = self.field.widget
        input_type = getattr(widget, "input_type", "text")
        if widget.template_name.startswith("components/"):
            return "custom"
        if self.use_fieldset and input_type in {"radio", "checkbox"}:
            return "choices"
        return "checkbox" if input_type == "checkbox" else "plain"

    @property
    def counts(self) -> bool:
        """True for a long text with a limit: a counter says how many characters are left."""
        return isinstance(self.field.widget, Textarea) and bool(self.max_length)

    @property
    def max_length(self) -> int | None:
        """The most characters this field takes, if it says so."""
        return getattr(self.field, "max_length", None)

    @property
    def sentences(self) -> list[str]:
        """The errors for the summary on top; one in general words gets the field's name before it."""
        found = self.form.errors.as_data().get(self.name, [])
        name = str(self.label).rstrip("?:")
        return [f"{name}: {text}" if is_general(error) else text for error in found for text in error.messages]

    @property
    def first_id(self) -> str:
        """The id an error link jumps to: the control, or the first of a set."""
        return f"{self.auto_id}_0" if self.use_fieldset and self.kind in {"choices", "custom"} else self.auto_id


class HouseForms(DjangoTemplates):
    """Django's renderer with our templates for a form and a field."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
    bound_field_class = HouseField
