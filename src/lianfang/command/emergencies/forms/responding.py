"""Forms of the emergency pages."""

from typing import Any

from django import forms

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, MomentField, RecordField
from lianfang.base.kernel.levels import Grade, Level
from lianfang.command.emergencies.choices import (
    ClosingAnchor,
    ClosingGround,
    CriterionResult,
    EmergencyKind,
    EmergencyState,
    Milestone,
    ProposalKind,
    ProposalState,
)
from lianfang.command.emergencies.models import Emergency, Response, Tally
from lianfang.command.emergencies.queries import last_decision, latest_grading
from lianfang.command.emergencies.rules import (
    BY_DECISION,
    LARGEST_COUNT,
    LONGEST_LINE,
    LONGEST_NAME,
    Closing,
    TallyFigures,
)
from lianfang.command.surveillance.public import Signal
from lianfang.county.orgs.public import Area, AreaLevel, list_areas
from lianfang.county.standards.public import Disease, list_diseases

ALL = ("", "全部")
RECORDED = (Milestone.EMERGED, Milestone.DETECTED, Milestone.NOTIFIED)


class ProposalFilter(forms.Form):
    """What the list of proposals and decisions is narrowed by; at first those that wait."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "事件名称、编号、文号"}),
    )  # fmt: skip
    state = forms.ChoiceField(
        label="状态", required=False, choices=[*ProposalState.choices, ("all", "全部")],
        initial=ProposalState.PENDING,
    )  # fmt: skip
    kind = forms.ChoiceField(label="事项", required=False, choices=[ALL, *ProposalKind.choices])
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )


def count_field(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=LARGEST_COUNT, **options
    )


class EmergencyFilter(forms.Form):
    """What the list of emergencies is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称、地点、编号"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="信息类别", required=False, choices=[ALL, *EmergencyKind.choices]
    )
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *EmergencyState.choices])
    level = forms.TypedChoiceField(
        label="响应级别",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ALL, *Level.choices],
    )
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )
    since = DayField(label="登记自", required=False)
    until = DayField(label="登记至", required=False)


class FiguresForm(forms.Form):
    """The counts of one moment; empty means nothing was said."""

    cases = count_field("累计病例", help_text="含临床诊断和确诊，不含疑似。")
    deaths = count_field("累计死亡")
    suspected = count_field("累计疑似")
    confirmed = count_field("累计确诊")
    severe = count_field("现有重症")
    in_hospital = count_field("现住院")
    contacts = count_field("密切接触者")
    exposed = count_field("暴露人数")

    def figures(self) -> TallyFigures | None:
        """The counts, or None where not even the cases were said."""
        chosen = {name: self.cleaned_data.get(name) for name in TallyFigures.__dataclass_fields__}
        if chosen["cases"] is None:
            return None
        exposed = chosen.pop("exposed")
        return TallyFigures(**{name: value or 0 for name, value in chosen.items()}, exposed=exposed)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        others = [name for name in TallyFigures.__dataclass_fields__ if name != "cases"]
        if chosen.get("cases") is None and any(chosen.get(name) for name in others):
            self.add_error("cases", "填写了其他人数时，请同时填写累计病例。")
        return chosen


