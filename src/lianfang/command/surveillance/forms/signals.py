"""Forms of the signal pages."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, MomentField, RecordField
from lianfang.command.surveillance.choices import Sector, SignalSource, SignalState, WarningColor
from lianfang.command.surveillance.queries import LIVE
from lianfang.county.orgs.public import Area, AreaLevel, list_areas
from lianfang.county.standards.public import Disease, list_diseases

from .worlds import run_choices

ALL = ("", "全部")


class SignalFilter(forms.Form):
    """What the list of signals is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "事由、地点、编号"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ALL, (LIVE, "未办结"), *SignalState.choices]
    )
    color = forms.TypedChoiceField(
        label="级别", required=False, coerce=int, empty_value=None,
        choices=[ALL, *WarningColor.choices],
    )  # fmt: skip
    source = forms.ChoiceField(label="来源", required=False, choices=[ALL, *SignalSource.choices])
    sector = forms.ChoiceField(label="领域", required=False, choices=[ALL, *Sector.choices])
    exercise = forms.ChoiceField(label="性质", required=False)
    since = DayField(label="发现自", required=False)
    until = DayField(label="发现至", required=False)

    def __init__(self, runs: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [ALL, ("0", "实战"), ("1", "演练")]
        self.fields["exercise"].choices = [*kinds, *run_choices(runs)]


class SignalForm(forms.Form):
    """What is heard by telephone fits in here in one minute."""

    title = forms.CharField(label="事由", max_length=100, help_text="一句话：哪里、谁、怎么了。")
    source = forms.ChoiceField(label="来源", choices=[("", "请选择"), *SignalSource.choices])
    area = RecordField(Area.objects.none(), label="发生地区")
    place = forms.CharField(
        label="地点", max_length=100, required=False, help_text="学校、村组、场所名称。"
    )
    found_at = MomentField(label="发现时间", help_text="报告时限从这一时间起算，登记后不能更改。")
    cases = forms.IntegerField(label="发病人数", required=False, min_value=0, max_value=10**8)
    deaths = forms.IntegerField(label="死亡人数", required=False, min_value=0, max_value=10**8)
    began_at = MomentField(label="首例发病时间", required=False)
    disease = RecordField(
        Disease.objects.none(), label="怀疑病种", required=False, empty_label="不明"
    )
    description = forms.CharField(
        label="情况", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="人数、主要症状、已采取的措施。不写患者姓名、电话、证件号码。",
    )  # fmt: skip
    is_exercise = forms.BooleanField(label="演练", required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
        self.fields["area"].queryset = list_areas(actor).filter(level__in=levels)
        self.fields["disease"].queryset = list_diseases()


class JudgementForm(forms.Form):
    judgement = forms.CharField(
        label="核实结论", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如何核实、向谁核实、结论和理由。",
    )  # fmt: skip
