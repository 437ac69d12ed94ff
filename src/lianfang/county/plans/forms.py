"""Filters and forms of the plan pages."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import RuleBroken
from lianfang.base.kernel.forms import RecordField
from lianfang.base.kernel.levels import Level
from lianfang.county.orgs.public import list_areas, list_units

from .choices import MemberRole, Performer, PlanState, Settlement
from .models import Action, Duty, Member, Plan
from .presenters import minutes_words
from .rules import LONGEST_DUTY, LONGEST_NAME, LONGEST_TITLE, LONGEST_VERSION, ActionTerms, cuts_of

ALL = ("", "全部")
FILE_LIMIT = 50 * 1024 * 1024
PASTE_LIMIT = 1_000_000
ENDINGS = ".txt,.docx,.xlsx,.xls,.csv,.html,.htm"
LEVELS = [(str(level.value), level.label) for level in sorted(Level, reverse=True)]
DURATION = re.compile(r"(\d{1,6})\s*(分钟|分|小时|时|天|日|m|h|d)")
UNITS = {
    "分钟": 1,
    "分": 1,
    "m": 1,
    "小时": 60,
    "时": 60,
    "h": 60,
    "天": 1440,
    "日": 1440,
    "d": 1440,
}


def _words(placeholder: str) -> forms.CharField:
    return forms.CharField(
        label="检索",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": placeholder}),
    )


class PlanFilter(forms.Form):
    """Words of the title or version, and the state."""

    q = _words("名称、版本、来源文件")
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *PlanState.choices])


class TreeFilter(forms.Form):
    """One unit, one level, words of duties and actions."""

    q = _words("职责、动作、条款号")
    member = forms.ChoiceField(label="单位", required=False)
    level = forms.ChoiceField(
        label="响应级别",
        required=False,
        choices=[ALL, *LEVELS],
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = plan.members.order_by("number").values_list("uuid", "number", "name")
        self.fields["member"].choices = [
            ALL, *[(str(uuid), f"{number} {name}") for uuid, number, name in members],
        ]  # fmt: skip


def _area(words: str, rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "placeholder": words})


class ImportForm(forms.Form):
    """The document, or its pasted text, and what the draft is called."""

    area = RecordField(None, label="适用区划")
    title = forms.CharField(
        label="预案名称",
        max_length=LONGEST_TITLE,
        help_text="例如：某县突发公共卫生事件应急预案成员单位职责",
    )
    version = forms.CharField(label="版本", max_length=LONGEST_VERSION, help_text="例如：2026-2")
    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ENDINGS}),
        help_text="txt、docx、xlsx、xls、csv、html，不超过 50 MB。PDF 和图片请先转成文字。",
    )
    text = forms.CharField(
        label="或粘贴正文",
        required=False,
        strip=False,
        max_length=PASTE_LIMIT,
        widget=_area("把成员单位职责部分粘贴到这里", 10),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = list_areas(actor)

    def clean_file(self) -> UploadedFile | None:
        file = self.cleaned_data["file"]
        if file and file.size > FILE_LIMIT:
            raise forms.ValidationError(
                "文件超过 50 MB，没有读取。请只保留写有单位职责的部分，另存后重新导入。"
            )
        return file

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if "file" in self.errors or "text" in self.errors:
            return chosen
        file, text = chosen.get("file"), (chosen.get("text") or "").strip()
        if file is not None and text:
            self.add_error("file", "文件和粘贴的正文只能二选一，请删去其中一项。")
        elif file is None and not text:
            self.add_error("file", "请选择文件，或粘贴正文。")
        return chosen

    def document(self) -> tuple[str, bytes]:
        """The name and the bytes of what is to be read; pasted text has no name."""
        file = self.cleaned_data["file"]
        if file is not None:
            return str(file.name), file.read()
        return "", self.cleaned_data["text"].encode()


class MemberForm(forms.Form):
    """Which unit a name of the document means."""

    name = forms.CharField(label="文件中的名称", max_length=LONGEST_NAME)
    unit = RecordField(None, label="对应单位", required=False, empty_label="（未对应）")
    role = forms.ChoiceField(label="角色", choices=MemberRole.choices)

    def __init__(self, actor: Actor, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = list_units(actor).filter(area_path__startswith=plan.area_path)
        self.fields["unit"].queryset = units

    @staticmethod
    def start(member: Member) -> dict[str, Any]:
        unit = member.unit.uuid if member.unit else None
        return {"name": member.name, "unit": unit, "role": member.role}


class DutyForm(forms.Form):
    """The words of a duty and the unit that has it."""

    text = forms.CharField(label="职责文字", max_length=LONGEST_DUTY, widget=_area("", 5))
    member = forms.ChoiceField(label="所属单位")
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, places: list[Member], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [
            (str(member.uuid), f"{member.number} {member.name}") for member in places
        ]

    @staticmethod
    def start(duty: Duty, member: Member) -> dict[str, Any]:
        return {"text": duty.text, "member": str(member.uuid), "seen": duty.text}


class SplitForm(forms.Form):
    """A duty broken into lines, one for each part."""

    parts = forms.CharField(
        label="在要拆开的地方换行",
        strip=False,
        max_length=LONGEST_DUTY + 200,
        widget=_area("", 5),
        help_text="只换行，不改字；两端的标点会自动去掉。",
    )
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if "parts" in chosen and "seen" in chosen:
            try:
                chosen["at"] = cuts_of(chosen["parts"], chosen["seen"])
            except RuleBroken as broken:
                self.add_error("parts", broken.message)
        return chosen

    @staticmethod
    def start(duty: Duty) -> dict[str, Any]:
        return {"parts": duty.text, "seen": duty.text}


class NewDutyForm(forms.Form):
    """Words of the document that are a duty of this unit."""

    text = forms.CharField(
        label="从原文中复制的职责文字", max_length=LONGEST_DUTY, widget=_area("", 3)
    )


class NewMemberForm(forms.Form):
    """A unit that the importer did not find."""

    name = forms.CharField(label="单位名称", max_length=LONGEST_NAME)


class MinutesField(forms.CharField):
    """A length of time as people write it: 30分钟, 2小时, 1天."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        found = DURATION.fullmatch(str(text).strip())
        if found is None:
            raise forms.ValidationError("请写作 30分钟、2小时 或 1天。")
        return int(found[1]) * UNITS[found[2]]

    def prepare_value(self, value: Any) -> Any:
        return minutes_words(value) if isinstance(value, int) else value


