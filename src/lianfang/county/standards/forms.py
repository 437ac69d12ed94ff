"""Filters of the rule pages."""

from typing import Any

from django import forms

from lianfang.base.kernel.levels import Grade

from .choices import AppliesTo, CountOf, CountyPower, DiseaseClass, ThresholdList
from .models import Disease, ReportingThreshold
from .queries import disease_names, list_codes, list_diseases
from .rules import HOURS_A_DAY, MOST_CASES, MOST_DAYS
from .services import WatchFacts

ALL = ("", "全部")
CHECKED = [ALL, ("1", "已核实"), ("0", "未核实默认值")]


class RuleFilter(forms.Form):
    """Words, the day on which the rules should hold, and whether they were checked."""

    q = forms.CharField(
        label="检索",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称、编号、依据"}),
    )
    verified = forms.ChoiceField(label="核实", required=False, choices=CHECKED)
    on = forms.DateField(
        label="查询日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "查询日期应写作 2025-09-01 这样的日期，已按今天显示。"},
    )


class DiseaseFilter(RuleFilter):
    disease_class = forms.ChoiceField(
        label="类别", required=False, choices=[ALL, *DiseaseClass.choices]
    )
    is_listed = forms.BooleanField(label="只看法定四十种", required=False)
    field_order = ("q", "disease_class", "verified", "on", "is_listed")


class CriterionFilter(RuleFilter):
    grade = forms.ChoiceField(
        label="级别",
        required=False,
        choices=[ALL, *[(str(grade.value), grade.label) for grade in Grade if grade < Grade.NONE]],
    )
    field_order = ("q", "grade", "verified", "on")


SET_ASIDE = "set_aside"


class ThresholdFilter(RuleFilter):
    in_list = forms.ChoiceField(
        label="性质", required=False,
        choices=[ALL, *ThresholdList.choices, (SET_ASIDE, "已停用的关注线")],
    )  # fmt: skip
    field_order = ("q", "in_list", "verified", "on")


class AuthorityFilter(RuleFilter):
    applies_to = forms.ChoiceField(
        label="适用类别", required=False, choices=[ALL, *AppliesTo.choices]
    )
    county_power = forms.ChoiceField(
        label="县级权限", required=False, choices=[ALL, *CountyPower.choices]
    )
    field_order = ("q", "applies_to", "county_power", "verified", "on")


# What a county counts by itself; the other counts of the pack need records of their own.
COUNTED = (CountOf.CASE, CountOf.CASE_OR_SUSPECTED, CountOf.ILI)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="记入审计日志。",
    )  # fmt: skip


class DiseasesField(forms.ModelMultipleChoiceField):
    """Some diseases by their names."""

    widget = forms.SelectMultiple(attrs={"size": 8})

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class WatchForm(ReasonForm):
    """One watch line of the county."""

    title = forms.CharField(label="名称", max_length=60, help_text="如：诺如病毒学校聚集。")
    diseases = DiseasesField(Disease.objects.none(), to_field_name="uuid", label="病种")
    is_linked = forms.BooleanField(label="病例之间须有流行病学关联", required=False)
    count_of = forms.ChoiceField(label="计数对象", choices=[(c.value, c.label) for c in COUNTED])
    window_days = forms.IntegerField(label="几天内", min_value=1, max_value=MOST_DAYS, initial=7)
    min_cases = forms.IntegerField(label="几例以上（含）", min_value=1, max_value=MOST_CASES)
    settings = forms.MultipleChoiceField(
        label="场所", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="勾选的，按同一场所计数；都不勾选的，按全县计数。",
    )  # fmt: skip
    basis = forms.CharField(
        label="依据",
        max_length=300,
        help_text="如：本县《预警信息报告标准》的文号；专家会商意见的日期。",
    )
    note = forms.CharField(label="说明", max_length=300, required=False)
    field_order = (
        "title", "diseases", "count_of", "window_days", "min_cases", "is_linked", "settings", "basis", "note",
        "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["diseases"].queryset = list_diseases()
        self.fields["settings"].choices = [(row.code, row.name) for row in list_codes("setting")]

    @property
    def facts(self) -> WatchFacts:
        several = ("settings", "diseases")
        kept = {k: v for k, v in self.cleaned_data.items() if k not in ("reason", *several)}
        return WatchFacts(**kept, **{name: tuple(self.cleaned_data[name]) for name in several})


def from_watch_line(row: ReportingThreshold) -> dict[str, Any]:
    """What stands in the form of a line that is changed: its first clause."""
    clause = min(row.clauses.all(), key=lambda one: one.position)
    names = disease_names()
    diseases = [names[one.code].uuid for one in row.subjects.all() if one.code in names]
    return {
        "title": row.title, "diseases": diseases, "is_linked": "linked" in clause.needs, "count_of": clause.count_of,
        "window_days": (clause.window_hours or HOURS_A_DAY) // HOURS_A_DAY, "min_cases": clause.min_cases,
        "settings": clause.settings, "basis": row.basis, "note": row.note,
    }  # fmt: skip
