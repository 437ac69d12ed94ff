"""Forms of the order pages."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import MomentField, RecordField
from lianfang.command.emergencies.public import EmergencyState, list_emergencies
from lianfang.command.tasks import queries
from lianfang.command.tasks.choices import (
    AddresseeState,
    OrderKind,
    OrderState,
    OrderUrgency,
    OrderWants,
)
from lianfang.command.tasks.queries import Targets
from lianfang.command.tasks.services import Paper
from lianfang.county.orgs.public import Unit, UnitKind, WorkingGroup

from .working import ALL, FilesField, UnitsField

# Kinds of which a county has several; the others are named one by one.
SEVERAL = (
    UnitKind.BUREAU, UnitKind.PARTY, UnitKind.HOSPITAL, UnitKind.TOWNSHIP, UnitKind.VILLAGE_COMMITTEE,
    UnitKind.SCHOOL, UnitKind.PLACE,
)  # fmt: skip


def open_emergencies(actor: Actor) -> Any:
    return list_emergencies(actor, state=EmergencyState.OPEN)


class OrderFilter(forms.Form):
    """What the list of orders is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "文号或标题"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="种类", required=False, choices=[ALL, *OrderKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *OrderState.choices])
    urgency = forms.ChoiceField(
        label="紧急程度", required=False, choices=[ALL, *OrderUrgency.choices]
    )
    unsigned = forms.BooleanField(label="只看未签收完的", required=False)
    emergency = forms.UUIDField(required=False, widget=forms.HiddenInput)


class AddresseeFilter(forms.Form):
    """What the addressees of one order are narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "单位名称"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ALL, ("late", "逾期未签"), *AddresseeState.choices]
    )


class KindsField(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class GroupsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class OrderForm(forms.Form):
    """A draft: what it says, until when, to whom."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="种类", choices=OrderKind.choices)
    urgency = forms.ChoiceField(label="紧急程度", choices=OrderUrgency.choices)
    title = forms.CharField(label="标题", required=False, max_length=100)
    words = forms.CharField(
        label="内容", required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6, "data-keep": "order"}),
        help_text="写明要做什么、做到什么程度。不写个人姓名、电话、证件号码。",
    )  # fmt: skip
    emergency = RecordField(None, label="事件", required=False, empty_label="不针对具体事件")
    wants = forms.ChoiceField(label="办理要求", choices=OrderWants.choices)
    sign_until = MomentField(label="签收时限")
    answer_until = MomentField(label="办理时限", required=False, help_text="签收即可的不填。")
    evidence = forms.CharField(
        label="办结凭据",
        required=False,
        max_length=200,
        help_text="形成任务的填写，如检查记录、照片。",
    )
    basis = forms.CharField(label="依据", required=False, max_length=300)
    groups = GroupsField(
        WorkingGroup.objects.none(), label="工作组全体成员", required=False, to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    kinds = KindsField(label="某类单位全体", required=False)
    units = UnitsField(
        Unit.objects.none(), label="主送单位", required=False, to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    uploads = FilesField(label="附件", help_text="单个不超过 20 MB。")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = open_emergencies(actor)
        self.fields["groups"].queryset = queries.list_order_groups(actor)
        units = list(queries.list_order_units(actor))
        kinds = {unit.kind for unit in units}
        self.fields["kinds"].choices = [(k.value, k.label) for k in SEVERAL if k in kinds]
        self.fields["units"].queryset = queries.list_order_units(actor)

    def paper(self) -> Paper:
        names = (
            "kind", "urgency", "title", "words", "wants", "sign_until", "answer_until", "evidence",
            "basis",
        )  # fmt: skip
        given = {name: self.cleaned_data[name] for name in names}
        emergency = self.cleaned_data["emergency"]
        return Paper(**given, emergency_uuid=emergency.uuid if emergency else None)

    def targets(self) -> Targets:
        return Targets(
            units=tuple(self.cleaned_data["units"]), kinds=tuple(self.cleaned_data["kinds"]),
            groups=tuple(self.cleaned_data["groups"]),
        )  # fmt: skip


class AnswerForm(forms.Form):
    words = forms.CharField(
        label="办理情况", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": "answer"}),
    )  # fmt: skip
    uploads = FilesField(label="附件", help_text="照片、表格、文档，单个不超过 20 MB。")
