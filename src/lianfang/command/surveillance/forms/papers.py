"""Forms of 通报 and samples."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import MomentField, RecordField
from lianfang.command.surveillance.choices import SampleState, Sector, Verdict
from lianfang.command.surveillance.models import Route
from lianfang.command.surveillance.queries import list_routes
from lianfang.county.orgs.public import Area, Unit, UnitKind, list_areas, list_units

from .worlds import world_choices

ALL = ("", "全部")
# Sectors of which samples are taken here; specimens of persons belong to the room of cases.
SAMPLED = [
    (s.value, s.label)
    for s in (
        Sector.FOOD,
        Sector.ANIMAL,
        Sector.WILDLIFE,
        Sector.PLANT,
        Sector.ENVIRONMENT,
        Sector.DRUG,
    )
]


class NotificationFilter(forms.Form):
    """What the list of 通报 is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "标题、编号"}),
    )  # fmt: skip
    box = forms.ChoiceField(
        label="收发", required=False, choices=[ALL, ("in", "收到"), ("out", "发出")]
    )
    waiting = forms.BooleanField(label="只看未回复", required=False)


class _UnitsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short_name)


class NotificationForm(forms.Form):
    """A 通报 as it is written; the route fills in its addressees where none are ticked."""

    route = RecordField(
        Route.objects.none(), label="事项", required=False, empty_label="其他事项",
        help_text="选择事项后按预案规定的对象和时限发出；其他事项请自选接收单位。",
    )  # fmt: skip
    title = forms.CharField(label="标题", max_length=100, required=False)
    area = RecordField(Area.objects.none(), label="涉及地区")
    words = forms.CharField(
        label="内容", required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="什么情况、何时何地、需要对方做什么。不写个人姓名和证件号码。",
    )  # fmt: skip
    units = _UnitsField(
        Unit.objects.none(), label="接收单位", required=False, to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": "请从列表中选择。"},
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        routes: Any = self.fields["route"]
        routes.queryset = list_routes(actor)
        routes.label_from_instance = lambda row: row.title
        self.fields["area"].queryset = list_areas(actor)
        kinds = (UnitKind.COLLECTIVE, UnitKind.SCHOOL)
        units = list_units(actor).exclude(kind__in=kinds).exclude(pk__in=actor.unit_ids)
        self.fields["units"].queryset = units


class SampleFilter(forms.Form):
    """What the list of samples is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号、样品、地点"}),
    )  # fmt: skip
    sector = forms.ChoiceField(label="领域", required=False, choices=[ALL, *SAMPLED])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *SampleState.choices])


class SampleForm(forms.Form):
    """What was taken, where, and how it is kept."""

    sector = forms.ChoiceField(label="领域", choices=[("", "请选择"), *SAMPLED])
    what = forms.CharField(
        label="样品", max_length=60, required=False, help_text="品名、物种或部位。"
    )
    area = RecordField(Area.objects.none(), label="采样地区")
    place = forms.CharField(label="采样地点", max_length=100, required=False)
    taken_at = MomentField(label="采样时间")
    storage = forms.CharField(
        label="保存条件和位置",
        max_length=100,
        required=False,
        help_text="如“-20℃，检验科二号冰箱”。",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = list_areas(actor).filter(path__startswith=actor.area_path)
        self.fields["area"].queryset = areas


class HandoverForm(forms.Form):
    """To whom a sample goes, and in what condition."""

    unit = RecordField(Unit.objects.none(), label="接收单位")
    condition = forms.CharField(label="移交时状况", max_length=100, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list_units(actor).exclude(kind__in=(UnitKind.COLLECTIVE, UnitKind.SCHOOL))
        self.fields["unit"].queryset = units.exclude(pk__in=actor.unit_ids)


class ReceiveForm(forms.Form):
    """The second signature of a handover."""

    storage = forms.CharField(label="保存条件和位置", max_length=100, required=False)
    is_refused = forms.BooleanField(label="拒收", required=False)
    note = forms.CharField(label="说明", max_length=200, required=False)


class ResultForm(forms.Form):
    """What a test showed."""

    item = forms.CharField(label="检测项目", max_length=60, required=False)
    method = forms.CharField(label="方法", max_length=60, required=False)
    value = forms.CharField(label="检测值", max_length=60, required=False)
    verdict = forms.ChoiceField(label="判定", choices=[("", "请选择"), *Verdict.choices])


class HealthFilter(forms.Form):
    """Over how many days the page of one health looks back."""

    days = forms.ChoiceField(
        label="时段", required=False, choices=[("", "近30天"), ("90", "近90天"), ("365", "近1年")]
    )
    exercise = forms.ChoiceField(label="性质", required=False)

    def __init__(self, runs: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["exercise"].choices = world_choices(runs)
