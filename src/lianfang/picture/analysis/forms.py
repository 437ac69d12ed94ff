"""What people choose and type at the analysis desk."""

from datetime import timedelta
from typing import Any

from django import forms

from lianfang.base.kernel.forms import DayField, RecordField
from lianfang.command.surveillance.public import Combine

from .choices import Interval, Method, Tried
from .rules.options import COMPARISONS, USED, Options
from .rules.trials import WEEK, Settings

ALL = ("", "全部")


class AnalysisFilter(forms.Form):
    """Search and filters of the list of analyses."""

    q = forms.CharField(label="标题、编号、数据或病种", required=False, max_length=60)
    method = forms.ChoiceField(label="方法", required=False, choices=[ALL, *Method.choices])


class SourceForm(forms.Form):
    """A table to analyse, and its columns where their titles are unusual."""

    disease = forms.CharField(
        label="病种", required=False, max_length=60, help_text="写明是什么病，保存的分析按它查找。"
    )
    table = forms.FileField(
        label="表格（xlsx、xls、csv）",
        help_text="个案表：每行一例，有“发病日期”列；或汇总表：每行一个时段，有“日期”（或“年份”和“周次”“月份”）和“病例数”列。"
        "只读日期、报告日期、数量、地区四列并按日加总，姓名等其他列不读入、不保存。",
    )
    date = forms.CharField(
        label="日期列", required=False, max_length=40, help_text="留空自动辨认。"
    )
    report = forms.CharField(label="报告日期列", required=False, max_length=40)
    count = forms.CharField(label="数量列", required=False, max_length=40)
    area = forms.CharField(label="地区列", required=False, max_length=40)


