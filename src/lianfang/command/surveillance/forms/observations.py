"""Forms of sites and their reports."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import DayField, RecordField
from lianfang.command.surveillance.choices import Combine, ObservationState
from lianfang.command.surveillance.models import Indicator, Observation, Programme, Site
from lianfang.command.surveillance.rules import Entry
from lianfang.county.orgs.public import Area, list_areas

from .worlds import run_choices, world_choices

ALL = ("", "全部")


def _programmes(programmes: list[Programme]) -> list[tuple[str, str]]:
    return [ALL, *((p.code, p.name) for p in programmes)]


class SiteFilter(forms.Form):
    """What the list of sites is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "报告点、填报单位"}),
    )  # fmt: skip
    programme = forms.ChoiceField(label="监测项目", required=False)
    mine = forms.ChoiceField(label="范围", required=False, choices=[ALL, ("1", "由本单位填报")])

    def __init__(self, programmes: list[Programme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = _programmes(programmes)


class ObservationFilter(forms.Form):
    """What the list of values is narrowed by."""

    programme = forms.ChoiceField(label="监测项目", required=False)
    area = RecordField(Area.objects.none(), label="地区", required=False, empty_label="全部")
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)
    late = forms.ChoiceField(
        label="及时", required=False, choices=[("", "全部"), ("1", "只看迟报")]
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "现行"), *ObservationState.choices[1:]]
    )
    exercise = forms.ChoiceField(label="性质", required=False)

    def __init__(
        self, actor: Actor, programmes: list[Programme], runs: list[int], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        areas = list_areas(actor).filter(path__startswith=actor.area_path)
        self.fields["area"].queryset = areas
        self.fields["programme"].choices = _programmes(programmes)
        self.fields["exercise"].choices = world_choices(runs)


class DayForm(forms.Form):
    """For which day a page is shown."""

    day = DayField(label="日期", required=False)


class ReportForm(forms.Form):
    """One site's numbers for a period: a field per indicator and part, in the order of the programme."""

    reason = forms.CharField(
        label="缺测或订正原因", max_length=200, required=False,
        help_text="测量值无法填写时写明原因；订正已报数值时也可说明。",
    )  # fmt: skip

    def __init__(
        self,
        site: Site,
        indicators: list[Indicator],
        parts: list[str],
        given: Mapping[tuple[str, str], Observation],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators, self.parts = indicators, parts or [""]
        self.given = given
        for place, part in enumerate(self.parts):
            for indicator in indicators:
                self.fields[f"{indicator.code}-{place}"] = _number(indicator, part, given)

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Per part its fields, for the table of the page."""
        return [
            (part, [self[f"{i.code}-{place}"] for i in self.indicators])
            for place, part in enumerate(self.parts)
        ]

    def entries(self) -> list[Entry]:
        """What was typed; a count left empty is not given, a measurement left empty needs the reason."""
        reason = self.cleaned_data.get("reason", "")
        found = []
        for place, part in enumerate(self.parts):
            for indicator in self.indicators:
                name = f"{indicator.code}-{place}"
                if name not in self.data:
                    continue
                value: Decimal | None = self.cleaned_data.get(name)
                before = (indicator.code, part) in self.given
                if value is not None:
                    found.append(Entry(indicator.code, value, part))
                elif before and indicator.combine == Combine.SUM:
                    found.append(Entry(indicator.code, Decimal(0), part))
                elif indicator.combine != Combine.SUM and reason:
                    found.append(Entry(indicator.code, None, part, reason))
        return found


def _number(
    indicator: Indicator, part: str, given: Mapping[tuple[str, str], Observation]
) -> forms.DecimalField:
    before = given.get((indicator.code, part))
    mode = "decimal" if indicator.decimals else "numeric"
    label = f"{part} {indicator.name}" if part else indicator.name
    return forms.DecimalField(
        label=label, required=False, max_digits=14, decimal_places=3,
        initial=None if before is None or before.value is None else before.value.normalize(),
        widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off", "aria-label": label}),
        error_messages={"invalid": "请填写数字。"},
    )  # fmt: skip


class SheetForm(forms.Form):
    """A table of one programme to be read."""

    programme = forms.ChoiceField(label="监测项目")
    file = forms.FileField(label="表格文件", help_text="xlsx 或 csv；请用模板填写，先预览再导入。")

    def __init__(self, programmes: list[Programme], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = _programmes(programmes)[1:]


class ChartFilter(forms.Form):
    """Which series of an indicator is drawn."""

    span = forms.ChoiceField(
        label="时段", required=False,
        choices=[("", "近30天"), ("90", "近90天"), ("365", "近1年")],
    )  # fmt: skip
    area = RecordField(Area.objects.none(), label="地区", required=False, empty_label="全部")
    part = forms.ChoiceField(label="分项", required=False)
    exercise = forms.ChoiceField(label="性质", required=False)

    def __init__(
        self, actor: Actor, parts: list[str], runs: list[int], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", "实战"), *run_choices(runs), ("1", "演练（不分场次）")]
        self.fields["exercise"].choices = kinds
        self.fields["area"].queryset = list_areas(actor).filter(path__startswith=actor.area_path)
        if parts:
            self.fields["part"].choices = [("", "合计"), *((p, p) for p in parts)]
        else:
            del self.fields["part"]