class EmergencyForm(FiguresForm):
    """One-minute registration: six fields that are always known, the rest folded away."""

    name = forms.CharField(
        label="事件名称",
        max_length=LONGEST_NAME,
        help_text=f"地点＋类型，不超过 {LONGEST_NAME} 个字。",
    )
    kind = forms.ChoiceField(label="信息类别", choices=[("", "请选择"), *EmergencyKind.choices])
    area = RecordField(
        Area.objects.none(), label="发生地区", help_text="波及多地时，选最先发生的地区。"
    )
    place = forms.CharField(label="详细地点", max_length=100, required=False)
    detected = MomentField(label="发现时间", help_text="报告时限从这一时间起算。")
    emerged = MomentField(
        label="事件发生时间", required=False, help_text="首例发病或首次暴露的时间。"
    )
    notified = MomentField(label="报告时间", required=False, help_text="首次向主管部门报告的时间。")
    disease = RecordField(Disease.objects.none(), label="病种", required=False, empty_label="不明")
    summary = forms.CharField(
        label="事件概况", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="经过、主要症状、已采取的措施。不写患者姓名、电话、证件号码。",
    )  # fmt: skip
    is_exercise = forms.BooleanField(label="演练", required=False)
    signal = forms.UUIDField(required=False, widget=forms.HiddenInput)

    FIRST = ("name", "kind", "area", "place", "detected", "cases", "deaths", "is_exercise")
    FOLDED = (
        "emerged",
        "notified",
        "disease",
        "suspected",
        "confirmed",
        "severe",
        "in_hospital",
        "contacts",
        "exposed",
        "summary",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
        self.fields["area"].queryset = list_areas(actor).filter(level__in=levels)
        self.fields["disease"].queryset = list_diseases()

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FOLDED]

    def is_unfolded(self) -> bool:
        """Nothing that was typed, or came with a signal, is hidden when the form is shown again."""
        if self.initial.get("signal"):
            return True
        return self.is_bound and any(field.errors or field.value() for field in self.folded)

    def given(self) -> dict[str, Any]:
        """What the service is called with."""
        chosen = self.cleaned_data
        same = ("name", "kind", "area", "place", "disease", "summary", "is_exercise")
        times = {point: chosen[point.value] for point in RECORDED if chosen.get(point.value)}
        return {
            **{name: chosen[name] for name in same},
            "milestones": times,
            "figures": self.figures(),
            "signal_uuid": chosen["signal"],
        }


def from_signal(signal: Signal) -> dict[str, Any]:
    """The values with which the form opens when a signal is raised."""
    return {
        "signal": signal.uuid,
        "name": signal.title[:LONGEST_NAME],
        "kind": EmergencyKind.INFECTIOUS if signal.disease_id else "",
        "area": signal.area.uuid,
        "place": signal.place,
        "detected": signal.found_at,
        "emerged": signal.began_at,
        "notified": signal.recorded_at,
        "disease": signal.disease.uuid if signal.disease else None,
        "cases": signal.cases,
        "deaths": signal.deaths,
        "summary": signal.description,
        "is_exercise": signal.is_exercise,
    }


class TallyForm(FiguresForm):
    as_of = MomentField(label="截至")
    note = forms.CharField(
        label="说明", max_length=LONGEST_LINE, required=False,
        help_text="累计数减少时（订正、排除）必须说明原因。",
    )  # fmt: skip
    field_order = ("as_of",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].required = True


def from_tally(tally: Tally | None) -> dict[str, Any]:
    """The counts recorded last, so that only what changed is typed."""
    start: dict[str, Any] = {"as_of": clock.now()}
    if tally is not None:
        start |= {name: getattr(tally, name) for name in TallyFigures.__dataclass_fields__}
    return start


class MilestoneForm(forms.Form):
    milestone = forms.ChoiceField(
        label="节点", choices=[(m.value, m.label) for m in Milestone if m not in BY_DECISION]
    )
    happened = MomentField(label="时间")
    reason = forms.CharField(
        label="依据或更正原因", max_length=LONGEST_LINE, required=False,
        help_text="已登记过的时间，更正时必须写明原因；原时间仍会保留。",
    )  # fmt: skip


class CloseForm(forms.Form):
    conclusion = forms.CharField(
        label="结案结论", widget=forms.Textarea(attrs={"rows": 5}), required=False,
        help_text="原因、最终病例数、采取的措施和效果。",
    )  # fmt: skip


