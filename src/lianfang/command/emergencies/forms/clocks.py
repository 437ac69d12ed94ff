"""Forms of the clock pages: what is noted by hand, what is said for the rules, the filter."""

from typing import Any

from django import forms

from lianfang.base.kernel import clock
from lianfang.base.kernel.forms import MomentField
from lianfang.command.emergencies.choices import FactSubject
from lianfang.command.emergencies.rules.clocks import LONGEST_WORDS, NOTED
from lianfang.county.standards.public import list_codes, list_deadlines

ALL = ("", "全部")
STATES = (("open", "未办结"), ("late", "超时"), ("stopped", "已办结"), ("all", "全部"))


class ClockFilter(forms.Form):
    """What the list of clocks is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "事件名称、编号"}),
    )  # fmt: skip
    state = forms.ChoiceField(label="状态", required=False, choices=STATES, initial="open")
    code = forms.ChoiceField(label="时限", required=False)
    exercise = forms.ChoiceField(
        label="性质", required=False, choices=[ALL, ("0", "实战"), ("1", "演练")]
    )
    mine = forms.BooleanField(label="只看本单位", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.code, f"{row.code} {row.title}") for row in list_deadlines()]
        self.fields["code"].choices = [ALL, *rows]


class MomentNoteForm(forms.Form):
    code = forms.ChoiceField(label="时点")
    happened = MomentField(label="时间", help_text="实际办理的时间；登记时间另行自动记录。")
    words = forms.CharField(
        label="对象和方式", max_length=LONGEST_WORDS, required=False,
        help_text="例如“电话报州政府总值班室”。首次登记后不能更改。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {item.code: item.name for item in list_codes("milestone")}
        self.fields["code"].choices = [(c, names[c]) for c in NOTED if c in names]
        self.initial.setdefault("happened", clock.now())


class FactForm(forms.Form):
    """One answer to what the reporting lines ask for."""

    subject = forms.ChoiceField(choices=FactSubject.choices, widget=forms.HiddenInput)
    code = forms.CharField(max_length=60, label="内容")
    holds = forms.TypedChoiceField(
        label="是否成立", choices=[("1", "是"), ("0", "否")], coerce=lambda value: value == "1"
    )
    words = forms.CharField(label="依据", max_length=LONGEST_WORDS, required=False)


class SettingForm(forms.Form):
    """In which kind of place the event happened."""

    code = forms.ChoiceField(label="场所类别")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(item.code, item.name) for item in list_codes("setting")]
        self.fields["code"].choices = [("", "请选择"), *rows]
