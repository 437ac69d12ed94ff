"""Forms of the supervision pages."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import RecordField
from lianfang.command.tasks import rules
from lianfang.command.tasks.choices import Rung, SupervisionState
from lianfang.county.orgs.public import Unit, UnitKind, list_units

from .orders import SEVERAL, KindsField
from .working import ALL


class SupervisionFilter(forms.Form):
    """What the list of supervised matters is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号、事项或单位"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("all", "全部"), *SupervisionState.choices]
    )
    rung = forms.TypedChoiceField(
        label="督办级别", required=False, coerce=int, empty_value=None, choices=[ALL, *Rung.choices]
    )
    unit = RecordField(Unit.objects.none(), label="责任单位", required=False, empty_label="全部")
    red = forms.BooleanField(label="只看超期", required=False)
    returned = forms.BooleanField(label="只看退回过的", required=False)
    emergency = forms.UUIDField(required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list_units(actor).exclude(kind=UnitKind.COLLECTIVE)
        self.fields["unit"].queryset = units.select_related(None).only("uuid", "name")


class SuperviseForm(forms.Form):
    rung = forms.TypedChoiceField(
        label="督办级别", coerce=int, choices=[(r.value, r.label) for r in rules.AUTOMATIC],
        help_text="提醒发给单位；单位负责人级同时发给负责人；指挥部级再报指挥部。",
    )  # fmt: skip
    reason = forms.CharField(
        label="督办理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class RaiseForm(forms.Form):
    words = forms.CharField(
        label="升级理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class CriticismForm(forms.Form):
    words = forms.CharField(
        label="通报内容", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    kinds = KindsField(
        label="同时发给", required=False, choices=[(k.value, k.label) for k in SEVERAL]
    )


class LadderForm(forms.Form):
    """Minutes past the limit for each rung, ordinary and urgent."""

    def __init__(
        self, ladder: Mapping[tuple[bool, int], timedelta], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for is_urgent in (False, True):
            for rung in Rung:
                name = rules.ladder_field(rung, is_urgent=is_urgent)
                minutes = int(ladder[is_urgent, rung].total_seconds() // 60)
                self.fields[name] = forms.IntegerField(
                    label=f"{'急件' if is_urgent else '一般'}：{rung.label}（逾期分钟）",
                    initial=minutes,
                )

    def minutes(self) -> dict[tuple[bool, int], int]:
        return {
            (is_urgent, int(rung)): self.cleaned_data[rules.ladder_field(rung, is_urgent=is_urgent)]
            for is_urgent in (False, True)
            for rung in Rung
        }
