"""What every form of the house shares: moments in Beijing time, refusals beside their field."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .errors import Refused

SELECTED = SafeString(" selected")


class MomentField(forms.DateTimeField):
    """A date with hours and minutes, typed and shown in Beijing time."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        )
        options.setdefault("error_messages", {"invalid": "时间应写作 2026-11-23 14:05。"})
        super().__init__(**options)


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("error_messages", {"invalid": "日期应写作 2026-11-23。"})
        super().__init__(**options)


class PlainSelect(forms.Select):
    """A select drawn in one go: Django renders a template per option, a millisecond per dozen."""

    @classmethod
    def instead_of(cls, widget: forms.Select) -> "PlainSelect | None":
        """The same select; None where it has groups, which only Django's own draws."""
        choices = list(iter(widget.choices))  # its length would be asked of the database
        if any(isinstance(label, list | tuple) for _, label in choices):
            return None
        drawn = cls(attrs=widget.attrs, choices=choices)
        drawn.is_required = widget.is_required
        return drawn

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = set(map(str, self.format_value(value)))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                ("" if key is None else key, SELECTED if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, attributes, options)


# Fields take type parameters in the stubs only, not when the program runs.
class RecordField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One record out of a list, known outside by its uuid and shown by its name."""

    def __init__(self, queryset: Any, **options: Any) -> None:
        options.setdefault("to_field_name", "uuid")
        options.setdefault("empty_label", "请选择")
        options.setdefault("error_messages", {"invalid_choice": "请从列表中选择。"})
        super().__init__(queryset, **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal above the form, and its parts beside the fields that the form has."""
    form.is_valid()
    beside = {name: reason for name, reason in refusal.fields.items() if name in form.fields}
    # The same sentence twice helps nobody.
    if refusal.message not in beside.values():
        form.add_error(None, refusal.message)
    for name, reason in beside.items():
        form.add_error(name, reason)
