"""How a form's field is drawn: the kind of part it needs, and its control in our classes."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

MANY = 3


def kind(field: BoundField) -> str:
    """check: one tick; choices: a list to choose from; group: several inputs; line: one input."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "group" if widget.use_fieldset else "line"


def control_class(widget: forms.Widget) -> str:
    """Bootstrap's class for the control."""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def dressed(field: BoundField) -> SafeString:
    """The control with our classes; a placeholder that only repeats the label is dropped."""
    own = field.field.widget.attrs
    names = [own.get("class", ""), control_class(field.field.widget)]
    attrs: dict[str, Any] = {"class": " ".join(filter(None, [*names, trouble(field)]))}
    if own.get("placeholder"):
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


def dressed_option(option: BoundWidget) -> SafeString:
    """One radio button or tick of a list."""
    option.data["attrs"]["class"] = "form-check-input"
    option.data["wrap_label"] = False
    return option.tag()


def trouble(field: BoundField) -> str:
    return "is-invalid" if field.errors else ""


def target(field: BoundField) -> str:
    """The id to go to from the summary: the control, or the first of its choices."""
    return field.id_for_label or f"{field.auto_id}_0"


def asks_much(form: forms.BaseForm) -> bool:
    """Whether the form is long enough to say once that what is not optional is needed."""
    asked = form.visible_fields()
    return len(asked) >= MANY and any(field.field.required for field in asked)
