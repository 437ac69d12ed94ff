"""What the lists are narrowed by."""

from django import forms

from lianfang.command.measures.choices import (
    ComplaintResult,
    MeasureKind,
    MeasureState,
    SubjectState,
)

ALL = ("", "全部")


def search_field(placeholder: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", "placeholder": placeholder})
    return forms.CharField(label="检索", required=False, max_length=60, widget=widget)


class MeasureFilter(forms.Form):
    q = search_field("名称、编号、文号")
    standing = forms.ChoiceField(label="时效", required=False, choices=[ALL, ("now", "此刻有效")])
    kind = forms.ChoiceField(label="种类", required=False, choices=[ALL, *MeasureKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *MeasureState.choices])
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )
    emergency = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SubjectFilter(forms.Form):
    q = search_field("姓名、编号，或完整证件号码、电话")
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *SubjectState.choices])
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )


class ComplaintFilter(forms.Form):
    result = forms.ChoiceField(
        label="结果", required=False, choices=[ALL, *ComplaintResult.choices]
    )
    late = forms.ChoiceField(label="期限", required=False, choices=[ALL, ("1", "已超期未答复")])


class ItemFilter(forms.Form):
    q = search_field("名称、编号")
    overdue = forms.ChoiceField(
        label="期限", required=False, choices=[ALL, ("1", "逾期未还、未补偿")]
    )
