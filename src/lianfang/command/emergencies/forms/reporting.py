"""Forms of report cards and flash reports; the annex table's fields follow from its definition."""

from typing import Any

from django import forms

from lianfang.base.kernel import clock
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, MomentField, RecordField
from lianfang.command.emergencies.choices import CardKind, CardState
from lianfang.command.emergencies.models import ReportCard
from lianfang.command.emergencies.queries import code_names
from lianfang.command.emergencies.rules.flash import LONGEST_PLACE, LONGEST_TELLER, LONGEST_WHAT
from lianfang.command.emergencies.rules.responding import LARGEST_COUNT
from lianfang.command.surveillance.public import Signal
from lianfang.county.orgs.public import Area, AreaLevel, list_areas
from lianfang.county.standards.public import (
    AnnexColumn,
    AnswerKind,
    ReportAnnex,
    list_annexes,
    list_codes,
)

ALL = ("", "全部")
CHOOSE = ("", "请选择")
YES_NO = (CHOOSE, ("1", "是"), ("0", "否"))


# What a report of a kind does not speak of.
NOT_ASKED = {
    CardKind.INITIAL: ("revised_diagnosis", "revised_on", "regraded_on", "excluded", "lessons"),
    CardKind.PROGRESS: ("lessons",),
    CardKind.CLOSING: ("next_steps",),
}


class CardFilter(forms.Form):
    """What the list of report cards is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "事件名称、编号"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="报告类别", required=False, choices=[ALL, *CardKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *CardState.choices])
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )
    since = DayField(label="起草自", required=False)
    until = DayField(label="起草至", required=False)


def _count(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=LARGEST_COUNT, **options
    )


def _text(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


class AnnexField(RecordField):
    """One annex table by its title."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.title)


