"""Forms of the audit pages."""

from django import forms

from lianfang.base.kernel.forms import DayField

from .choices import ACTIONS, ROOMS, action_words


class RowFilter(forms.Form):
    """What the log is narrowed by."""

    q = forms.CharField(
        label="检索", required=False, max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "姓名、对象、对象标识"}),
    )  # fmt: skip
    action = forms.ChoiceField(label="动作", required=False)
    since = DayField(label="自", required=False)
    until = DayField(label="至", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (label, [(f"{room}.", f"{label}：全部"), *_actions_of(room)])
            for room, label in ROOMS.items()
        ]
        self.fields["action"].choices = [("", "全部"), *groups]


def _actions_of(room: str) -> list[tuple[str, str]]:
    return [(code, action_words(code)) for code in ACTIONS if code.startswith(f"{room}.")]
