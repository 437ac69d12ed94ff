"""Forms of the task pages."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lianfang.base.accounts.public import User
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.forms import MomentField, RecordField
from lianfang.base.kernel.levels import Level
from lianfang.command.tasks import queries
from lianfang.command.tasks.choices import TaskState
from lianfang.command.tasks.models import Task
from lianfang.command.tasks.services import FigureEntry, Upload
from lianfang.county.orgs.public import Unit, UnitKind, list_units

ALL = ("", "全部")
GROUPS = [("live", "未了结"), ("open", "未办结"), ("waiting", "待答复")]
FIGURE = re.compile(
    r"(?P<name>\S.*?)[\s:：=]+(?P<value>[-+]?\d[\d,，]*(?:\.\d+)?)\s*(?P<measure>\S*)"
)


class TaskFilter(forms.Form):
    """What the table of tasks is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "编号或任务名称"}),
    )  # fmt: skip
    response = RecordField(None, label="响应", required=False, empty_label="全部")
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ALL, *GROUPS, *TaskState.choices]
    )
    unit = RecordField(Unit.objects.none(), label="承办单位", required=False, empty_label="全部")
    level = forms.TypedChoiceField(
        label="下达级别",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ALL, *Level.choices],
    )
    kind = forms.ChoiceField(
        label="范围", required=False, choices=[ALL, ("main", "下达任务"), ("part", "分任务")]
    )
    overdue = forms.BooleanField(label="只看逾期", required=False)
    mine = forms.BooleanField(label="只看交办给我的", required=False)
    duty = forms.UUIDField(required=False, widget=forms.HiddenInput)
    action = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["response"].queryset = queries.list_response_names(actor)
        self.fields["response"].label_from_instance = response_label
        units = list_units(actor).exclude(kind=UnitKind.COLLECTIVE)
        self.fields["unit"].queryset = units
        # The names alone: a county has a hundred units, and this form stands above every list.
        names = units.select_related(None).values_list("uuid", "name")
        self.fields["unit"].choices = [ALL, *names]


def response_label(response: Any) -> str:
    ended = "（已终止）" if response.ended_at else ""
    return f"{response.emergency.name} {response.get_level_display()}{ended}"


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, read into memory one by one; the service judges each."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", FilesInput())
        options.setdefault("required", False)
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [Upload(file.name or "附件", file.read()) for file in files if _is_file(file)]


def _is_file(file: object) -> bool:
    return isinstance(file, UploadedFile)


class FiguresField(forms.CharField):
    """Figures, one a line: “排查户数 120 户”."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.Textarea(attrs={"rows": 2, "placeholder": "排查户数 120 户"})
        )
        options.setdefault("required", False)
        options.setdefault("help_text", "每行一项：指标 数值 单位。没有可不填。")
        super().__init__(max_length=2000, **options)

    def clean(self, value: Any) -> list[FigureEntry]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [_figure(line) for line in lines if line]


def _figure(line: str) -> FigureEntry:
    found = FIGURE.fullmatch(line)
    try:
        value = Decimal(re.sub("[,，]", "", found["value"])) if found else None
    except InvalidOperation:
        value = None
    if found is None or value is None:
        raise forms.ValidationError(f"看不懂“{line[:30]}”，请写成“排查户数 120 户”。")
    return FigureEntry(found["name"], value, found["measure"])


class NoForm(forms.Form):
    """A button without fields: a place for the refusal."""


class WordsForm(forms.Form):
    """A few words that may be left out."""

    words = forms.CharField(
        label="说明", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """A reason, which the service asks for."""

    reason = forms.CharField(
        label="理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReportForm(forms.Form):
    words = forms.CharField(
        label="进展情况", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": "report"}),
        help_text="写明做了什么、结果如何。不写个人姓名、电话、证件号码。",
    )  # fmt: skip
    progress = forms.IntegerField(label="进度（%）", min_value=0, max_value=100)
    figures = FiguresField(label="数字")
    uploads = FilesField(label="附件", help_text="照片、表格、文档，单个不超过 20 MB。")


class SubmitForm(forms.Form):
    words = forms.CharField(
        label="办结情况和凭据", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": "submit"}),
    )  # fmt: skip
    figures = FiguresField(label="数字")
    uploads = FilesField(label="附件", help_text="照片、表格、文档，单个不超过 20 MB。")


class AssignForm(forms.Form):
    assignee = RecordField(User.objects.none(), label="经办人")
    words = forms.CharField(label="交代", required=False, max_length=300)

    def __init__(self, task: Task, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = queries.list_colleagues(task.unit_id)


class UnitsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short_name)


class SplitForm(forms.Form):
    """The same words and limit for every chosen unit; other words are another splitting."""

    units = UnitsField(
        Unit.objects.none(), label="交给", to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选择一个单位。"},
    )  # fmt: skip
    what = forms.CharField(
        label="分任务要求",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_at = MomentField(label="时限")

    def __init__(self, task: Task, *args: Any, **kwargs: Any) -> None:
        initial = {"what": task.what, "due_at": task.due_at}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["units"].queryset = queries.list_units_for_parts(task)


class ReassignForm(forms.Form):
    to_unit = RecordField(Unit.objects.none(), label="改派给")
    reason = forms.CharField(
        label="理由", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, actor: Actor, task: Task, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units: Sequence[Any] = list_units(actor).exclude(kind=UnitKind.COLLECTIVE)
        self.fields["to_unit"].queryset = units.exclude(pk=task.unit_id)
