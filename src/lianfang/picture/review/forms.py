"""What people type about reviews and lessons."""

from typing import Any

from django import forms

from lianfang.base.kernel.forms import DayField, MomentField, RecordField

from .choices import (
    FindingKind,
    LessonKind,
    LessonState,
    ReviewKind,
    ReviewState,
    Stage,
)


def _optional(choices: Any) -> list[Any]:
    return [("", "全部"), *choices]


class ReviewFilter(forms.Form):
    """Search and filters of the list of reviews."""

    q = forms.CharField(label="标题或文号", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=_optional(ReviewState.choices))


class LessonFilter(forms.Form):
    """Search and filters of the list of lessons."""

    q = forms.CharField(label="事项或单位", required=False)
    kind = forms.ChoiceField(label="种类", required=False, choices=_optional(LessonKind.choices))
    state = forms.ChoiceField(label="状态", required=False, choices=_optional(LessonState.choices))
    mine = forms.BooleanField(label="只看本单位的", required=False)
    overdue = forms.BooleanField(label="只看逾期", required=False)


class OpenForm(forms.Form):
    """Which emergency is reviewed, in its midst or after its end."""

    emergency = RecordField(None, label="事件")
    kind = forms.ChoiceField(label="种类", choices=ReviewKind.choices)

    def __init__(self, *args: Any, emergencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = emergencies


class EarlyActionForm(forms.Form):
    """When one of the seven was done, or why it was not needed."""

    happened = MomentField(
        label="完成时间", required=False, help_text="不适用或没有做的，此处留空。"
    )
    words = forms.CharField(label="依据，或不适用的原因", max_length=200, required=False)


class FindingForm(forms.Form):
    """Something that helped or hindered."""

    kind = forms.ChoiceField(label="性质", choices=FindingKind.choices)
    stage = forms.ChoiceField(label="环节", choices=Stage.choices)
    words = forms.CharField(label="情况", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class LessonForm(forms.Form):
    """What has to change, by whom and until when."""

    kind = forms.ChoiceField(label="种类", choices=LessonKind.choices)
    title = forms.CharField(label="事项", max_length=100)
    words = forms.CharField(
        label="问题与要求", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    unit = RecordField(None, label="责任单位")
    due_on = DayField(label="完成期限")
    duty = RecordField(None, label="涉及的职责条款", required=False, empty_label="不涉及")
    proposed_words = forms.CharField(
        label="建议条文", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="预案修改须写明建议改成的文字。",
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, duties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["duty"].queryset = duties
        self.fields["duty"].label_from_instance = lambda duty: f"{duty.code} {duty.text[:40]}"


class ConclusionForm(forms.Form):
    """The overall judgement of the review meeting."""

    held_on = DayField(label="复盘会日期", required=False)
    participants = forms.CharField(
        label="参加单位", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    conclusion = forms.CharField(
        label="总体评价", max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ReasonForm(forms.Form):
    """Why something is given back, laid aside or given up."""

    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class DoneForm(forms.Form):
    """What was done about a lesson."""

    words = forms.CharField(
        label="完成情况", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
