"""Forms of consultations, the expert pool and working groups."""

from typing import Any

from django import forms

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import MomentField, RecordField
from lianfang.command.emergencies.models import Consultation
from lianfang.command.emergencies.queries import list_experts
from lianfang.county.orgs.public import Area, Unit, list_areas, list_units

ALL = ("", "全部")


class ExpertFilter(forms.Form):
    """What the pool is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "姓名、单位、专业"}),
    )  # fmt: skip
    active = forms.ChoiceField(
        label="状态", required=False, choices=[("", "在库"), ("0", "已移出"), ("all", "全部")]
    )


class ExpertForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=50)
    unit_name = forms.CharField(label="单位", max_length=50)
    speciality = forms.CharField(
        label="专业", max_length=50, help_text="例如“传染病控制”“急诊医学”。"
    )
    area = RecordField(Area.objects.none(), label="所属地区")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = list_areas(actor).filter(path__startswith=actor.area_path)


class ConsultationForm(forms.Form):
    """Whom to ask what, and when."""

    question = forms.CharField(
        label="会商问题", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如“是否启动Ⅳ级响应，采取哪些措施”。",
    )  # fmt: skip
    held_on = MomentField(label="会商时间", initial=clock.now)
    experts = forms.MultipleChoiceField(
        label="专家", required=False, widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text="按住 Ctrl 可选多名。专家不在表中时，先在“专家库”中登记。",
    )  # fmt: skip

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].choices = [
            (str(one.uuid), f"{one.name}（{one.speciality}，{one.unit_name}）")
            for one in list_experts(actor)
        ]


class AdviceForm(forms.Form):
    seat = forms.ChoiceField(label="专家")
    words = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, consultation: Consultation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats = consultation.seats.all()
        self.fields["seat"].choices = [
            (str(seat.uuid), f"{seat.name}（{seat.speciality}）") for seat in seats
        ]


class ConclusionForm(forms.Form):
    conclusion = forms.CharField(
        label="会商结论", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="形成结论后，会商记录不能再更改。",
    )  # fmt: skip


class AttachForm(forms.Form):
    """Which concluded consultation stands behind a proposal."""

    consultation = RecordField(Consultation.objects.none(), label="会商", empty_label=None)

    def __init__(self, found: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consultation"].queryset = found
        self.fields["consultation"].label_from_instance = lambda one: (
            f"{one.number} {one.question[:40]}"
        )


class GroupLeadForm(forms.Form):
    unit = RecordField(Unit.objects.none(), label="牵头单位")
    person = forms.CharField(label="组长", max_length=50, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = list_units(actor)


class GroupMemberForm(forms.Form):
    unit = RecordField(Unit.objects.none(), label="加入的单位")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = list_units(actor)
