"""What every form of the house shares: moments in Beijing time, refusals beside their field."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .actor import Actor
from .errors import Refused

SELECTED = SafeString(" selected")
OFFERED_AT_MOST = 10
NUMBER_AT_END = re.compile(r"（([^（）]+)）$")
# (actor, words, how many at most): the record that is named exactly alone, else a few that fit.
Finder = Callable[[Actor, str, int], Sequence[Any]]


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


@dataclass(frozen=True)
class Offer:
    """One record as it stands in the list below a line: what is put into the line, and where it belongs."""

    text: str
    hint: str


def draw_offers(offers: Iterable[Offer]) -> SafeString:
    options = ((offer.text, offer.hint) for offer in offers)
    return format_html_join("", '<option value="{}" label="{}"></option>', options)


class FinderInput(forms.TextInput):
    """
    A line that offers below it what fits the words, while one types.

    Without script the list is filled when the form comes back and the words fit more than one record.
    """

    def __init__(self, address: str) -> None:
        super().__init__({"autocomplete": "off", "placeholder": "输入名称，从列表中选定"})
        self.address = address
        self.offers: list[Offer] = []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        found = f"{(attrs or {}).get('id', name)}_offers"
        live = {
            "list": found, "hx-get": reverse(self.address), "hx-trigger": "input changed delay:250ms",
            "hx-target": f"#{found}", "hx-sync": "this:replace",
        }  # fmt: skip
        line = super().render(name, value, {**(attrs or {}), **live}, renderer)
        return format_html(
            '{}<datalist id="{}">{}</datalist>', line, found, draw_offers(self.offers)
        )


class FinderField(forms.CharField):
    """One record, looked for by its name or number among those that the actor may see."""

    actor: Actor

    def __init__(self, address: str, find: Finder, offer: Callable[[Any], Offer], **options: Any):
        self.find, self.offer = find, offer
        super().__init__(max_length=120, widget=FinderInput(address), **options)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        if not words:
            return None
        rows = self.find(self.actor, words, OFFERED_AT_MOST)
        if len(rows) == 1:
            return rows[0]
        if not rows:
            raise forms.ValidationError(f"没有找到“{words}”，请核对名称；尚未登记的先登记。")
        self.widget.offers = [self.offer(row) for row in rows]
        raise forms.ValidationError(f"符合“{words}”的不止一个，请从输入框的列表中选定。")

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.offer(value).text


def number_in(words: str) -> str:
    """The number that a chosen offer ends with; words typed by hand are returned as they are."""
    found = NUMBER_AT_END.search(words.strip())
    return found[1] if found else words.strip()


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal above the form, and its parts beside the fields that the form has."""
    form.is_valid()
    beside = {name: reason for name, reason in refusal.fields.items() if name in form.fields}
    # The same sentence twice helps nobody.
    if refusal.message not in beside.values():
        form.add_error(None, refusal.message)
    for name, reason in beside.items():
        form.add_error(name, reason)