class CardForm(forms.Form):
    """The official card, section by section; what the record knows is filled in already."""

    event_name = forms.CharField(
        label="事件名称", max_length=30, help_text="地点＋类型＋级别，不超过 30 个字。"
    )
    grade = forms.TypedChoiceField(label="突发事件等级", coerce=int)
    first_diagnosis = forms.CharField(label="初步诊断", max_length=100, required=False)
    first_diagnosed_on = DayField(label="初步诊断时间", required=False)
    revised_diagnosis = forms.CharField(label="订正诊断", max_length=100, required=False)
    revised_on = DayField(label="订正诊断时间", required=False)
    graded_on = DayField(label="确认分级时间", required=False)
    regraded_on = DayField(label="订正分级时间", required=False)
    area = RecordField(Area.objects.none(), label="发生地区", help_text="涉及多地的，填起源地。")
    place_detail = forms.CharField(label="详细地点", max_length=200, required=False)
    place_kind = forms.ChoiceField(label="事件发生场所", required=False)
    school_kind = forms.ChoiceField(
        label="学校类别", required=False, help_text="场所为学校时必填。"
    )
    medical_kind = forms.ChoiceField(
        label="医疗机构类别", required=False, help_text="场所为医疗卫生机构时必填。"
    )
    department = forms.ChoiceField(
        label="感染部门", required=False, help_text="场所为医疗卫生机构时必填。"
    )
    spread = forms.CharField(label="波及的地域范围", max_length=200, required=False)
    source = forms.ChoiceField(label="事件信息来源", required=False)
    source_detail = forms.CharField(label="信息来源详细", max_length=100, required=False)
    total_cases = _count("累计报告病例数")
    total_deaths = _count("累计报告死亡数")
    excluded = _count("排除病例数", help_text="自上次报告以来排除的病例。")
    exposed = _count("暴露人数")
    occurred = MomentField(label="事件发生时间", required=False)
    received = MomentField(label="接到报告时间", required=False)
    first_onset = MomentField(label="首例病人发病时间", required=False)
    last_onset = MomentField(label="末例病人发病时间", required=False)
    symptoms = forms.MultipleChoiceField(
        label="主要症状", required=False, widget=forms.CheckboxSelectMultiple
    )
    symptom_detail = forms.CharField(label="其它症状", max_length=100, required=False)
    signs = _text("主要体征")
    measures = _text("主要措施与效果")
    cause = _text("可能的原因")
    assessment = _text("事态评估")
    next_steps = _text("下一步工作")
    lessons = _text("经验教训和建议")
    reported_on = DayField(label="填报日期")
    unit_phone = forms.CharField(label="单位联系电话", max_length=30, required=False)
    annex = AnnexField(ReportAnnex.objects.none(), label="附表", required=False)

    SECTIONS = (
        ("事件", ("event_name", "grade", "first_diagnosis", "first_diagnosed_on", "revised_diagnosis",
                 "revised_on", "graded_on", "regraded_on")),
        ("地点与场所", ("area", "place_detail", "place_kind", "school_kind", "medical_kind", "department",
                   "spread")),
        ("信息来源", ("source", "source_detail", "received")),
        ("人数", ("total_cases", "total_deaths", "excluded", "exposed")),
        ("时间", ("occurred", "first_onset", "last_onset")),
        ("症状、措施与评估", ("symptoms", "symptom_detail", "signs", "measures", "cause", "assessment",
                      "next_steps", "lessons")),
        ("填报", ("reported_on", "unit_phone", "annex")),
    )  # fmt: skip

    def __init__(self, actor: Actor, card: ReportCard, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card, names = card, code_names()
        for name in NOT_ASKED[CardKind(card.kind)]:
            del self.fields[name]
        levels = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
        self.fields["area"].queryset = list_areas(actor).filter(level__in=levels)
        for column in ("place_kind", "school_kind", "medical_kind", "department", "source"):
            self.fields[column].choices = [CHOOSE, *names[column].items()]
        kept = [(code, name) for code, name in names["grade"].items() if self._may_grade(code)]
        self.fields["grade"].choices = kept
        self.fields["symptoms"].choices = list(names["symptoms"].items())
        fitting = [row.pk for row in list_annexes(card.event_type)]
        self.fields["annex"].queryset = ReportAnnex.objects.filter(pk__in=fitting)
        self.columns = list(card.annex.columns.order_by("position")) if card.annex else []
        for column in self.columns:
            self.fields[f"annex_{column.code}"] = annex_field(column)

    def _may_grade(self, code: str) -> bool:
        return code != "6" or self.card.kind == CardKind.CLOSING

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The parts of the card with their fields; the annex table last."""
        parts = [
            (title, [self[name] for name in names if name in self.fields])
            for title, names in self.SECTIONS
        ]
        if self.card.annex is not None:
            rows = [self[f"annex_{column.code}"] for column in self.columns]
            parts.append((self.card.annex.title, rows))
        return parts

    def values(self) -> dict[str, Any]:
        """What the service is called with; counts left empty are none."""
        names = [name for _, part in self.SECTIONS for name in part if name in self.fields]
        chosen = {name: self.cleaned_data[name] for name in names}
        chosen.pop("symptoms")
        for name in ("total_cases", "total_deaths", "excluded"):
            chosen[name] = chosen.get(name) or 0
        return chosen

    def answers(self) -> dict[str, Any] | None:
        """The answers of the annex table, or None while another table is being chosen."""
        if self.cleaned_data.get("annex") != self.card.annex:
            return None
        return {column.code: self._answer(column) for column in self.columns}

    def _answer(self, column: AnnexColumn) -> Any:
        value = self.cleaned_data.get(f"annex_{column.code}")
        if column.kind == AnswerKind.YES_NO:
            return {"1": True, "0": False}.get(str(value))
        return value


def annex_field(column: AnnexColumn) -> forms.Field:
    """The field for one column of an annex table, by its kind of answer."""
    label = f"{column.name}（{column.measure}）" if column.measure else column.name
    options: dict[str, Any] = {"label": label, "required": False, "help_text": column.note}
    kind = AnswerKind(column.kind)
    if kind == AnswerKind.WHOLE:
        return forms.IntegerField(min_value=0, max_value=LARGEST_COUNT, **options)
    if kind == AnswerKind.NUMBER:
        return forms.DecimalField(min_value=0, max_digits=18, decimal_places=4, **options)
    if kind == AnswerKind.DAY:
        return DayField(**options)
    if kind == AnswerKind.MOMENT:
        return MomentField(**options)
    if kind == AnswerKind.YES_NO:
        return forms.ChoiceField(choices=YES_NO, **options)
    if kind == AnswerKind.CHOICE:
        rows = [(item.code, item.name) for item in list_codes(column.list_code)]
        return forms.ChoiceField(choices=[CHOOSE, *rows], **options)
    return forms.CharField(max_length=300, **options)


def card_start(card: ReportCard) -> dict[str, Any]:
    """The values with which a card opens."""
    names = [name for _, part in CardForm.SECTIONS for name in part if name != "symptoms"]
    start = {name: getattr(card, name) for name in names if name not in ("area", "annex")}
    start |= {"area": card.area.uuid, "annex": card.annex.uuid if card.annex else None}
    start["symptoms"] = [row.code for row in card.symptoms.all()]
    for row in card.answers.all():
        start[f"annex_{row.column}"] = answer_value(row)
    return start


def answer_value(row: Any) -> Any:
    """An answer as its field takes it."""
    if row.yes_no is not None:
        return "1" if row.yes_no else "0"
    found = (row.whole, row.number, row.day, row.moment)
    return next((value for value in found if value is not None), row.text)


class CardWordsForm(forms.Form):
    words = forms.CharField(label="意见", max_length=300, required=False)


class FilingForm(forms.Form):
    """What somebody did in the national direct-report system."""

    filing_number = forms.CharField(label="直报编号", max_length=60, required=False)
    filed = MomentField(label="网络直报时间")
    filer = forms.CharField(label="经办人", max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("filed", clock.now())


class FlashForm(forms.Form):
    """One minute: what, where, when, how many, who tells."""

    what = forms.CharField(
        label="发生了什么", max_length=LONGEST_WHAT,
        help_text="例如“三年级学生集中呕吐、腹泻”。",
    )  # fmt: skip
    area = RecordField(Area.objects.none(), label="地区")
    place = forms.CharField(label="地点", max_length=LONGEST_PLACE, required=False)
    happened = MomentField(label="发生时间")
    cases = _count("发病人数", help_text="不清楚可不填。")
    deaths = _count("死亡人数")
    teller = forms.CharField(
        label="报告人", max_length=LONGEST_TELLER, required=False, help_text="单位和姓名。"
    )
    more = forms.CharField(
        label="其他情况", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_exercise = forms.BooleanField(label="演练", required=False)
    signal = forms.UUIDField(required=False, widget=forms.HiddenInput)
    emergency = forms.UUIDField(required=False, widget=forms.HiddenInput)

    FIRST = (
        "what",
        "area",
        "place",
        "happened",
        "cases",
        "deaths",
        "teller",
        "more",
        "is_exercise",
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = (AreaLevel.COUNTY, AreaLevel.TOWNSHIP)
        self.fields["area"].queryset = list_areas(actor).filter(level__in=levels)
        self.initial.setdefault("happened", clock.now())
        self.initial.setdefault(
            "teller", f"{actor.unit_name} {actor.name}".strip()[:LONGEST_TELLER]
        )

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    def given(self) -> dict[str, Any]:
        """What the service is called with."""
        chosen = dict(self.cleaned_data)
        return {
            **{name: chosen[name] for name in self.FIRST},
            "signal_uuid": chosen["signal"],
            "emergency_uuid": chosen["emergency"],
        }


def flash_from_signal(signal: Signal) -> dict[str, Any]:
    """The values with which a flash report about a signal opens."""
    return {
        "signal": signal.uuid, "what": signal.title[:LONGEST_WHAT], "area": signal.area.uuid,
        "place": signal.place, "happened": signal.began_at or signal.found_at, "cases": signal.cases,
        "deaths": signal.deaths, "is_exercise": signal.is_exercise,
    }  # fmt: skip


class FlashFilter(forms.Form):
    """What the list of flash reports is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "内容、地点、编号"}),
    )  # fmt: skip
    waiting = forms.BooleanField(label="只看未签收", required=False)
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )


class FlashNoteForm(forms.Form):
    note = forms.CharField(label="处置意见", max_length=200, required=False)
