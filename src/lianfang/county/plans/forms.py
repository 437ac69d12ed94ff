"""Filters and forms of the plan pages."""

from typing import Any

from django import forms

from lianfang.base.kernel.levels import Level

from .choices import PlanState
from .models import Plan

ALL = ("", "全部")


def _words(placeholder: str) -> forms.CharField:
    return forms.CharField(
        label="检索",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": placeholder}),
    )


class PlanFilter(forms.Form):
    """Words of the title or version, and the state."""

    q = _words("名称、版本、来源文件")
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *PlanState.choices])


class TreeFilter(forms.Form):
    """One unit, one level, words of duties and actions."""

    q = _words("职责、动作、条款号")
    member = forms.ChoiceField(label="单位", required=False)
    level = forms.ChoiceField(
        label="响应级别",
        required=False,
        choices=[ALL, *[(str(level.value), level.label) for level in sorted(Level, reverse=True)]],
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = plan.members.order_by("number").values_list("uuid", "number", "name")
        self.fields["member"].choices = [
            ALL, *[(str(uuid), f"{number} {name}") for uuid, number, name in members],
        ]  # fmt: skip
