"""Forms of grading: facts that only people know, and the decision."""

from typing import Any

from django import forms

from lianfang.base.kernel.levels import Grade
from lianfang.command.emergencies.choices import FactKey
from lianfang.command.emergencies.queries import PLACE_WORDS, RECOGNISER_WORDS
from lianfang.command.emergencies.rules import LONGEST_LINE

UNKNOWN = ("", "不清楚")
YES_NO = [UNKNOWN, ("true", "是"), ("false", "否")]
NUMBERS = {
    FactKey.COUNTIES: "1", FactKey.PREFECTURES: "1", FactKey.PROVINCES: "1",
    FactKey.WINDOW_DAYS: "any", FactKey.WEEKLY_RATIO: "any",
}  # fmt: skip
WORDS = {FactKey.PLACE_KIND: PLACE_WORDS, FactKey.RECOGNISED_BY: RECOGNISER_WORDS}


class GradingFactsForm(forms.Form):
    """Every fact that people may add; what is asked for comes first, the rest is folded away."""

    source = forms.CharField(
        label="依据", max_length=LONGEST_LINE, required=False,
        help_text="从哪里得知，例如“流调报告”“州疾控中心电话通报”。",
    )  # fmt: skip

    def __init__(self, asked: tuple[str, ...], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in FactKey:
            self.fields[key.value] = _field(key)
        self.asked = [key for key in asked if key in self.fields]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[key] for key in self.asked]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[key.value] for key in FactKey if key.value not in self.asked]

    def is_unfolded(self) -> bool:
        """Open where nothing is asked for, or where something was typed."""
        typed = any(field.errors or field.value() for field in self.folded)
        return not self.asked or (self.is_bound and typed)

    def values(self) -> dict[str, str]:
        return {key.value: _text(self.cleaned_data.get(key.value)) for key in FactKey}


def _field(key: FactKey) -> forms.Field:
    if key in NUMBERS:
        widget = forms.NumberInput(attrs={"step": NUMBERS[key], "min": "0"})
        return forms.CharField(label=key.label, required=False, max_length=20, widget=widget)
    choices = [UNKNOWN, *WORDS[key].items()] if key in WORDS else YES_NO
    return forms.ChoiceField(label=key.label, required=False, choices=choices)


def _text(value: object) -> str:
    return str(value or "").strip()


class GradingForm(forms.Form):
    """The decision; it opens with what the criteria propose."""

    grade = forms.TypedChoiceField(label="判定级别", coerce=int, choices=Grade.choices)
    reason = forms.CharField(
        label="判定理由", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="与建议不同，或重新判定时，必须写明。",
    )  # fmt: skip
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