class ProposalForm(forms.Form):
    """What is proposed; only the fields that belong to the kind are asked for."""

    level = forms.TypedChoiceField(label="建议级别", coerce=int, choices=Level.choices)
    grade = forms.TypedChoiceField(
        label="事件分级", coerce=int, choices=Grade.choices, initial=Grade.NONE,
        help_text="事件分级与响应级别可以不同。",
    )  # fmt: skip
    criteria = forms.CharField(
        label="对应分级标准", max_length=LONGEST_LINE, required=False,
        help_text="例如“IV级：食物中毒30—99例，无死亡”。",
    )  # fmt: skip
    closing_ground = forms.ChoiceField(
        label="终止理由", choices=[("", "请选择"), *ClosingGround.choices], required=False
    )
    closing_anchor = forms.ChoiceField(
        label="从末例的哪一时间起算", choices=[("", "请选择"), *ClosingAnchor.choices], required=False,
        help_text="以最长潜伏期为由时填写；各地预案不一，由本县选定。",
    )  # fmt: skip
    anchored_on = MomentField(label="起算时间", required=False)
    removal_evidence = forms.CharField(
        label="隐患消除的证据", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="以隐患消除为由时必须写明，例如复检结果、封存销毁记录、现场核查结论。",
    )  # fmt: skip
    closing_conditions = forms.CharField(
        label="终止条件", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="隐患或危险因素已消除，或末例病例后经过最长潜伏期无新病例出现。",
    )  # fmt: skip
    evidence = forms.CharField(
        label="依据和研判意见", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    area = RecordField(Area.objects.none(), label="响应区域")
    expected_until = DayField(
        label="预计期限", required=False, help_text="最长 90 天，到期前可再次提出延长。"
    )
    measures = forms.CharField(
        label="应急处置措施", required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="决定中必须载明（突发事件应对法第七十二条）。",
    )  # fmt: skip

    def __init__(
        self, actor: Actor, kind: ProposalKind, response: Response | None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        levels = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
        self.fields["area"].queryset = list_areas(actor).filter(level__in=levels)
        for name in _not_asked(kind):
            del self.fields[name]
        if "level" in self.fields and response is not None:
            fits = {
                ProposalKind.RAISE: range(1, response.level),
                ProposalKind.LOWER: range(response.level + 1, 5),
            }
            self.fields["level"].choices = [(n, Level(n).label) for n in fits.get(kind, ())]
        if kind == ProposalKind.END:
            self.fields["measures"].label = "后续工作"
            self.fields["measures"].help_text = "终止后仍需继续的监测、随访、消毒等。"

    def given(self) -> dict[str, Any]:
        """What the service is called with."""
        chosen = dict(self.cleaned_data)
        if "closing_ground" in chosen:
            chosen["closing"] = Closing(
                ground=chosen.pop("closing_ground"), anchor=chosen.pop("closing_anchor"),
                anchored_on=chosen.pop("anchored_on"),
                removal_evidence=chosen.pop("removal_evidence"),
            )  # fmt: skip
        return chosen


CLOSING = (
    "closing_ground", "closing_anchor", "anchored_on", "removal_evidence", "closing_conditions",
)  # fmt: skip


def _not_asked(kind: ProposalKind) -> tuple[str, ...]:
    return {
        ProposalKind.START: CLOSING,
        ProposalKind.RAISE: (*CLOSING, "area"),
        ProposalKind.LOWER: (*CLOSING, "area"),
        ProposalKind.EXTEND: (*CLOSING, "area", "level"),
        ProposalKind.END: ("level", "area", "expected_until"),
    }[kind]


def proposal_start(emergency: Emergency, response: Response | None) -> dict[str, Any]:
    """The values with which a proposal opens: those of the last decision, where there is one."""
    start: dict[str, Any] = {"area": emergency.area.uuid}
    if response is not None:
        start["expected_until"] = response.expected_until
        last = last_decision(response)
        if last is not None:
            start |= {"grade": last.grade, "criteria": last.criteria, "measures": last.measures}
    grading = latest_grading(emergency)
    if grading is not None:
        met = grading.lines.filter(result=CriterionResult.MET, grade=grading.grade)
        words = "；".join(f"{line.code} {line.title}" for line in met.order_by("position", "id"))
        start |= {
            "grade": grading.grade,
            "criteria": f"{grading.number}：{words or '人工判定'}"[:LONGEST_LINE],
        }
    return start


class DecisionForm(forms.Form):
    opinion = forms.CharField(
        label="意见", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不同意时必须写明意见；同意时可写具体要求，将印入决定。",
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(label="撤回原因", max_length=LONGEST_LINE, required=False)