class WatchForm(forms.Form):
    """One indicator of surveillance over some years, by area where wanted."""

    indicator = forms.ChoiceField(label="监测指标")
    since = DayField(label="从", help_text="Farrington、移动百分位要往前三年以上。")
    until = DayField(label="到")

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [
            (programme.name, counted)
            for programme in programmes
            # Prices and concentrations cannot be added up: their page shows curve and limits.
            if (
                counted := [
                    (r.code, r.name) for r in programme.shown_indicators if r.combine == Combine.SUM
                ]
            )
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a time that ends before it begins, or is longer than ten years."""
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and not since <= until <= since + timedelta(days=3660):
            raise forms.ValidationError("起止日期须先后有序，且不超过十年。")
        return data


class DiseaseForm(forms.Form):
    """Which disease to list the series of."""

    disease = forms.ChoiceField(label="病种", required=False)

    def __init__(self, *args: Any, diseases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["disease"].choices = [
            ("", "请选择"), *((row.code, row.name) for row in diseases)
        ]  # fmt: skip


class DeskForm(forms.Form):
    """Area, interval, method and its settings."""

    area = forms.ChoiceField(label="地区", required=False)
    interval = forms.ChoiceField(label="间隔", choices=Interval.choices)
    method = forms.ChoiceField(label="方法", choices=Method.choices)
    si_mean = forms.FloatField(label="代际间隔平均（天）", min_value=1.01, max_value=100)
    si_sd = forms.FloatField(label="代际间隔标准差（天）", min_value=0.1, max_value=100)
    window = forms.IntegerField(label="时间窗（天）", min_value=1, max_value=60)
    recent = forms.IntegerField(label="最近（天）", min_value=3, max_value=120)
    longest_delay = forms.IntegerField(label="最长报告延迟（天）", min_value=1, max_value=60)
    baseline = forms.IntegerField(label="基线期数", min_value=3, max_value=60)
    min_sigma = forms.FloatField(label="最小标准差（例）", min_value=0, max_value=1000)
    alpha = forms.FloatField(
        label="显著性水平",
        required=False,
        min_value=0.0001,
        max_value=0.2,
        help_text="留空用常用值。",
    )
    years = forms.IntegerField(label="往年（年）", min_value=1, max_value=10)
    around = forms.IntegerField(
        label="同期前后（周）", required=False, min_value=0, max_value=8, help_text="留空用常用值。"
    )
    percentile = forms.FloatField(label="百分位", min_value=50, max_value=99)
    comparison = forms.ChoiceField(label="与界值比较", choices=[(c, c) for c in COMPARISONS])
    train = forms.IntegerField(label="训练段占全部（%）", min_value=10, max_value=90)
    k = forms.FloatField(label="参考值 k", min_value=0, max_value=10)
    h = forms.FloatField(label="报警界 h", min_value=0.1, max_value=50)

    def __init__(self, data: Any, *, areas: list[str]) -> None:
        start = Options()
        given = {name: getattr(start, name) for name in self.base_fields}
        given |= {name: data[name] for name in self.base_fields if data.get(name)}
        super().__init__(given)
        self.fields["area"].choices = [ALL, *((area, area) for area in areas)]

    @property
    def always(self) -> list[forms.BoundField]:
        """What every method asks for."""
        return [self[name] for name in ("area", "interval", "method")]

    @property
    def used(self) -> list[forms.BoundField]:
        """The settings of the method chosen."""
        return [self[name] for name in USED.get(self.options.method, ())]

    @property
    def others(self) -> list[forms.BoundField]:
        """The settings that only other methods look at."""
        shown = {field.name for field in (*self.always, *self.used)}
        return [field for field in self if field.name not in shown]

    @property
    def options(self) -> Options:
        """What was set; the usual where it was wrong, so that the page still shows something."""
        self.is_valid()
        return Options(**{k: v for k, v in self.cleaned_data.items() if v is not None})


class SaveForm(forms.Form):
    """Under what title an analysis is kept, and for which emergency."""

    title = forms.CharField(label="标题", max_length=100)
    emergency = RecordField(None, label="事件", required=False, empty_label="不归入事件")

    def __init__(self, *args: Any, emergencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = emergencies


class TrialUploadForm(forms.Form):
    """A series with known outbreaks, to try methods on."""

    name = forms.CharField(label="名称", max_length=60, help_text="如：本县手足口病2021—2026年")
    step = forms.TypedChoiceField(
        label="间隔", choices=[(WEEK, "按周"), (1, "按日")], coerce=int, initial=WEEK
    )
    table = forms.FileField(
        label="表格（xlsx、xls、csv）",
        help_text="每行一期：“日期”（每周写同一天）或“周次”（2026-W10、2026年第10周），“病例数”，"
        "可再加“暴发”列（1 或 0）。没有报告的一期不写或留空，按缺报处理，不当作 0。",
    )
    spans = forms.CharField(
        label="暴发时段", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="表中没有“暴发”列时在这里写，每行一段，如 2024-05-06 至 2024-05-26。也可以看过预览再写。",
    )  # fmt: skip


class TrialSpansForm(forms.Form):
    """When the outbreaks of an uploaded series were."""

    spans = forms.CharField(
        label="暴发时段", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="每行一段，如 2024-05-06 至 2024-05-26。",
    )  # fmt: skip


class TrialForm(forms.Form):
    """Which methods are tried, and with which settings."""

    methods = forms.MultipleChoiceField(
        label="方法", choices=Tried.choices, widget=forms.CheckboxSelectMultiple
    )
    years = forms.IntegerField(label="历史年数", min_value=1, max_value=10)
    baseline = forms.IntegerField(label="EARS 基线（期）", min_value=3, max_value=56)
    percentile = forms.FloatField(label="百分位", min_value=1, max_value=99.9)
    alpha = forms.FloatField(label="Farrington、Bayes 的 α", min_value=0.0001, max_value=0.5)
    grace = forms.IntegerField(label="暴发后几期内报警也算", min_value=0, max_value=30)

    def __init__(self, data: Any, *, usual: Settings) -> None:
        given = {name: getattr(usual, name) for name in self.base_fields}
        given |= {name: data[name] for name in self.base_fields if data.get(name)}
        if "years" in data:
            given["methods"] = data.getlist("methods")
        self.usual = usual
        super().__init__(given)

    @property
    def settings(self) -> Settings:
        """What was set; the usual where it was wrong, so that the page still shows something."""
        self.is_valid()
        known = {k: v for k, v in self.cleaned_data.items() if v not in (None, "")}
        known["methods"] = tuple(known.get("methods", ()))
        return Settings(**{**vars(self.usual), **known})
