"""Filters of the exercise pages."""

from django import forms

from .choices import Origin

ALL = ("", "全部")
STATES = [ALL, ("running", "进行中"), ("finished", "已结束"), ("interrupted", "已中断")]


class ExerciseFilter(forms.Form):
    """What the list of exercises is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称或事件编号"}),
    )  # fmt: skip
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)


class LineFilter(forms.Form):
    """What the log of an exercise is narrowed by."""

    origin = forms.ChoiceField(label="来源", required=False, choices=[ALL, *Origin.choices])
