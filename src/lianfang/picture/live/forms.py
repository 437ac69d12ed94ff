"""What a reader chooses about the picture."""

from typing import Any

from django import forms

from lianfang.base.kernel.forms import RecordField


class ReplayForm(forms.Form):
    """Which step of the course is shown."""

    step = forms.IntegerField(label="时刻", required=False, min_value=0)


class FiguresForm(forms.Form):
    """Whose figures, and which."""

    emergency = RecordField(None, label="事件", required=False, empty_label="最近的事件")
    q = forms.CharField(label="名称或口径", required=False, max_length=40)

    def __init__(self, *args: Any, emergencies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["emergency"].queryset = emergencies
