"""Forms of the duty log, the call-down and the daily meeting."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import MomentField, RecordField
from lianfang.command.tasks import queries
from lianfang.command.tasks.choices import CallResult, PromiseState
from lianfang.county.orgs.public import Unit

from .orders import open_emergencies
from .working import ALL, UnitsField


class QuickEntryForm(forms.Form):
    """The quick line of the log: words, and what they belong to."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label="记一条", required=False, max_length=1002,
        widget=forms.TextInput(attrs={"placeholder": "发生了什么；以“！”开头即为重要", "data-hotkey": "n", "autocomplete": "off"}),
    )  # fmt: skip
    emergency = RecordField(None, label="事件", required=False, empty_label="不针对具体事件")
    at = MomentField(label="发生时间", required=False, help_text="不填即为现在。")
    is_significant = forms.BooleanField(label="重要", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = open_emergencies(actor)

    def given(self) -> dict[str, Any]:
        chosen = dict(self.cleaned_data)
        emergency = chosen.pop("emergency")
        return chosen | {"emergency_uuid": emergency.uuid if emergency else None}


class CorrectionForm(forms.Form):
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label="更正或补充",
        required=False,
        max_length=1002,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_significant = forms.BooleanField(label="重要", required=False)


class LogFilter(forms.Form):
    """What the log is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "内容"}),
    )  # fmt: skip
    position = forms.ChoiceField(label="岗位", required=False)
    significant = forms.BooleanField(label="只看重要", required=False)
    emergency = RecordField(None, label="事件", required=False, empty_label="全部")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].choices = [ALL, *((p, p) for p in queries.list_positions(actor))]
        self.fields["emergency"].queryset = open_emergencies(actor)


class CallDownForm(forms.Form):
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="事由", required=False, max_length=100)
    words = forms.CharField(
        label="通知内容", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="呼叫时照此转达，请对方复述确认。",
    )  # fmt: skip
    emergency = RecordField(None, label="事件", required=False, empty_label="不针对具体事件")
    within_minutes = forms.IntegerField(label="应答时限（分钟）", initial=15)
    units = UnitsField(
        Unit.objects.none(), label="叫应单位", required=False, to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = open_emergencies(actor)
        self.fields["units"].queryset = queries.list_order_units(actor)

    def given(self) -> dict[str, Any]:
        chosen = dict(self.cleaned_data)
        emergency = chosen.pop("emergency")
        return chosen | {"emergency_uuid": emergency.uuid if emergency else None}


class CallForm(forms.Form):
    result = forms.ChoiceField(label="结果", choices=CallResult.choices, required=False)
    words = forms.CharField(label="说明", required=False, max_length=200)


class WordsFilter(forms.Form):
    q = forms.CharField(
        label="检索",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class MeetingForm(forms.Form):
    """Who chairs, and whether the meeting is about one emergency alone (an exercise always is)."""

    chair = forms.CharField(
        label="主持人职务", required=False, max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "如：分管副县长"}),
    )  # fmt: skip
    emergency = RecordField(None, label="事件", required=False, empty_label="全县工作（不含演练）")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = open_emergencies(actor)

    def given(self) -> dict[str, Any]:
        emergency = self.cleaned_data.get("emergency")
        return {
            "chair": self.cleaned_data.get("chair", ""),
            "emergency_uuid": emergency.uuid if emergency else None,
        }


class PromiseForm(forms.Form):
    unit = RecordField(Unit.objects.none(), label="承诺单位")
    what = forms.CharField(label="承诺事项", required=False, max_length=200)
    until = MomentField(label="完成时限")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = queries.list_order_units(actor)


class CheckForm(forms.Form):
    promise_uuid = forms.UUIDField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label="核对", choices=PromiseState.choices[1:], required=False)
    reason = forms.CharField(label="说明", required=False, max_length=300)
    until = MomentField(label="改期至", required=False)


class EndForm(forms.Form):
    words = forms.CharField(
        label="议定事项", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": "meeting"}),
    )  # fmt: skip


class PromiseFilter(forms.Form):
    state = forms.ChoiceField(
        label="核对结果", required=False, choices=[ALL, *PromiseState.choices]
    )
