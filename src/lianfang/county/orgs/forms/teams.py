"""Forms of the teams."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.county.orgs import occasions, queries
from lianfang.county.orgs.choices import EquipmentState, TeamKind, TeamState
from lianfang.county.orgs.models import Post

from .roster import DutyPostField


class TeamFilter(forms.Form):
    """What the board of teams is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "队伍或单位"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *TeamKind.choices]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *TeamState.choices]
    )


class TeamForm(forms.Form):
    """A new team of the own unit."""

    name = forms.CharField(label="队伍名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=TeamKind.choices)


class MemberForm(forms.Form):
    """A person who joins a team."""

    post = DutyPostField(
        Post.objects.none(), label="本单位人员", required=False, empty_label="没有账号，填写姓名"
    )
    name = forms.CharField(label="姓名", max_length=60, required=False)
    work = forms.CharField(label="分工", max_length=60)
    is_leader = forms.BooleanField(label="队长", required=False)

    def __init__(self, unit_id: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = queries.list_posts_for_duty([unit_id])


class EquipmentForm(forms.Form):
    """What a team has of one kind; a name it has already is counted again."""

    name = forms.CharField(label="装备名称", max_length=60)
    quantity = forms.IntegerField(label="数量", min_value=0, max_value=100_000)
    measure = forms.CharField(label="计量单位", max_length=10, initial="件")
    state = forms.ChoiceField(label="状态", choices=EquipmentState.choices)


class CallForm(forms.Form):
    """What a team is called for."""

    occasion = forms.ChoiceField(label="事件", required=False)
    reason = forms.CharField(label="任务", max_length=200)
    place = forms.CharField(label="集结地点", max_length=100, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occasion"].choices = [
            ("", "不属于某起事件（支援、训练等）"),
            *((str(found.uuid), found.name) for found in occasions.list_occasions(actor)),
        ]


class MoveForm(forms.Form):
    """A word to a step."""

    note = forms.CharField(label="说明", max_length=100, required=False)
