"""Filters of the rule pages."""

from django import forms

from lianfang.base.kernel.levels import Grade

from .choices import AppliesTo, CountyPower, DiseaseClass, ThresholdList

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


class ThresholdFilter(RuleFilter):
    in_list = forms.ChoiceField(label="性质", required=False, choices=[ALL, *ThresholdList.choices])
    field_order = ("q", "in_list", "verified", "on")


class AuthorityFilter(RuleFilter):
    applies_to = forms.ChoiceField(
        label="适用类别", required=False, choices=[ALL, *AppliesTo.choices]
    )
    county_power = forms.ChoiceField(
        label="县级权限", required=False, choices=[ALL, *CountyPower.choices]
    )
    field_order = ("q", "applies_to", "county_power", "verified", "on")
