"""What people type about situation reports."""

from typing import Any
from uuid import uuid4

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
    cutoff_at = MomentField(
        label="数据截至",
        help_text="此刻之后的记录不计入本期；日报按截止时间所在的日子编，零时截止的算前一天。",
    )
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


class AddresseesField(forms.ModelMultipleChoiceField):
    """Units or posts with a box to tick for each; a post is named by its holder and unit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            None, to_field_name="uuid", required=False, widget=forms.CheckboxSelectMultiple, **options
        )  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        unit = getattr(obj, "unit", None)
        return f"{obj.user.name}（{unit.short_name}{obj.title}）" if unit else str(obj.short_name)


class DeliverForm(forms.Form):
    """To whom a report goes. The hidden batch makes a second press the same press."""

    batch = forms.UUIDField(widget=forms.HiddenInput)
    units = AddresseesField(label="接收单位")
    posts = AddresseesField(label="领导岗位")

    def __init__(self, *args: Any, units: Any, posts: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("batch", uuid4())
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units
        self.fields["posts"].queryset = posts


class DeliveryFilter(forms.Form):
    """Search among the deliveries of one report."""

    q = forms.CharField(label="单位或姓名", required=False, max_length=40)