class ActionForm(forms.Form):
    """What an action asks for."""

    title = forms.CharField(label="动作", max_length=60)
    what = forms.CharField(label="要求", max_length=1000, widget=_area("做什么、做到什么程度", 3))
    from_level = forms.TypedChoiceField(label="自哪一级起", choices=LEVELS, coerce=int)
    to_level = forms.TypedChoiceField(label="至哪一级", choices=LEVELS, coerce=int)
    due_minutes = MinutesField(label="时限", help_text="响应启动后，例如 2小时")
    repeat_minutes = MinutesField(
        label="周期", required=False, help_text="例如 1天；只办一次的留空"
    )
    performer = forms.ChoiceField(label="办理主体", choices=Performer.choices)
    evidence = forms.CharField(label="办结凭据", max_length=200, required=False)
    basis = forms.CharField(label="依据", max_length=200, required=False)

    @staticmethod
    def start(action: Action | None) -> dict[str, Any]:
        if action is None:
            return {"from_level": 4, "to_level": 1, "due_minutes": 1440, "performer": "unit"}
        names = ActionForm.base_fields
        return {name: getattr(action, name) for name in names}

    def terms(self, action: Action | None = None) -> ActionTerms:
        """What was typed; what the form does not ask for stays as it was."""
        kept = {"gauge": action.gauge, "standard": action.standard} if action else {}
        return ActionTerms(**self.cleaned_data, **kept)


class SettleForm(forms.Form):
    """What became of a doubtful spot, or the unit whose duty it is."""

    how = forms.ChoiceField(
        label="处理结果",
        required=False,
        choices=[
            (how.value, how.label)
            for how in (Settlement.FINE, Settlement.CORRECTED, Settlement.NOT_NEEDED)
        ],
    )
    member = forms.CharField(label="单位序号", required=False, max_length=LONGEST_NAME)


class ChangeFilter(forms.Form):
    """Which kind of change, in which unit."""

    kind = forms.ChoiceField(
        label="变化",
        required=False,
        choices=[
            ("", "全部变化"), ("added", "新增"), ("removed", "删除"), ("changed", "改动"), ("same", "未变"),
        ],
    )  # fmt: skip
    unit = forms.ChoiceField(label="单位", required=False)

    def __init__(self, units: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [ALL, *[(unit, unit) for unit in units]]


class StandardForm(forms.Form):
    """An action of the catalogue."""

    standard = forms.ChoiceField(label="从标准动作目录选用")

    def __init__(self, catalogue: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["standard"].choices = [
            ("", "请选择"), *[(entry.code, entry.title) for entry in catalogue],
        ]  # fmt: skip
