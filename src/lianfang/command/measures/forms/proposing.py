"""Proposing a measure, and listing persons for it."""

from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, FinderField, MomentField, RecordField
from lianfang.command.measures.choices import ConsentBy, MeasureKind, Route, Topic
from lianfang.command.measures.models import Measure
from lianfang.command.measures.rules import KINDS, MUST_END, MUST_HAVE_AREA, AboveDecision
from lianfang.command.measures.services import MeasureFacts, SubjectFacts
from lianfang.county.orgs.public import Area, Unit, list_areas, list_units
from lianfang.county.people.public import find_persons, person_offer
from lianfang.county.places.public import Place, find_places, place_offer

FILE_BYTES = 5 * 1024 * 1024


def lines(label: str, help_text: str = "", rows: int = 3, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=2000, help_text=help_text, widget=widget, **options
    )


class MeasureForm(forms.Form):
    """Everything a decision has to state, in the order in which it is read."""

    route = forms.ChoiceField(label="决定方式")
    title = forms.CharField(label="名称", max_length=100, help_text="如：某某学校三年级停课")
    content = lines("措施内容", "要求谁做什么、不做什么。")
    area = RecordField(
        Area.objects.none(), label="区域",
        error_messages={"required": MUST_HAVE_AREA, "invalid_choice": "请从列表中选择。"},
    )  # fmt: skip
    scope_words = forms.CharField(
        label="范围", max_length=200, help_text="具体到街巷、楼栋、班级、摊区，不得笼统写全域。"
    )
    place = FinderField(
        "places:place_offers",
        find_places,
        place_offer,
        label="场所",
        help_text="输入名称或编号后选定；没有的先在“场所”中登记。",
    )
    unit = RecordField(Unit.objects.none(), label="执行单位")
    above_by = forms.CharField(label="上级决定机关", max_length=60, required=False)
    above_number = forms.CharField(label="上级决定文号", max_length=60, required=False)
    above_on = DayField(label="上级决定日期", required=False)
    starts_at = MomentField(label="开始时间")
    ends_at = MomentField(
        label="结束时间", help_text="到时自动结束；仍有必要的，另行决定。",
        error_messages={"required": MUST_END, "invalid": "时间应写作 2026-11-23 14:05。"},
    )  # fmt: skip
    review_on = DayField(label="复核日期", help_text="期限之内的一天，届时提醒复核。")
    reason = lines("理由", "疫情事实和研判结论；不写个人姓名。")
    proportionality = lines("必要性和适度性", "为何必须采取，为何范围和期限不再缩小。")
    alternatives = lines("考虑过的替代措施", "影响更小的办法为何不足。")
    extra_basis = forms.CharField(
        label="补充依据",
        max_length=200,
        required=False,
        help_text="法律依据由系统写明，可补充预案、方案。",
    )
    hotline = forms.CharField(label="服务、咨询电话", max_length=60)
    complaint_route = forms.CharField(
        label="申诉途径",
        max_length=200,
        help_text="受理申诉的机关、地点和电话；行政复议、诉讼由系统写明。",
    )

    def __init__(
        self, actor: Actor, kind: MeasureKind, routes: list[Route], *args: Any, why_not: str = "",
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["route"].choices = [(route.value, route.label) for route in routes]
        if why_not:
            self.fields["route"].error_messages["invalid_choice"] = why_not
        own = list_areas(actor).filter(path__startswith=actor.area_path)
        self.fields["area"].queryset = own
        self.fields["unit"].queryset = list_units(actor)
        self.fields["place"].actor = actor
        if KINDS[kind].binds != "place":
            self.fields.pop("place")
        if Route.ABOVE not in routes:
            for name in ("above_by", "above_number", "above_on"):
                self.fields.pop(name)
        for topic in Topic:
            self.fields[topic.value] = forms.CharField(label=topic.label, max_length=300)

    @property
    def main(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in Topic.values]

    @property
    def topics(self) -> list[forms.BoundField]:
        return [self[topic.value] for topic in Topic]

    def facts(self) -> MeasureFacts:
        given = self.cleaned_data
        place: Place | None = given.get("place")
        plain = (
            "route", "title", "content", "area", "scope_words", "unit", "reason", "proportionality",
            "alternatives", "starts_at", "ends_at", "review_on", "hotline", "complaint_route",
            "extra_basis",
        )  # fmt: skip
        above = AboveDecision(
            given.get("above_by", ""), given.get("above_number", ""), given.get("above_on")
        )
        return MeasureFacts(
            kind=self.kind, place=place, above=above,
            arrangements={topic: given[topic] for topic in Topic.values},
            **{name: given[name] for name in plain},
        )  # fmt: skip


class SubjectForm(forms.Form):
    """One person on the list of a measure."""

    number = FinderField(
        "people:person_offers",
        find_persons,
        person_offer,
        label="人员",
        help_text="输入姓名或编号后选定；须先在“人员”中登记。",
    )
    finding = forms.CharField(
        label="判定依据", max_length=200, help_text="如：与确诊病例同室，判定为密切接触者。"
    )
    whereabouts = forms.CharField(label="执行地点", max_length=100)
    last_exposed_at = MomentField(label="末次接触时间", required=False)
    starts_at = MomentField(label="开始时间")
    ends_at = MomentField(label="解除时间", help_text="不得超过末次接触后的规定观察天数。")
    unit = RecordField(Unit.objects.none(), label="管理单位")
    consent_by = forms.ChoiceField(label="同意", choices=ConsentBy.choices)
    consent_words = forms.CharField(
        label="同意方式", max_length=100, required=False, help_text="书面、电话录音等。"
    )

    def __init__(self, actor: Actor, measure: Measure, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].actor = actor
        self.fields["unit"].queryset = list_units(actor)
        if measure.route != Route.CONSENT:
            self.fields.pop("consent_by")
            self.fields.pop("consent_words")

    def facts(self) -> SubjectFacts:
        return SubjectFacts(**{k: v for k, v in self.cleaned_data.items() if k != "number"})


class UploadForm(forms.Form):
    """A spreadsheet to be looked through before anybody is listed."""

    file = forms.FileField(
        label="名单", help_text="xlsx 或 csv，不超过 5 MB；先预览，确认后才列入。"
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_BYTES:
            raise forms.ValidationError("文件超过 5 MB，请拆分后分批上传。")
        return file
