"""What people type about situation reports."""

from typing import Any

from django import forms

from lianfang.base.kernel import clock
from lianfang.base.kernel.forms import MomentField, RecordField

from .choices import ReportKind, ReportState


class ReportFilter(forms.Form):
    """Search and filters of the list of reports."""

    q = forms.CharField(label="标题或文号", required=False)
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部"), *ReportKind.choices]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *ReportState.choices]
    )


class DraftForm(forms.Form):
    """A new issue: of which emergency, of which kind, as of when."""

    emergency = RecordField(None, label="事件")
    kind = forms.ChoiceField(label="种类", choices=ReportKind.choices)
    cutoff_at = MomentField(label="数据截至", help_text="此刻之后的记录不计入本期。")
    wanted_by = MomentField(
        label="各单位材料报送时限", required=False, help_text="不填为一小时后。"
    )

    def __init__(self, *args: Any, emergencies: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("cutoff_at", clock.now())
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = emergencies


class WordsForm(forms.Form):
    """A paragraph or more of plain words."""

    words = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)


class ReasonForm(forms.Form):
    """Why something is given back or laid aside."""

    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class CoverageFilter(forms.Form):
    """Which duties the coverage page shows."""

    response = RecordField(None, label="响应", required=False, empty_label="当前响应")
    unit = forms.CharField(label="单位或职责", required=False)
    problems = forms.BooleanField(label="只看有问题的", required=False)

    def __init__(self, *args: Any, responses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["response"].queryset = responses
        self.fields["response"].label_from_instance = lambda response: (
            f"{response.emergency.name} · {response.get_level_display()}"
        )
